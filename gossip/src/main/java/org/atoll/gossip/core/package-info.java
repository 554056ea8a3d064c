@NullMarked
package org.atoll.gossip.core;

import org.jspecify.annotations.NullMarked;
