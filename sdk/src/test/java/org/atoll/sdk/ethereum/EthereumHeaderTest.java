package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

class EthereumHeaderTest {
  @Test
  void decodingInvertsEncodingForEveryFork() {
    Seeds.forEachSeed(200, random -> {
      var header = any(random, random.nextInt(7));
      assertThat(EthereumHeader.decode(header.encode())).isEqualTo(header);
      assertThat(header.hash().bytes()).isEqualTo(Keccak.hash(header.encode()).bytes());
    });
  }

  @Test
  void whatDecodesEncodesToTheSameBytes() {
    Seeds.forEachSeed(5_000, random -> {
      var bytes = any(random, random.nextInt(7)).encode().toArray();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      var mutated = Bytes.wrap(bytes).slice(0, bytes.length - random.nextInt(2));
      try {
        assertThat(EthereumHeader.decode(mutated).encode()).isEqualTo(mutated);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("not an Ethereum header: ");
      }
    });
  }

  @Test
  void aLaterFieldNeedsTheEarlierOnes() {
    var header = any(new SplittableRandom(1), 6);
    assertThatThrownBy(() -> new EthereumHeader(header.parentHash(), header.unclesHash(), header.miner(),
        header.stateRoot(), header.transactionsRoot(), header.receiptsRoot(), header.logsBloom(), header.difficulty(),
        0, 0, 0, 0, Bytes.EMPTY, header.mixHash(), header.nonce(), Optional.empty(), header.withdrawalsRoot(),
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static EthereumHeader any(RandomGenerator random, int optional) {
    return new EthereumHeader(hash(random), hash(random), Transactions.address(random), hash(random), hash(random),
        hash(random), Bytes.wrap(Seeds.bytes(random, 256)), Transactions.number(random, 20), random.nextLong(),
        random.nextLong(), random.nextLong(), random.nextLong(), Bytes.wrap(Seeds.bytes(random, random.nextInt(33))),
        hash(random), Bytes.wrap(Seeds.bytes(random, 8)),
        optional > 0 ? Optional.of(Transactions.number(random, 33)) : Optional.<BigInteger>empty(),
        optional > 1 ? Optional.of(hash(random)) : Optional.empty(),
        optional > 2 ? Optional.of(random.nextLong()) : Optional.empty(),
        optional > 3 ? Optional.of(random.nextLong()) : Optional.empty(),
        optional > 4 ? Optional.of(hash(random)) : Optional.empty(),
        optional > 5 ? Optional.of(hash(random)) : Optional.empty());
  }

  private static Hash32 hash(RandomGenerator random) {
    return Hash32.wrap(Seeds.bytes(random, 32));
  }
}
