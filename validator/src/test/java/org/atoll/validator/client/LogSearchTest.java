package org.atoll.validator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.LogEntry;
import org.atoll.sdk.proto.LogsRequest;
import org.atoll.sdk.proto.TopicSet;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainReaders;
import org.atoll.validator.testing.LogChain;
import org.junit.jupiter.api.Test;

final class LogSearchTest {
  private static final int BLOCKS = 40;

  private static BlockRef number(long height) {
    return BlockRef.newBuilder().setNumber(height).build();
  }

  private static LogsRequest.Builder anyFilter(RandomGenerator random) {
    var request = LogsRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      request.addAddresses(LogChain.address(random.nextInt(8)).bytes().toByteString());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      var topics = TopicSet.newBuilder();
      for (int k = random.nextInt(3); k > 0; k--) {
        topics.addAnyOf(LogChain.topic(random.nextInt(8)).bytes().toByteString());
      }
      request.addTopics(topics);
    }
    return request;
  }

  /** Looks at every log of every block. */
  private static List<LogEntry> naive(List<ExecutedBlock> chain, LogsRequest request, long from, long to) {
    var found = new ArrayList<LogEntry>();
    for (var block : chain) {
      if (block.height() < from || block.height() > to) {
        continue;
      }
      int index = 0;
      for (var transaction : block.ethereumTransactions()) {
        for (int i = 0; i < transaction.logs().size(); i++) {
          assertThat(transaction.firstLogIndex() + i).isEqualTo(index++);
          if (matches(transaction.logs().get(i), request)) {
            found.add(EthereumMessages.entry(block, transaction, i, false));
          }
        }
      }
    }
    return found;
  }

  private static boolean matches(Log log, LogsRequest request) {
    if (request.getAddressesCount() > 0
        && !request.getAddressesList().contains(log.address().bytes().toByteString())) {
      return false;
    }
    for (int i = 0; i < request.getTopicsCount(); i++) {
      if (i >= log.topics().size()) {
        return false;
      }
      var any = request.getTopics(i).getAnyOfList();
      if (!any.isEmpty() && !any.contains(log.topics().get(i).bytes().toByteString())) {
        return false;
      }
    }
    return true;
  }

  @Test
  void everyPlanFindsWhatLookingAtEverythingFinds() {
    Seeds.forEachSeed(40, random -> {
      var chain = LogChain.blocks(random, BLOCKS);
      var search = new LogSearch(ChainReaders.of(chain, random.nextInt(BLOCKS), Map.of()));
      for (int i = 0; i < 15; i++) {
        long from = random.nextInt(BLOCKS);
        long to = random.nextInt(BLOCKS);
        var request = anyFilter(random).setFrom(number(from)).setTo(number(to)).build();

        assertThat(search.search(request).getLogsList()).isEqualTo(naive(chain, request, from, to));
      }
    });
  }

  @Test
  void aBlockCanBeNamedByHash() {
    Seeds.forEachSeed(5, random -> {
      var chain = LogChain.blocks(random, BLOCKS);
      var search = new LogSearch(ChainReaders.of(chain, 5, Map.of()));
      for (var block : chain) {
        var request = LogsRequest.newBuilder().setBlockHash(block.ethereumHash().bytes().toByteString()).build();
        assertThat(search.search(request).getLogsList()).isEqualTo(naive(chain, request, block.height(), block.height()));
      }
      assertThat(search.search(LogsRequest.newBuilder().setBlockHash(Bytes.wrap(new byte[32]).toByteString()).build())
          .getRefusal().getMessage()).isEqualTo("unknown block");
    });
  }

  @Test
  void limitsSayWhatToAskInstead() {
    Seeds.forEachSeed(20, random -> {
      var chain = LogChain.blocks(random, BLOCKS);
      var search = new LogSearch(ChainReaders.of(chain, 5, Map.of()));
      var request = LogsRequest.newBuilder().setFrom(number(0)).setTo(number(BLOCKS - 1)).setMaxLogs(20).build();

      var reply = search.search(request);

      int all = naive(chain, request, 0, BLOCKS - 1).size();
      assertThat(reply.hasRefusal()).isEqualTo(all > 20);
      if (reply.hasRefusal()) {
        var refusal = reply.getRefusal();
        long to = Long.decode(refusal.getDetailsOrThrow("to"));
        assertThat(refusal.getMessage()).isEqualTo("query returned more than 20 results. Try with this block range [0x0, "
            + refusal.getDetailsOrThrow("to") + "].");
        int less = naive(chain, request, 0, to).size();
        assertThat(to == 0 || less <= 20).as("the range proposed fits").isTrue();
      }
    });
  }

  @Test
  void rangesAreBounded() {
    var chain = LogChain.blocks(new java.util.SplittableRandom(1), BLOCKS);
    var search = new LogSearch(ChainReaders.of(chain, 5, Map.of()));
    var request = LogsRequest.newBuilder().setFrom(number(3)).setMaxBlocks(10);

    assertThat(search.search(request.setTo(number(12)).build()).hasRefusal()).isFalse();
    var refusal = search.search(request.setTo(number(13)).build()).getRefusal();
    assertThat(refusal.getMessage()).isEqualTo(
        "query spans more than 10 blocks. Try with this block range [0x3, 0xc].");
    assertThat(refusal.getCode()).isEqualTo(-32_005);
    assertThat(search.search(request.setTo(number(BLOCKS)).build()).getLogsList()).as("ahead of the head").isEmpty();
  }
}
