@NullMarked
package org.atoll.gossip;

import org.jspecify.annotations.NullMarked;
