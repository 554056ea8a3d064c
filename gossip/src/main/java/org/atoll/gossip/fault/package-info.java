@NullMarked
package org.atoll.gossip.fault;

import org.jspecify.annotations.NullMarked;
