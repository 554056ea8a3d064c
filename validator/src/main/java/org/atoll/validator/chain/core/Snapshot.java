package org.atoll.validator.chain.core;

import java.util.List;
import java.util.SortedMap;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.state.StateEntry;

/**
 * All a node needs to go on from a final block it has not executed. All but the entries is proved by the certificate;
 * these are when the tree over them has the last block's state root.
 *
 * @param recent consecutive blocks, the last of them the one to go on from
 * @param certificate for the last block
 * @param entries the whole state after it, in no order
 * @param older ids of the blocks below {@code recent} that a transaction may still refer to, by height
 * @param used by height, transactions and batches of the blocks whose transactions might be offered again
 */
public record Snapshot(List<BareBlock> recent, Certificate certificate, List<StateEntry> entries,
    SortedMap<Long, BlockId> older, SortedMap<Long, List<TransactionId>> used) {
  public BareBlock last() {
    return recent.getLast();
  }

  public long height() {
    return last().height();
  }

  /** What the entries have to make up. */
  public Bytes stateRoot() {
    return Bytes.of(last().signed().header().getStateRoot());
  }
}
