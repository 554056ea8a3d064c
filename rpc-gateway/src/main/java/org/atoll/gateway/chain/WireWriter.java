package org.atoll.gateway.chain;

import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.proto.LogsRequest;
import org.atoll.sdk.proto.TopicSet;

/** Requests as the validator's protobufs want them. */
final class WireWriter {
  private WireWriter() {}

  static org.atoll.sdk.proto.BlockRef blockRef(BlockRef ref) {
    var wire = org.atoll.sdk.proto.BlockRef.newBuilder();
    switch (ref) {
      case BlockRef.Number number -> wire.setNumber(number.height());
      case BlockRef.Hash hash ->
          wire.setHash(hash.hash().bytes().toByteString()).setRequireCanonical(hash.requireCanonical());
      case BlockRef.Tag tag -> wire.setTag(switch (tag) {
        case EARLIEST -> org.atoll.sdk.proto.BlockRef.Tag.EARLIEST;
        case LATEST -> org.atoll.sdk.proto.BlockRef.Tag.LATEST;
        case SAFE -> org.atoll.sdk.proto.BlockRef.Tag.SAFE;
        case FINALIZED -> org.atoll.sdk.proto.BlockRef.Tag.FINALIZED;
        case PENDING -> org.atoll.sdk.proto.BlockRef.Tag.PENDING;
      });
    }
    return wire.build();
  }

  static BlockRequest.Detail detail(EthBlock.Detail detail) {
    return switch (detail) {
      case HASHES -> BlockRequest.Detail.HEADER;
      case TRANSACTIONS -> BlockRequest.Detail.TRANSACTIONS;
      case RECEIPTS -> BlockRequest.Detail.RECEIPTS;
    };
  }

  static LogsRequest logs(LogQuery query, int maxLogs, int maxBlocks) {
    var wire = LogsRequest.newBuilder().setMaxLogs(maxLogs).setMaxBlocks(maxBlocks);
    switch (query.range()) {
      case LogQuery.Range.Block block -> wire.setBlockHash(block.hash().bytes().toByteString());
      case LogQuery.Range.Heights heights -> wire
          .setFrom(blockRef(new BlockRef.Number(heights.from())))
          .setTo(blockRef(new BlockRef.Number(heights.to())));
    }
    query.pattern().addresses().forEach(address -> wire.addAddresses(address.bytes().toByteString()));
    for (var choice : query.pattern().topics()) {
      var set = TopicSet.newBuilder();
      choice.forEach(topic -> set.addAnyOf(topic.bytes().toByteString()));
      wire.addTopics(set);
    }
    return wire.build();
  }

  static DevCommandRequest dev(DevCommand command) {
    var wire = DevCommandRequest.newBuilder();
    switch (command) {
      case DevCommand.Mine mine -> wire.setMine(mine.blocks());
      case DevCommand.Automine automine -> wire.setAutomine(automine.on());
      case DevCommand.Interval interval -> wire.setIntervalMillis(interval.millis());
      case DevCommand.AdvanceTime advance -> wire.setTimeOffsetMillis(advance.millis());
      case DevCommand.NextTimestamp next -> wire.setNextTimestampMillis(next.millis());
    }
    return wire.build();
  }
}
