package org.atoll.dpos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlotsTest {
  static PublicKey key(int number) {
    var bytes = new byte[32];
    bytes[0] = (byte) (number >> 8);
    bytes[1] = (byte) number;
    return new PublicKey(SignatureAlgorithm.ED25519, Bytes.wrap(bytes));
  }

  static EpochView epoch(long epoch, long first, long last, int members) {
    var list = new ArrayList<Member>();
    for (int i = 0; i < members; i++) {
      list.add(Member.of(key(i)));
    }
    var seed = new byte[32];
    seed[0] = (byte) epoch;
    return new EpochView(epoch, first, last, Hash32.wrap(seed), MemberSet.of(list));
  }

  /** P7: an instant is in one slot, and a millisecond to either side of a border makes the difference. */
  @ParameterizedTest
  @CsvSource({"3000, 1", "500, 1", "3000, 12", "100, 64", "777, 5"})
  void everyInstantIsInOneSlot(long millis, int repetitions) {
    var slots = new Slots(millis, repetitions);
    var random = new SplittableRandom(millis);
    for (int i = 0; i < 1_000_000; i++) {
      long at = random.nextLong(0, 4_102_444_800_000L); // to the year 2100
      long slot = slots.at(at);
      long start = slots.start(slot);
      if (start > at || at >= slots.start(slot + 1)) {
        throw new AssertionError(at + " is not in slot " + slot);
      }
      if (slots.at(start) != slot || slots.at(start - 1) != slot - 1 || slots.at(start + millis) != slot + 1
          || slots.at(start + millis - 1) != slot || !slots.isStart(start) || slots.isStart(start + 1)
          || slots.isStart(start - 1)) {
        throw new AssertionError("the border of slot " + slot);
      }
      long turn = slots.turn(slot);
      if (slots.slotOfTurn(turn) > slot || slot >= slots.slotOfTurn(turn + 1)) {
        throw new AssertionError("slot " + slot + " is not in turn " + turn);
      }
    }
  }

  @Test
  void everyMemberHasTheSameShareAndTurnsOfRepetitions() {
    var turns = new Turns(epoch(1, 1, 100, 7), new Slots(1_000, 3));
    int[] share = new int[7];
    for (long slot = 700_000; slot < 700_000 + 7 * 3 * 10; slot++) {
      share[turns.epoch().members().indexOf(turns.producer(slot)).getAsInt()]++;
      if (slot % 3 != 0) {
        assertThat(turns.producer(slot)).isEqualTo(turns.producer(slot - 1));
      }
    }
    assertThat(share).containsOnly(30);
  }

  @Test
  void theNextSlotIsTheFirstThatIsOnesOwn() {
    forEachSeed(2_000, random -> {
      int members = 1 + random.nextInt(30);
      var turns = new Turns(epoch(random.nextInt(100), 1, 100, members), new Slots(1_000, 1 + random.nextInt(4)));
      var key = key(random.nextInt(members));
      long from = random.nextLong(1_000_000_000);
      long next = turns.next(key, from).orElseThrow();
      long search = from;
      while (!turns.producer(search).equals(key)) {
        search++;
      }
      assertThat(next).isEqualTo(search);
      assertThat(turns.next(key(members), from)).isEmpty();
    });
  }

  @Test
  void sparselyOneCycleInEightIsUsed() {
    forEachSeed(500, random -> {
      int members = 1 + random.nextInt(10);
      int repetitions = 1 + random.nextInt(3);
      var turns = new Turns(epoch(random.nextInt(100), 1, 100, members), new Slots(1_000, repetitions));
      var key = key(random.nextInt(members));
      long from = random.nextLong(1_000_000);
      long search = from;
      long cycle = (long) members * repetitions;
      while (!turns.producer(search).equals(key) || search / cycle % 8 != 0) {
        search++;
      }
      assertThat(turns.nextSparse(key, from)).hasValue(search);
    });
  }

  @Test
  void bytesOfAHeaderAreOneFormOnly() {
    var bytes = new WireSlot(5).encode();
    assertThat(bytes.toHex()).isEqualTo("01" + "0000000000000005" + "00".repeat(80));
    assertThat(WireSlot.decode(bytes)).contains(new WireSlot(5));
    forEachSeed(3_000, random -> {
      var altered = bytes.toArray();
      int at = random.nextInt(altered.length);
      altered[at] ^= (byte) (1 << random.nextInt(8));
      assertThat(WireSlot.decode(Bytes.wrap(altered))).isNotEqualTo(WireSlot.decode(bytes));
      assertThat(WireSlot.decode(Bytes.wrap(Seeds.bytes(random, random.nextInt(200))))).isEmpty();
    });
  }

  @Test
  void theOrderChangesWithTheEpoch() {
    var orders = new ArrayList<List<PublicKey>>();
    for (int epoch = 0; epoch < 5; epoch++) {
      var turns = new Turns(epoch(epoch, 1, 100, 21), new Slots(1_000, 1));
      orders.add(java.util.stream.LongStream.range(0, 21).mapToObj(turns::producer).toList());
    }
    assertThat(orders).doesNotHaveDuplicates().allSatisfy(order -> assertThat(order).doesNotHaveDuplicates());
  }
}
