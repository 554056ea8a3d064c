package org.atoll.validator.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.ExecutedBlock;

/** A random chain over few addresses and topics, so that filters match now and then. */
public final class LogChain {
  private LogChain() {}

  public static List<ExecutedBlock> blocks(RandomGenerator random, int count) {
    var blocks = new ArrayList<ExecutedBlock>();
    blocks.add(Blocks.genesis());
    long nonce = 0;
    for (int i = 1; i < count; i++) {
      var body = new Blocks.Body();
      for (int k = random.nextInt(4) * random.nextInt(14); k > 0; k--) {
        if (random.nextInt(6) == 0) {
          body.add(Batches.signed(1 + random.nextInt(2), (int) nonce++));
        } else {
          var logs = new ArrayList<Log>();
          for (int l = random.nextInt(4); l > 0; l--) {
            logs.add(log(random));
          }
          body.add(Batches.transfer(1, nonce++), logs);
        }
      }
      blocks.add(Blocks.child(blocks.getLast(), body.batches()));
    }
    return blocks;
  }

  public static Log log(RandomGenerator random) {
    var topics = new ArrayList<Hash32>();
    for (int i = random.nextInt(5); i > 0; i--) {
      topics.add(topic(random.nextInt(6)));
    }
    return new Log(address(random.nextInt(6)), topics, Bytes.wrap(Seeds.bytes(random, random.nextInt(40))));
  }

  public static EvmAddress address(int number) {
    return Batches.account(500 + number);
  }

  public static Hash32 topic(int number) {
    return Hash32.fromHex(String.format("%02x", 0xa0 + number).repeat(32));
  }
}
