package org.atoll.seth.core;

import org.atoll.sdk.crypto.Keccak;
import org.atoll.seth.word.Power;
import org.atoll.seth.word.Word;

/**
 * Instructions that read and write memory, call data, code and return data. Each takes the index one past the top of
 * the stack and the gas that is left, leaves its result where its lowest operand was, and returns the gas left or a
 * {@link Halt}.
 */
final class DataOps {
  private final Machine m;

  DataOps(Machine machine) {
    m = machine;
  }

  /** Makes 32 bytes (or another small size) at the offset on top of the stack accessible. */
  long touch(Frame f, int sp, int size, long gas) {
    long[] s = m.stack;
    long offset = s[sp - 4];
    if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || offset < 0 || offset > Integer.MAX_VALUE) {
      return Halt.OUT_OF_GAS;
    }
    return m.expand(f, offset + size, gas);
  }

  long keccak(Frame f, int sp, long gas) {
    long[] s = m.stack;
    long end = Machine.end(s, sp - 4, sp - 8);
    if (end < 0) {
      return Halt.OUT_OF_GAS;
    }
    long size = s[sp - 8];
    long left = m.expand(f, end, gas - 6 * Machine.words(size));
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    int at = size == 0 ? 0 : f.memoryBase + (int) s[sp - 4];
    if (size == 64) {
      m.hashes.hash64(m.memory, at, s, sp - 8, m.bytes);
    } else {
      Keccak.digest(m.memory, at, (int) size, m.bytes, 0);
      Word.load(s, sp - 8, m.bytes, 0);
    }
    return left;
  }

  void callDataLoad(Frame f, int sp) {
    long[] s = m.stack;
    int w = sp - 4;
    long offset = s[w];
    if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || offset < 0 || offset >= f.inputSize) {
      Word.set(s, w, 0);
    } else if (offset + 32 <= f.inputSize) {
      Word.load(s, w, f.input, f.inputAt + (int) offset);
    } else {
      int present = f.inputSize - (int) offset;
      byte[] buffer = m.bytes;
      System.arraycopy(f.input, f.inputAt + (int) offset, buffer, 0, present);
      java.util.Arrays.fill(buffer, present, 32, (byte) 0);
      Word.load(s, w, buffer, 0);
    }
  }

  long callDataCopy(Frame f, int sp, long gas) {
    return copy(f, sp, gas, f.input, f.inputAt, f.inputSize);
  }

  long codeCopy(Frame f, int sp, long gas) {
    return copy(f, sp, gas, f.code.padded(), 0, f.code.size());
  }

  long returnDataCopy(Frame f, int sp, long gas) {
    long[] s = m.stack;
    int from = sp - 8;
    int size = sp - 12;
    if ((s[from + 1] | s[from + 2] | s[from + 3] | s[size + 1] | s[size + 2] | s[size + 3]) != 0
        || s[from] < 0 || s[size] < 0 || s[from] > m.returnedSize || s[size] > m.returnedSize - s[from]) {
      return Halt.RETURN_DATA_BOUNDS;
    }
    return copy(f, sp, gas, m.returned, 0, m.returnedSize);
  }

  /** Memory offset on top, source offset, size; what lies beyond the source is zero. */
  long copy(Frame f, int sp, long gas, byte[] source, int sourceAt, int sourceSize) {
    long[] s = m.stack;
    long end = Machine.end(s, sp - 4, sp - 12);
    if (end < 0) {
      return Halt.OUT_OF_GAS;
    }
    int size = (int) s[sp - 12];
    long left = m.expand(f, end, gas - 3 * Machine.words(size));
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    if (size == 0) {
      return left;
    }
    int w = sp - 8;
    long offset = (s[w + 1] | s[w + 2] | s[w + 3]) != 0 || s[w] < 0 ? Long.MAX_VALUE : s[w];
    int present = offset >= sourceSize ? 0 : (int) Math.min(size, sourceSize - offset);
    int to = f.memoryBase + (int) s[sp - 4];
    if (present > 0) {
      System.arraycopy(source, sourceAt + (int) offset, m.memory, to, present);
    }
    java.util.Arrays.fill(m.memory, to + present, to + size, (byte) 0);
    return left;
  }

  /** MCOPY: to, from, size. */
  long copyWithin(Frame f, int sp, long gas) {
    long[] s = m.stack;
    long end = Machine.end(s, sp - 4, sp - 12);
    long fromEnd = Machine.end(s, sp - 8, sp - 12);
    if (end < 0 || fromEnd < 0) {
      return Halt.OUT_OF_GAS;
    }
    int size = (int) s[sp - 12];
    long left = m.expand(f, Math.max(end, fromEnd), gas - 3 * Machine.words(size));
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    if (size > 0) {
      System.arraycopy(m.memory, f.memoryBase + (int) s[sp - 8], m.memory, f.memoryBase + (int) s[sp - 4], size);
    }
    return left;
  }

  long log(Frame f, int topics, int sp, long gas) {
    if (f.readOnly) {
      return Halt.WRITE_PROTECTION;
    }
    long[] s = m.stack;
    long end = Machine.end(s, sp - 4, sp - 8);
    if (end < 0) {
      return Halt.OUT_OF_GAS;
    }
    int size = (int) s[sp - 8];
    long left = m.expand(f, end, gas - 8L * size);
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    m.logs.add(f.self, s, sp - 12, topics, m.memory, size == 0 ? 0 : f.memoryBase + (int) s[sp - 4], size);
    return left;
  }

  /** RETURN and REVERT: the output becomes the return data. */
  long output(Frame f, int sp, long gas) {
    long[] s = m.stack;
    long end = Machine.end(s, sp - 4, sp - 8);
    if (end < 0) {
      return Halt.OUT_OF_GAS;
    }
    long left = m.expand(f, end, gas);
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    int size = (int) s[sp - 8];
    m.returnData(m.memory, size == 0 ? 0 : f.memoryBase + (int) s[sp - 4], size);
    return left;
  }

  long exp(int sp, long gas) {
    long[] s = m.stack;
    int w = sp - 8;
    int bytes = (Word.bitLength(s[w], s[w + 1], s[w + 2], s[w + 3]) + 7) >>> 3;
    long left = gas - m.rules.expByteGas * bytes;
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    Power.exp(s, sp, m.scratch);
    return left;
  }

  /** Pushes a figure of the block or the transaction at {@code sp}. */
  void push(int opcode, int sp) {
    long[] s = m.stack;
    var env = m.env;
    switch (opcode) {
      case Opcode.ORIGIN -> Machine.pushAddress(s, sp, m.origin);
      case Opcode.GASPRICE -> Word.copy(m.gasPrice, 0, s, sp);
      case Opcode.COINBASE -> Word.copy(env.coinbaseWord, 0, s, sp);
      case Opcode.TIMESTAMP -> Word.set(s, sp, env.timestampSeconds());
      case Opcode.NUMBER -> Word.set(s, sp, env.number());
      case Opcode.PREVRANDAO -> Word.copy(env.randomnessWord, 0, s, sp);
      case Opcode.GASLIMIT -> Word.set(s, sp, env.gasLimit());
      case Opcode.CHAINID -> Word.set(s, sp, env.chainId());
      case Opcode.BASEFEE -> Word.copy(m.baseFee, 0, s, sp);
      case Opcode.BLOBBASEFEE -> Word.copy(env.blobBaseFeeWord, 0, s, sp);
      default -> throw new IllegalStateException("opcode " + opcode + " pushes no figure");
    }
  }

  void blobHash(int sp) {
    long[] s = m.stack;
    int w = sp - 4;
    var hashes = m.blobHashes;
    if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || s[w] < 0 || s[w] >= hashes.size()) {
      Word.set(s, w, 0);
    } else {
      Machine.pushHash(s, w, hashes.get((int) s[w]));
    }
  }
}
