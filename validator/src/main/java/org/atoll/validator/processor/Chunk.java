package org.atoll.validator.processor;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.state.StateReader;

/**
 * Work for one processor: consecutive batches of one family.
 *
 * @param state as of the chunk's start; does not change while the chunk runs
 * @param changes of the block under way
 */
public record Chunk(String family, String version, BlockContext block, List<BatchView> batches, Reads state,
    ChangeLog changes) {
  public Chunk {
    batches = List.copyOf(batches);
  }

  /** State and the values that are not state, such as ancestors' hashes. */
  @FunctionalInterface
  public interface Reads {
    List<Optional<Bytes>> getAll(List<Address> addresses);

    static Reads of(StateReader reader) {
      return reader::getAll;
    }
  }
}
