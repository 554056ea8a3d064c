package org.atoll.validator.client;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.FeesReply;
import org.atoll.sdk.proto.FeesRequest;
import org.atoll.sdk.proto.Rewards;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.settings.ChainSettings;

/** What fees are and were. Thread-safe. */
final class FeeAnswers {
  private static final int MAX_BLOCKS = 1_024;

  private final ChainReader chain;
  private final BigInteger suggestedTip;

  FeeAnswers(ChainReader chain, BigInteger suggestedTip) {
    this.chain = chain;
    this.suggestedTip = suggestedTip;
  }

  FeesReply answer(FeesRequest request) {
    var rules = chain.head().nextRules();
    boolean constant = chain.head().settings().baseFeeMode() == ChainSettings.BaseFeeMode.CONSTANT;
    var tip = rules.freeGas() ? BigInteger.ZERO : suggestedTip.max(rules.minTip());
    var reply = FeesReply.newBuilder()
        .setNextBaseFee(ProcessorCodec.encode(rules.baseFee()))
        .setSuggestedTip(ProcessorCodec.encode(tip))
        .setFreeGas(rules.freeGas())
        .setConstantBaseFee(constant && !rules.freeGas());
    if (request.getBlocks() == 0) {
      return reply.build();
    }
    var newest = chain.resolve(request.getNewest());
    if (newest.isEmpty()) {
      return reply.setRefusal(ProcessorCodec.encode(Refusal.of(-32000,
          "request beyond head block: requested " + request.getNewest().getNumber() + ", head "
              + chain.head().block().height()))).build();
    }
    long count = Math.min(Math.min(request.getBlocks(), MAX_BLOCKS), newest.get() + 1);
    long oldest = newest.get() - count + 1;
    while (oldest < newest.get() && find(oldest, request).isEmpty()) {
      oldest++; // this node began above
    }
    reply.setOldest(oldest);
    for (long height = oldest; height <= newest.get(); height++) {
      var found = find(height, request);
      if (found.isEmpty()) {
        return reply.setRefusal(ProcessorCodec.encode(Refusal.of(-32001, "block " + height
            + " is not kept: this node joined at block " + chain.joinedHeight()))).build();
      }
      var block = found.get();
      reply.addBaseFees(ProcessorCodec.encode(baseFee(block)));
      reply.addGasUsedRatios((double) block.ethereum().gasUsed() / block.ethereum().gasLimit());
      if (request.getPercentilesCount() > 0) {
        reply.addRewards(rewards(block, request.getPercentilesList(), tip));
      }
    }
    var after = chain.header(newest.get() + 1).map(FeeAnswers::baseFee).orElse(rules.baseFee());
    return reply.addBaseFees(ProcessorCodec.encode(after)).build();
  }

  private Optional<ExecutedBlock> find(long height, FeesRequest request) {
    return request.getPercentilesCount() > 0 ? chain.block(height) : chain.header(height);
  }

  private static BigInteger baseFee(ExecutedBlock block) {
    return block.ethereum().baseFeePerGas().orElse(BigInteger.ZERO);
  }

  private record Paid(BigInteger tip, long gas) {}

  private static Rewards rewards(ExecutedBlock block, List<Double> percentiles, BigInteger emptyTip) {
    var paid = block.ethereumTransactions().stream()
        .map(tx -> new Paid(
            ProcessorCodec.decode(EthereumMessages.familyData(tx).getEffectiveGasPrice()).subtract(baseFee(block))
                .max(BigInteger.ZERO),
            tx.receipt().getGasUsed()))
        .sorted(Comparator.comparing(Paid::tip)).toList();
    var rewards = Rewards.newBuilder();
    long total = block.ethereum().gasUsed();
    int index = 0;
    long sum = paid.isEmpty() ? 0 : paid.getFirst().gas();
    for (double percentile : percentiles) {
      if (paid.isEmpty()) {
        rewards.addTips(ProcessorCodec.encode(emptyTip));
        continue;
      }
      double threshold = total * percentile / 100;
      while (sum < threshold && index < paid.size() - 1) {
        index++;
        sum += paid.get(index).gas();
      }
      rewards.addTips(ProcessorCodec.encode(paid.get(index).tip()));
    }
    return rewards.build();
  }
}
