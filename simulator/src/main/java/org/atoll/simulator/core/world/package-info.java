/** Virtual time and the nodes that live in it. */
@NullMarked
package org.atoll.simulator.core.world;

import org.jspecify.annotations.NullMarked;
