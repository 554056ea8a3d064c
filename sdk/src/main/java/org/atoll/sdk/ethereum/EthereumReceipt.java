package org.atoll.sdk.ethereum;

import java.util.List;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * What the receipts root commits of an Ethereum transaction's outcome.
 *
 * @param type of the transaction, 0 to 4
 * @param status 1 applied, 0 reverted
 * @param cumulativeGasUsed of the block's Ethereum transactions up to and with this one
 * @param logsBloom 256 bytes
 */
public record EthereumReceipt(int type, int status, long cumulativeGasUsed, Bytes logsBloom, List<Log> logs) {
  public EthereumReceipt {
    if (logsBloom.size() != LogsBloom.SIZE) {
      throw new IllegalArgumentException("a bloom has 256 bytes, not " + logsBloom.size());
    }
    logs = List.copyOf(logs);
  }

  /** Fills in the bloom. */
  public static EthereumReceipt of(int type, int status, long cumulativeGasUsed, List<Log> logs) {
    return new EthereumReceipt(type, status, cumulativeGasUsed, LogsBloom.of(logs), logs);
  }

  /** [type ‖] RLP [status, cumulativeGasUsed, bloom, logs]. */
  public Bytes encode() {
    return finish(begin().add(status));
  }

  /** The form before Byzantium: the state root after the transaction in place of the status. */
  public Bytes encodeWithRoot(Hash32 stateRoot) {
    return finish(begin().add(stateRoot.bytes()));
  }

  private RlpWriter begin() {
    var writer = new RlpWriter(320);
    if (type != EthereumTransaction.LEGACY) {
      writer.addRaw((byte) type);
    }
    return writer.beginList();
  }

  private Bytes finish(RlpWriter writer) {
    writer.add(cumulativeGasUsed).add(logsBloom);
    Log.write(logs, writer);
    return writer.endList().toBytes();
  }
}
