package org.atoll.sdk.processor;

import java.util.List;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * A handler that can be parked where it misses a piece of state and resumed when it is there, so that a miss
 * costs a transaction its turn and not a thread its time. Pure: it never blocks.
 */
public interface SuspendableHandler extends TransactionHandler {
  /** A transaction under way; private to the handler. */
  interface Run {}

  sealed interface Step {
    record Done(Outcome outcome) implements Step {}

    /** Resume once these are local. Never empty. */
    record Missing(List<Address> addresses) implements Step {}
  }

  /** State that is here already. */
  interface LocalState {
    /** Answer for an address that holds nothing. Compare by identity. */
    Bytes ABSENT = Bytes.copyOf((byte) 'a');

    /** Answer for an address whose value has to be fetched first. Compare by identity. */
    Bytes UNKNOWN = Bytes.copyOf((byte) 'u');

    /** The value, {@link #ABSENT} or {@link #UNKNOWN}. */
    Bytes get(Address address);
  }

  Run begin(TransactionRequest transaction);

  /** Goes on until done or until something is missing. */
  Step advance(Run run, LocalState state);

  @Override
  default Outcome apply(TransactionRequest transaction, StateContext state) {
    var run = begin(transaction);
    LocalState local = address -> state.get(address).orElse(LocalState.ABSENT);
    return switch (advance(run, local)) {
      case Step.Done(var outcome) -> outcome;
      case Step.Missing(var addresses) -> throw new IllegalStateException("asked for present state " + addresses);
    };
  }
}
