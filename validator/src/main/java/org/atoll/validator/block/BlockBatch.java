package org.atoll.validator.block;

import java.util.List;
import org.atoll.sdk.envelope.BatchView;

/** A batch in a block with the outcomes of its transactions. */
public record BlockBatch(BatchView batch, List<BlockTransaction> transactions) {
  public BlockBatch {
    transactions = List.copyOf(transactions);
  }
}
