package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntFunction;
import org.atoll.sdk.ethereum.Fork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What 2^24 gas, a transaction's most, can make precompiled contracts hold. */
final class MemoryTest {
  private static final long GAS = 1L << 24;
  private static final long MAX_BYTES = 64L << 20;
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] BN254 = HEX.parseHex("%064x%064x".formatted(1, 2)
      + "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
      + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
      + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
      + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

  /** As long an input as the gas pays for. */
  enum Greatest {
    SHA256(2, n -> new byte[32 * n]),
    RIPEMD160(3, n -> new byte[32 * n]),
    IDENTITY(4, n -> new byte[32 * n]),
    MODEXP_ODD(5, n -> power(n, 1)),
    MODEXP_EVEN(5, n -> power(n, 0)),
    BN254_PAIRING(8, n -> repeated(BN254, n)),
    BLS_G1_SUM(0x0c, n -> repeated(join(mapped(1), scalar()), n)),
    BLS_G2_SUM(0x0e, n -> repeated(join(mapped(2), scalar()), n)),
    BLS_PAIRING(0x0f, n -> repeated(join(mapped(1), mapped(2)), n));

    private final int address;
    private final IntFunction<byte[]> input;

    Greatest(int address, IntFunction<byte[]> input) {
      this.address = address;
      this.input = input;
    }

    /** Of sizes 1, 2, 4 … and between, the greatest that the gas pays for; at most a few megabytes, as memory costs. */
    byte[] input(Precompile contract) {
      int low = 1;
      int high = 1 << 17;
      while (high - low > Math.max(1, low / 64)) {
        int middle = (low + high) / 2;
        var in = input.apply(middle);
        if (contract.gas(in, 0, in.length) <= GAS) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return input.apply(low);
    }
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] repeated(byte[] item, int times) {
    var all = new byte[item.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(item, 0, all, i * item.length, item.length);
    }
    return all;
  }

  /** A point of a group of BLS12-381. */
  private static byte[] mapped(int group) {
    var element = new byte[64 * group];
    element[63] = 7;
    return Contract.at(group == 1 ? 0x10 : 0x11, Fork.OSAKA).run(element);
  }

  private static byte[] scalar() {
    var scalar = new byte[32];
    Arrays.fill(scalar, (byte) 0x6b);
    return scalar;
  }

  /** 1 024 bytes each, as long as Osaka allows, with n bits of exponent set. */
  private static byte[] power(int n, int lowestBit) {
    var in = new byte[96 + 3 * 1_024];
    new Random(1).nextBytes(in);
    Arrays.fill(in, 0, 96, (byte) 0);
    in[30] = in[62] = in[94] = 4;
    var exponent = java.math.BigInteger.ONE.shiftLeft(Math.min(n, 8_191)).subtract(java.math.BigInteger.ONE).toByteArray();
    Arrays.fill(in, 96 + 1_024, 96 + 2_048, (byte) 0);
    int size = Math.min(1_024, exponent.length);
    System.arraycopy(exponent, exponent.length - size, in, 96 + 2_048 - size, size);
    in[95 + 1_024] |= 1;
    in[in.length - 1] = (byte) lowestBit;
    in[96 + 2_048] |= (byte) 0x80;
    return in;
  }

  @ParameterizedTest
  @EnumSource
  void greatestInputAllocatesLittle(Greatest greatest) {
    var contract = Precompiles.of(Fork.OSAKA).at(greatest.address, 0, 0);
    assertThat(contract).isNotNull();
    var in = greatest.input(contract);
    assertThat(contract.run(in, 0, in.length)).as("accepted").isNotNull();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    contract.run(in, 0, in.length);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes on the heap for %s bytes", in.length)
        .isLessThan(MAX_BYTES);
  }

  /** Each call takes some kilobytes of native memory: 200 000 calls that kept them would hold hundreds of megabytes. */
  @Test
  void nativeMemoryIsGivenBack() throws IOException {
    var status = Path.of("/proc/self/statm");
    assumeTrue(Files.exists(status), "skipped: only Linux tells a process its size this way");
    var point = mapped(1);
    var sum = join(point, point);
    var contract = Contract.at(0x0b, Fork.OSAKA);
    var bad = sum.clone();
    bad[127] ^= 1;
    for (int i = 0; i < 20_000; i++) {
      contract.run(sum);
    }
    long before = residentBytes(status);
    for (int i = 0; i < 200_000; i++) {
      if ((i & 3) == 0) {
        assertThat(contract.run(bad)).isNull();
      } else {
        contract.run(sum);
      }
    }
    assertThat(residentBytes(status) - before).isLessThan(100L << 20);
  }

  private static long residentBytes(Path status) throws IOException {
    System.gc(); // the heap may have grown to its limit before; what it holds is not the question
    return Long.parseLong(Files.readString(status).split(" ")[1]) * 4_096;
  }
}
