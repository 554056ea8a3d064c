@NullMarked
package org.atoll.gossip.zmq;

import org.jspecify.annotations.NullMarked;
