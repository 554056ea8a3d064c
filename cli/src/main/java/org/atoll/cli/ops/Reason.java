package org.atoll.cli.ops;

import java.time.Instant;

/**
 * Why a node is not as it should be.
 *
 * @param code such as {@code peers-low}; codes are only ever added
 * @param detail the numbers
 * @param help what to do
 */
record Reason(String code, Severity severity, Instant since, String detail, String help) {
  enum Severity {
    /** The node is as it should be, yet someone should look. */
    WARNING,
    /** The whole network does not move on; reads of this node are good all the same. */
    NETWORK,
    /** This node should get no traffic. */
    NODE
  }
}
