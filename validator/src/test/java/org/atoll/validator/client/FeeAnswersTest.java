package org.atoll.validator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.FeesReply;
import org.atoll.sdk.proto.FeesRequest;
import org.atoll.sdk.proto.Rewards;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainReaders;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

final class FeeAnswersTest {
  private static final BigInteger TIP = BigInteger.valueOf(123);
  private static final BigInteger BASE = Batches.GWEI; // of the blocks made here

  private static List<ExecutedBlock> chain() {
    var blocks = new ArrayList<ExecutedBlock>();
    blocks.add(Blocks.genesis());
    blocks.add(Blocks.child(blocks.getLast(), List.of()));
    var body = new Blocks.Body() // tips 5, 1, 3 with gas 100, 200, 700
        .add(Batches.transfer(1, 0), List.of(), 100, BASE.add(BigInteger.valueOf(5)))
        .add(Batches.transfer(1, 1), List.of(), 200, BASE.add(BigInteger.valueOf(1)))
        .add(Batches.transfer(1, 2), List.of(), 700, BASE.add(BigInteger.valueOf(3)));
    blocks.add(Blocks.child(blocks.getLast(), body.batches()));
    return blocks;
  }

  private static FeesReply ask(Map<String, String> settings, FeesRequest.Builder request) {
    return new FeeAnswers(ChainReaders.of(chain(), 1, settings), TIP).answer(request.build());
  }

  private static List<Long> numbers(List<com.google.protobuf.ByteString> quantities) {
    return quantities.stream().map(ProcessorCodec::decode).map(BigInteger::longValueExact).toList();
  }

  @Test
  void whatTheNextBlockAsks() {
    var priced = ask(Map.of(), FeesRequest.newBuilder());
    assertThat(ProcessorCodec.decode(priced.getNextBaseFee())).isEqualTo(Batches.GWEI);
    assertThat(ProcessorCodec.decode(priced.getSuggestedTip())).isEqualTo(TIP);
    assertThat(priced.getFreeGas()).isFalse();
    assertThat(priced.getBaseFeesCount()).isZero();

    var demanding = ask(Map.of("evm.minTip", "999"), FeesRequest.newBuilder());
    assertThat(ProcessorCodec.decode(demanding.getSuggestedTip())).isEqualTo(999);

    var free = ask(Map.of("evm.freeGas", "true"), FeesRequest.newBuilder());
    assertThat(free.getNextBaseFee().isEmpty()).isTrue();
    assertThat(free.getSuggestedTip().isEmpty()).isTrue();
    assertThat(free.getFreeGas()).isTrue();
  }

  @Test
  void historyHasABaseFeeMoreThanBlocks_andIsCutAtGenesis() {
    var reply = ask(Map.of(), FeesRequest.newBuilder().setBlocks(2));
    assertThat(reply.getOldest()).isEqualTo(1);
    assertThat(numbers(reply.getBaseFeesList())).containsExactly(BASE.longValue(), BASE.longValue(), 1_000_000_000L);
    assertThat(reply.getGasUsedRatiosList()).containsExactly(0.0, 1_000.0 / Blocks.GAS_LIMIT);
    assertThat(reply.getRewardsCount()).isZero();

    var all = ask(Map.of(), FeesRequest.newBuilder().setBlocks(5_000));
    assertThat(all.getOldest()).isZero();
    assertThat(all.getBaseFeesCount()).isEqualTo(4);
    assertThat(all.getGasUsedRatiosCount()).isEqualTo(3);
  }

  @Test
  void rewardsAreTipsWeightedByGas() {
    var reply = ask(Map.of(), FeesRequest.newBuilder().setBlocks(2)
        .addAllPercentiles(List.of(0.0, 10.0, 20.0, 20.1, 50.0, 90.0, 90.1, 100.0)));

    assertThat(reply.getRewardsList()).extracting(Rewards::getTipsCount).containsExactly(8, 8);
    assertThat(numbers(reply.getRewards(0).getTipsList())).as("an empty block").containsOnly(TIP.longValue());
    assertThat(numbers(reply.getRewards(1).getTipsList())).containsExactly(1L, 1L, 1L, 3L, 3L, 3L, 5L, 5L);
  }

  @Test
  void theNewestBlockCanBeNamed() {
    var reply = ask(Map.of("evm.baseFee", "77"), FeesRequest.newBuilder().setBlocks(1)
        .setNewest(BlockRef.newBuilder().setNumber(1)));
    assertThat(reply.getOldest()).isEqualTo(1);
    assertThat(numbers(reply.getBaseFeesList())).as("the next one exists").containsExactly(BASE.longValue(),
        BASE.longValue());

    assertThat(ask(Map.of(), FeesRequest.newBuilder().setBlocks(1).setNewest(BlockRef.newBuilder().setNumber(9)))
        .getRefusal().getMessage()).isEqualTo("request beyond head block: requested 9, head 2");
  }
}
