package org.atoll.bench.micro;

import static org.atoll.bench.micro.PrecompileInputs.BLS_G1;
import static org.atoll.bench.micro.PrecompileInputs.BLS_G2;
import static org.atoll.bench.micro.PrecompileInputs.BN254_G1;
import static org.atoll.bench.micro.PrecompileInputs.BN254_G2;
import static org.atoll.bench.micro.PrecompileInputs.bytes;
import static org.atoll.bench.micro.PrecompileInputs.hex;
import static org.atoll.bench.micro.PrecompileInputs.join;
import static org.atoll.bench.micro.PrecompileInputs.point;
import static org.atoll.bench.micro.PrecompileInputs.power;
import static org.atoll.bench.micro.PrecompileInputs.repeat;
import static org.atoll.bench.micro.PrecompileInputs.rounds;
import static org.atoll.bench.micro.PrecompileInputs.scalar;

import java.util.function.Supplier;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.precompile.Precompile;
import org.atoll.seth.precompile.Precompiles;

/**
 * Calls of precompiled contracts that get the most work for their gas, by the prices of Osaka; those of modexp by
 * Prague's too, which were lower.
 */
public enum PrecompileCase {
  ECRECOVER(1, PrecompileInputs::signature),
  SHA256_EMPTY(2, () -> bytes(0)),
  SHA256_LARGE(2, () -> bytes(1 << 20)),
  RIPEMD160_EMPTY(3, () -> bytes(0)),
  RIPEMD160_LARGE(3, () -> bytes(1 << 20)),
  IDENTITY_LARGE(4, () -> bytes(1 << 20)),
  MODEXP_ODD_1024(5, () -> power(1_024, 32, 1_024, 0)),
  MODEXP_EVEN_1024(5, () -> power(1_024, 32, 1_024, 4_096)),
  MODEXP_CUBE_1024(5, () -> power(1_024, -3, 1_024, 1)),
  MODEXP_ODD_32(5, () -> power(32, 32, 32, 0)),
  MODEXP_EVEN_32(5, () -> power(32, 32, 32, 128)),
  MODEXP_EVEN_32_SHORT(5, () -> power(32, 4, 32, 128)),
  MODEXP_ODD_8_LONG(5, () -> power(8, 1_024, 8, 0)),
  MODEXP_2565_ODD_1024(5, Fork.PRAGUE, () -> power(1_024, 32, 1_024, 0)),
  MODEXP_2565_EVEN_1024(5, Fork.PRAGUE, () -> power(1_024, 32, 1_024, 4_096)),
  MODEXP_2565_CUBE_1024(5, Fork.PRAGUE, () -> power(1_024, -3, 1_024, 1)),
  MODEXP_2565_CUBE_256(5, Fork.PRAGUE, () -> power(256, -3, 256, 0)),
  MODEXP_2565_ODD_32(5, Fork.PRAGUE, () -> power(32, 32, 32, 0)),
  MODEXP_2565_EVEN_32(5, Fork.PRAGUE, () -> power(32, 32, 32, 128)),
  MODEXP_2565_EVEN_32_SHORT(5, Fork.PRAGUE, () -> power(32, 4, 32, 128)),
  MODEXP_2565_ODD_16_LONG(5, Fork.PRAGUE, () -> power(16, 1_024, 16, 0)),
  MODEXP_2565_ODD_8_LONG(5, Fork.PRAGUE, () -> power(8, 1_024, 8, 0)),
  BN254_ADD(6, () -> join(point(7, BN254_G1, 5), hex(BN254_G1))),
  BN254_MULTIPLY(7, () -> join(point(7, BN254_G1, 5), scalar(9))),
  BN254_PAIRING_1(8, () -> repeat(1, i -> join(point(7, BN254_G1, i), hex(BN254_G2)))),
  BN254_PAIRING_2(8, () -> repeat(2, i -> join(point(7, BN254_G1, i), hex(BN254_G2)))),
  BN254_PAIRING_40(8, () -> repeat(40, i -> join(point(7, BN254_G1, i), hex(BN254_G2)))),
  BLAKE2F_12(9, () -> rounds(12)),
  BLAKE2F_LARGE(9, () -> rounds(1 << 17)),
  POINT_EVALUATION(0x0a, PrecompileInputs::proof),
  BLS_G1_ADD(0x0b, () -> join(point(0x0c, BLS_G1, 5), hex(BLS_G1))),
  BLS_G1_SUM_1(0x0c, () -> repeat(1, i -> join(point(0x0c, BLS_G1, i), scalar(i)))),
  BLS_G1_SUM_2(0x0c, () -> repeat(2, i -> join(point(0x0c, BLS_G1, i), scalar(i)))),
  BLS_G1_SUM_128(0x0c, () -> repeat(128, i -> join(point(0x0c, BLS_G1, i), scalar(i)))),
  BLS_G2_ADD(0x0d, () -> join(point(0x0e, BLS_G2, 5), hex(BLS_G2))),
  BLS_G2_SUM_1(0x0e, () -> repeat(1, i -> join(point(0x0e, BLS_G2, i), scalar(i)))),
  BLS_G2_SUM_2(0x0e, () -> repeat(2, i -> join(point(0x0e, BLS_G2, i), scalar(i)))),
  BLS_G2_SUM_128(0x0e, () -> repeat(128, i -> join(point(0x0e, BLS_G2, i), scalar(i)))),
  BLS_PAIRING_1(0x0f, () -> repeat(1, i -> join(point(0x0c, BLS_G1, i), point(0x0e, BLS_G2, i)))),
  BLS_PAIRING_40(0x0f, () -> repeat(40, i -> join(point(0x0c, BLS_G1, i), point(0x0e, BLS_G2, i)))),
  BLS_MAP_G1(0x10, () -> join(new byte[17], bytes(47))),
  BLS_MAP_G2(0x11, () -> join(new byte[17], bytes(47), new byte[17], bytes(47))),
  P256_VERIFY(0x100, PrecompileInputs::p256);

  private final int address;
  private final Fork fork;
  private final Supplier<byte[]> input;

  PrecompileCase(int address, Supplier<byte[]> input) {
    this(address, Fork.OSAKA, input);
  }

  PrecompileCase(int address, Fork fork, Supplier<byte[]> input) {
    this.address = address;
    this.fork = fork;
    this.input = input;
  }

  Precompile contract() {
    return at(address, fork);
  }

  byte[] input() {
    return input.get();
  }

  static Precompile at(int address, Fork fork) {
    var contract = Precompiles.of(fork).at(address, 0, 0);
    if (contract == null) {
      throw new IllegalStateException("no contract at " + address + " in " + fork.id());
    }
    return contract;
  }
}
