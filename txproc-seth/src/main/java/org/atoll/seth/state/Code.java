package org.atoll.seth.state;

import java.util.Arrays;
import java.util.function.Function;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Code ready to run: padded with zeros (which are STOP), so that neither the program counter nor the operand of a
 * PUSH needs a bound check. Immutable, thread-safe; where jumps may land is found out once, at the first jump.
 */
public final class Code {
  /** A PUSH32 as the last byte reads 32 bytes and leaves the program counter on one more. */
  public static final int PADDING = 33;

  /** EIP-7702: ef0100 and an address. */
  public static final int DELEGATION_SIZE = 23;

  public static final Code EMPTY = new Code(new byte[PADDING], 0, null);

  private static final int JUMPDEST = 0x5b;
  private static final int PUSH1 = 0x60;
  private static final int PUSH32 = 0x7f;

  private final byte[] padded;
  private final int size;
  private final @Nullable Hash32 hash;
  private volatile long @Nullable [] jumpDestinations;
  private volatile byte @Nullable [] prepared;

  private Code(byte[] padded, int size, @Nullable Hash32 hash) {
    this.padded = padded;
    this.size = size;
    this.hash = hash;
  }

  /** Copies {@code bytes[from, from + size)}. Code that is not stored, such as init code, has no hash. */
  public static Code of(byte[] bytes, int from, int size, @Nullable Hash32 hash) {
    var padded = new byte[size + PADDING];
    System.arraycopy(bytes, from, padded, 0, size);
    return new Code(padded, size, hash);
  }

  /** The code and {@link #PADDING} zeros. For reading only. */
  public byte[] padded() {
    return padded;
  }

  /** Without the padding. */
  public int size() {
    return size;
  }

  /** Null for init code and for no code. */
  public @Nullable Hash32 hash() {
    return hash;
  }

  public Bytes bytes() {
    return Bytes.copyOfRange(padded, 0, size);
  }

  /** Where code that only points elsewhere (EIP-7702) points to; null for any other. */
  public @Nullable EvmAddress delegate() {
    return size == DELEGATION_SIZE && padded[0] == (byte) 0xef && padded[1] == 1 && padded[2] == 0
        ? EvmAddress.wrap(Arrays.copyOfRange(padded, 3, DELEGATION_SIZE))
        : null;
  }

  /** One bit for each position: set where a JUMPDEST is an instruction. For reading only. */
  public long[] jumpDestinations() {
    var known = jumpDestinations;
    if (known == null) {
      known = analyse(padded, size);
      jumpDestinations = known;
    }
    return known;
  }

  /** The same if they were asked for before; else null. */
  public long @Nullable [] knownJumpDestinations() {
    return jumpDestinations;
  }

  /** The bytes as the interpreter wants them; made at the first call, of which every one must ask for the same. */
  public byte[] prepared(Function<Code, byte[]> preparation) {
    var known = prepared;
    if (known == null) {
      known = preparation.apply(this);
      prepared = known;
    }
    return known;
  }

  private static long[] analyse(byte[] code, int size) {
    var bits = new long[(size + 63) >>> 6];
    for (int pc = 0; pc < size; pc++) {
      int op = code[pc] & 0xff;
      if (op == JUMPDEST) {
        bits[pc >>> 6] |= 1L << pc;
      } else if (op >= PUSH1 && op <= PUSH32) {
        pc += op - PUSH1 + 1;
      }
    }
    return bits;
  }

  /** What it takes in memory, bytes. */
  int weight() {
    return 2 * padded.length + size / 8 + 128;
  }
}
