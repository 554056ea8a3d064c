package org.atoll.gateway;

import java.util.List;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.EthereumBlock;
import org.atoll.sdk.proto.HeadEvent;
import org.atoll.sdk.proto.LogEntry;
import org.atoll.sdk.proto.PendingEvent;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** What a validator tells its watchers. */
final class News {
  private News() {}

  static WatchEvent head(EthereumBlock block) {
    return head(block, List.of());
  }

  static WatchEvent head(EthereumBlock block, List<LogEntry> removed) {
    return WatchEvent.newBuilder().setHead(HeadEvent.newBuilder()
        .setBlock(FakeValidator.cut(block, BlockRequest.Detail.HEADER))
        .addAllLogs(SampleChain.logs(block))
        .addAllRemoved(removed)).build();
  }

  static WatchEvent pending(EthereumTransaction... transactions) {
    var event = PendingEvent.newBuilder();
    for (var transaction : transactions) {
      event.addHashes(transaction.hash().bytes().toByteString());
    }
    return WatchEvent.newBuilder().setPending(event).build();
  }

  /** A block on top of a fake validator's, which adds it. */
  static EthereumBlock mine(FakeValidator validator, EthereumTransaction... transactions) {
    var parent = new Hash32(Bytes.of(validator.blocks.getLast().getHash()));
    var block = SampleChain.block(validator.head() + 1, parent, List.of(transactions));
    validator.blocks.add(block);
    return block;
  }

  static String hash(EthereumBlock block) {
    return Bytes.of(block.getHash()).to0x();
  }
}
