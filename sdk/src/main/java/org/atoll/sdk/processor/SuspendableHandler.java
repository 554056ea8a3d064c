package org.atoll.sdk.processor;

import java.math.BigInteger;
import java.util.List;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * A handler that can be parked where it misses a piece of state and resumed when it is there, so that a miss
 * costs a transaction its turn and not a thread its time. Pure: it never blocks.
 *
 * <p>Its transactions may run side by side, on state that may turn out to be wrong or even not to fit together. Such a
 * run is thrown away and the transaction runs again, so a handler may throw on broken state, but it must come to an end
 * on any state, and must be thread-safe. A single run is used by one thread at a time.
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

    /** Whether {@link #get} has an answer; other than that, this does not count as reading. */
    default boolean isLocal(Address address) {
      return get(address) != UNKNOWN;
    }

    /**
     * Whether a run may leave payments into accounts it need not read to {@link SuspendableHandler#credits}. If not, it
     * reads and writes these accounts itself.
     */
    default boolean defersCredits() {
      return false;
    }
  }

  /**
   * A payment into an account of {@link org.atoll.sdk.account.EvmState} that the run neither read nor wrote, to be made
   * when all transactions before it are final: so that a fee recipient whom everybody pays does not put everybody in a
   * queue. Becomes a write of the account as it then is; an account that stays empty is deleted, or not written if it
   * was not there.
   *
   * @param position number of writes in the outcome that go before the account's
   * @param account state address of the account
   * @param amount wei, 0 to 2^256 − 1; balances wrap around
   */
  record Credit(int position, Address account, BigInteger amount) {}

  Run begin(TransactionRequest transaction);

  /** Goes on until done or until something is missing. */
  Step advance(Run run, LocalState state);

  /**
   * What an applied run leaves to be paid, by ascending position, each account once. Asked after {@link Step.Done}; empty
   * unless the state {@linkplain LocalState#defersCredits() defers credits}.
   */
  default List<Credit> credits(Run run) {
    return List.of();
  }

  /** The run, which is not done, will not be resumed: a handler may take back what it holds. */
  default void discard(Run run) {}

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
