package org.atoll.seth.precompile;

import java.util.Arrays;
import java.util.HexFormat;
import org.atoll.sdk.ethereum.Fork;

/** A precompiled contract as tests call it: its input amid other bytes. */
final class Contract {
  private static final int OFFSET = 13;

  private final Precompile contract;

  private Contract(Precompile contract) {
    this.contract = contract;
  }

  static Contract at(int address, Fork fork) {
    var found = Precompiles.of(fork).at(address, 0, 0);
    if (found == null) {
      throw new AssertionError("nothing at " + address + " in " + fork);
    }
    return new Contract(found);
  }

  private static byte[] embed(byte[] input) {
    var memory = new byte[input.length + OFFSET + 300];
    Arrays.fill(memory, (byte) 0xa5);
    System.arraycopy(input, 0, memory, OFFSET, input.length);
    return memory;
  }

  long gas(byte[] input) {
    return contract.gas(embed(input), OFFSET, input.length);
  }

  /** Null when the input is refused. */
  byte[] run(byte[] input) {
    return contract.run(embed(input), OFFSET, input.length);
  }

  /** Hex, or {@code refused}. */
  String run(String input) {
    var out = run(HexFormat.of().parseHex(input));
    return out == null ? "refused" : HexFormat.of().formatHex(out);
  }

  long gas(String input) {
    return gas(HexFormat.of().parseHex(input));
  }
}
