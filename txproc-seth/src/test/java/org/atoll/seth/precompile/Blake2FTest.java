package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.atoll.sdk.ethereum.Fork;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.junit.jupiter.api.Test;

/** The hash function made of the compression function is BLAKE2b. */
final class Blake2FTest {
  private static final long[] IV = {
    0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L,
  };

  private final Contract contract = Contract.at(9, Fork.ISTANBUL);

  private byte[] input(int rounds, byte[] state, byte[] block, long counter, int last) {
    return ByteBuffer.allocate(213).putInt(rounds).put(state).put(block).order(ByteOrder.LITTLE_ENDIAN)
        .putLong(counter).putLong(0).put((byte) last).array();
  }

  @Test
  void hashesAsBlake2b() {
    var random = new Random(29);
    for (int length = 1; length < 700; length += 13) {
      var message = new byte[length];
      random.nextBytes(message);
      var state = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 8; i++) {
        state.putLong(i == 0 ? IV[0] ^ 0x01010040 : IV[i]); // 64 bytes, no key
      }
      var chain = state.array();
      for (int at = 0; at < length; at += 128) {
        boolean last = at + 128 >= length;
        chain = contract.run(input(12, chain, Arrays.copyOfRange(message, at, at + 128), last ? length : at + 128,
            last ? 1 : 0));
      }
      var digest = new Blake2bDigest(512);
      digest.update(message, 0, length);
      var expected = new byte[64];
      digest.doFinal(expected, 0);
      assertThat(chain).isEqualTo(expected);
    }
  }

  @Test
  void gasIsTheRoundsAndOddInputsAreRefused() {
    var good = input(-1, new byte[64], new byte[128], 0, 1);
    assertThat(contract.gas(good)).isEqualTo(0xffff_ffffL);
    assertThat(contract.run(input(0, new byte[64], new byte[128], 0, 0))).hasSize(64);
    assertThat(contract.run(input(1, new byte[64], new byte[128], 0, 2))).isNull();
    assertThat(contract.run(Arrays.copyOf(good, 212))).isNull();
    assertThat(contract.run(Arrays.copyOf(good, 214))).isNull();
  }
}
