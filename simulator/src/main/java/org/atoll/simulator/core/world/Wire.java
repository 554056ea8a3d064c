package org.atoll.simulator.core.world;

import java.util.Optional;
import org.atoll.simulator.core.model.MessageKind;

/** What the world must know about a protocol's messages. Pure: the same message, the same answer. */
public interface Wire {
  MessageKind kind(Object message);

  /** 64 bits that differ when messages do, the same in every run: no identity hash codes. */
  long digest(Object message);

  /** Number of the node that wrote a block, proposal or vote; −1 where that says nothing. */
  default int author(Object message) {
    return -1;
  }

  /** Another block, proposal or vote for the same place, signed by the same node. Empty: cannot be forged. */
  default Optional<Object> conflicting(Object message) {
    return Optional.empty();
  }

  /** The same block with a state root that execution does not give, signed by its author. */
  default Optional<Object> wrongRoot(Object message) {
    return Optional.empty();
  }

  /** Whether censors drop this transaction. */
  default boolean censored(Object message) {
    return false;
  }

  /** One line for people. */
  default String describe(Object message) {
    return message.toString();
  }
}
