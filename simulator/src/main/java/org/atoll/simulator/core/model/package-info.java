/** What surrounds a node: clocks, links, partitions, disks, faults. */
@NullMarked
package org.atoll.simulator.core.model;

import org.jspecify.annotations.NullMarked;
