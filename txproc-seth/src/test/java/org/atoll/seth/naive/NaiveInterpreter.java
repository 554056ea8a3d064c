package org.atoll.seth.naive;

import static org.atoll.seth.naive.Numbers.ONE;
import static org.atoll.seth.naive.Numbers.WORD;
import static org.atoll.seth.naive.Numbers.ZERO;
import static org.atoll.seth.naive.Numbers.address;
import static org.atoll.seth.naive.Numbers.number;
import static org.atoll.seth.naive.Numbers.part;
import static org.atoll.seth.naive.Numbers.signed;
import static org.atoll.seth.naive.Numbers.words;
import static org.atoll.seth.naive.Numbers.wrap;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.naive.NaiveFrame.Halted;
import org.atoll.seth.naive.NaiveFrame.Result;

/** Runs one frame, an instruction at a time, from the Yellow Paper and the EIPs; slow and plain. */
final class NaiveInterpreter {
  /** What the instructions about block and transaction show. */
  record Context(BigInteger origin, BigInteger gasPrice, BigInteger coinbase, BigInteger timestamp, BigInteger number,
      BigInteger randomness, BigInteger gasLimit, BigInteger chainId, BigInteger baseFee) {

    BigInteger blockHash(BigInteger height) {
      boolean known = height.compareTo(number) < 0 && height.add(BigInteger.valueOf(256)).compareTo(number) >= 0;
      return known ? Numbers.keccak(height.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)) : ZERO;
    }
  }

  private final Fork fork;
  private final NaiveGas gas;
  private final NaiveState state;
  private final Context context;
  private final NaiveCalls calls;
  private final NaiveFrame f;
  private int pc;

  NaiveInterpreter(Fork fork, NaiveState state, Context context, NaiveCalls calls, NaiveFrame frame) {
    this.fork = fork;
    this.gas = new NaiveGas(fork);
    this.state = state;
    this.context = context;
    this.calls = calls;
    this.f = frame;
  }

  /** State is not taken back when it fails: the caller does that. */
  Result run() {
    try {
      while (pc < f.code.length) {
        int op = f.code[pc] & 0xff;
        pc++;
        if (!gas.isDefined(op)) {
          throw new Halted("undefined");
        }
        f.charge(gas.constant(op));
        switch (op) {
          case 0x00 -> {
            return new Result(true, false, f.gas, new byte[0]);
          }
          case 0xf3, 0xfd -> {
            var offset = f.pop();
            var size = f.pop();
            f.expand(offset, size);
            return new Result(op == 0xf3, op == 0xfd, f.gas, f.read(offset, size));
          }
          case 0xff -> {
            selfDestruct();
            return new Result(true, false, f.gas, new byte[0]);
          }
          default -> step(op);
        }
      }
      return new Result(true, false, f.gas, new byte[0]);
    } catch (Halted halted) {
      return Result.failed();
    }
  }

  private void step(int op) throws Halted {
    if (op <= 0x0b) {
      f.push(wrap(arithmetic(op)));
    } else if (op <= 0x1e) {
      f.push(wrap(logic(op)));
    } else if (op <= 0x4a) {
      environment(op);
    } else if (op <= 0x5e) {
      memoryAndFlow(op);
    } else if (op <= 0x7f) {
      int size = op - 0x5f;
      f.push(number(part(f.code, number(pc), size)));
      pc += size;
    } else if (op <= 0x8f) {
      need(op - 0x7f);
      f.push(f.stack.get(f.stack.size() - (op - 0x7f)));
    } else if (op <= 0x9f) {
      need(op - 0x8e);
      java.util.Collections.swap(f.stack, f.stack.size() - 1, f.stack.size() - (op - 0x8e));
    } else if (op <= 0xa4) {
      log(op - 0xa0);
    } else if (op == 0xf0 || op == 0xf5) {
      calls.create(f, op == 0xf5);
    } else {
      calls.call(f, op);
    }
  }

  private void need(int words) throws Halted {
    if (f.stack.size() < words) {
      throw new Halted("stack underflow");
    }
  }

  private BigInteger arithmetic(int op) throws Halted {
    var a = f.pop();
    var b = f.pop();
    boolean zero = b.signum() == 0;
    return switch (op) {
      case 0x01 -> a.add(b);
      case 0x02 -> a.multiply(b);
      case 0x03 -> a.subtract(b);
      case 0x04 -> zero ? ZERO : a.divide(b);
      case 0x05 -> zero ? ZERO : signed(a).divide(signed(b));
      case 0x06 -> zero ? ZERO : a.mod(b);
      case 0x07 -> zero ? ZERO : signed(a).remainder(signed(b));
      case 0x08 -> modulo(a.add(b));
      case 0x09 -> modulo(a.multiply(b));
      case 0x0a -> {
        f.charge((long) gas.expByte() * ((b.bitLength() + 7) / 8));
        yield a.modPow(b, WORD);
      }
      case 0x0b -> signExtend(a, b);
      default -> throw new IllegalStateException("opcode " + op);
    };
  }

  private BigInteger modulo(BigInteger value) throws Halted {
    var n = f.pop();
    return n.signum() == 0 ? ZERO : value.mod(n);
  }

  private static BigInteger signExtend(BigInteger byteIndex, BigInteger value) {
    if (byteIndex.compareTo(number(31)) >= 0) {
      return value;
    }
    int bits = 8 * (byteIndex.intValueExact() + 1);
    var low = value.mod(BigInteger.TWO.pow(bits));
    return low.testBit(bits - 1) ? low.subtract(BigInteger.TWO.pow(bits)) : low;
  }

  private BigInteger logic(int op) throws Halted {
    var a = f.pop();
    switch (op) {
      case 0x15 -> {
        return number(a.signum() == 0);
      }
      case 0x19 -> {
        return a.not();
      }
      case 0x1e -> {
        return number(256 - a.bitLength());
      }
      default -> {
        var b = f.pop();
        boolean far = a.compareTo(number(256)) >= 0;
        return switch (op) {
          case 0x10 -> number(a.compareTo(b) < 0);
          case 0x11 -> number(a.compareTo(b) > 0);
          case 0x12 -> number(signed(a).compareTo(signed(b)) < 0);
          case 0x13 -> number(signed(a).compareTo(signed(b)) > 0);
          case 0x14 -> number(a.equals(b));
          case 0x16 -> a.and(b);
          case 0x17 -> a.or(b);
          case 0x18 -> a.xor(b);
          case 0x1a -> a.compareTo(number(32)) >= 0 ? ZERO : number(Numbers.bytes(b, 32)[a.intValueExact()] & 0xff);
          case 0x1b -> far ? ZERO : b.shiftLeft(a.intValueExact());
          case 0x1c -> far ? ZERO : b.shiftRight(a.intValueExact());
          case 0x1d -> far ? number(signed(b).signum() < 0 ? -1 : 0) : signed(b).shiftRight(a.intValueExact());
          default -> throw new IllegalStateException("opcode " + op);
        };
      }
    }
  }

  private void environment(int op) throws Halted {
    switch (op) {
      case 0x20 -> {
        var offset = f.pop();
        var size = f.pop();
        f.charge(words(size).multiply(number(6)));
        f.expand(offset, size);
        f.push(Numbers.keccak(f.read(offset, size)));
      }
      case 0x30 -> f.push(f.self);
      case 0x31 -> f.push(state.balance(access(op)));
      case 0x32 -> f.push(context.origin);
      case 0x33 -> f.push(f.caller);
      case 0x34 -> f.push(f.value);
      case 0x35 -> f.push(number(part(f.input, f.pop(), 32)));
      case 0x36 -> f.push(number(f.input.length));
      case 0x37 -> copy(f.input, false);
      case 0x38 -> f.push(number(f.code.length));
      case 0x39 -> copy(f.code, false);
      case 0x3a -> f.push(context.gasPrice);
      case 0x3b -> f.push(number(state.code(access(op)).length));
      case 0x3c -> copy(state.code(access(op)), false);
      case 0x3d -> f.push(number(f.returned.length));
      case 0x3e -> copy(f.returned, true);
      case 0x3f -> {
        var account = access(op);
        boolean none = fork.atLeast(Fork.SPURIOUS_DRAGON) ? state.isEmpty(account) : !state.exists(account);
        f.push(none ? ZERO : Numbers.keccak(state.code(account)));
      }
      case 0x40 -> f.push(context.blockHash(f.pop()));
      case 0x41 -> f.push(context.coinbase);
      case 0x42 -> f.push(context.timestamp);
      case 0x43 -> f.push(context.number);
      case 0x44 -> f.push(context.randomness);
      case 0x45 -> f.push(context.gasLimit);
      case 0x46 -> f.push(context.chainId);
      case 0x47 -> f.push(state.balance(f.self));
      case 0x48 -> f.push(context.baseFee);
      case 0x49 -> {
        f.pop();
        f.push(ZERO); // no blobs on our chains
      }
      case 0x4a -> f.push(ONE);
      default -> throw new IllegalStateException("opcode " + op);
    }
  }

  /** Pops an address and pays for reaching it. */
  private BigInteger access(int op) throws Halted {
    var account = address(f.pop());
    f.charge(gas.account(op, state.warmAccounts.contains(account)));
    state.warmAccounts.add(account);
    return account;
  }

  private void copy(byte[] source, boolean strict) throws Halted {
    var to = f.pop();
    var from = f.pop();
    var size = f.pop();
    f.charge(words(size).multiply(number(3)));
    f.expand(to, size);
    if (strict && from.add(size).compareTo(number(source.length)) > 0) {
      throw new Halted("return data out of bounds");
    }
    f.write(to, part(source, from, size.intValueExact()));
  }

  private void memoryAndFlow(int op) throws Halted {
    switch (op) {
      case 0x50 -> f.pop();
      case 0x51 -> {
        var offset = f.pop();
        f.expand(offset, number(32));
        f.push(number(f.read(offset, number(32))));
      }
      case 0x52, 0x53 -> {
        var offset = f.pop();
        int size = op == 0x52 ? 32 : 1;
        var value = f.pop();
        f.expand(offset, number(size));
        f.write(offset, Numbers.bytes(value, size));
      }
      case 0x54 -> {
        var slot = new NaiveState.Slot(f.self, f.pop());
        f.charge(gas.load(state.warmSlots.contains(slot)));
        state.warmSlots.add(slot);
        f.push(state.load(f.self, slot.key()));
      }
      case 0x55 -> store();
      case 0x56 -> jump(f.pop());
      case 0x57 -> {
        var target = f.pop();
        if (f.pop().signum() != 0) {
          jump(target);
        }
      }
      case 0x58 -> f.push(number(pc - 1));
      case 0x59 -> f.push(number(f.memory.length));
      case 0x5a -> f.push(f.gas);
      case 0x5b -> { }
      case 0x5c -> f.push(state.transients.getOrDefault(new NaiveState.Slot(f.self, f.pop()), ZERO));
      case 0x5d -> {
        writable();
        var key = f.pop();
        state.transients.put(new NaiveState.Slot(f.self, key), f.pop());
      }
      case 0x5e -> {
        var to = f.pop();
        var from = f.pop();
        var size = f.pop();
        f.charge(words(size).multiply(number(3)));
        f.expand(to.max(from), size);
        f.write(to, f.read(from, size));
      }
      default -> throw new IllegalStateException("opcode " + op);
    }
  }

  private void writable() throws Halted {
    if (f.readOnly) {
      throw new Halted("static call");
    }
  }

  private void jump(BigInteger target) throws Halted {
    if (target.compareTo(number(f.code.length)) >= 0 || !destinations().get(target.intValueExact())) {
      throw new Halted("bad jump");
    }
    pc = target.intValueExact();
  }

  private BitSet destinations() {
    var found = new BitSet();
    for (int at = 0; at < f.code.length; at++) {
      int op = f.code[at] & 0xff;
      found.set(at, op == 0x5b);
      at += op >= 0x60 && op <= 0x7f ? op - 0x5f : 0;
    }
    return found;
  }

  private void store() throws Halted {
    writable();
    if (fork.atLeast(Fork.ISTANBUL) && f.gas.compareTo(number(2_300)) <= 0) {
      throw new Halted("EIP-2200: no storing on the stipend");
    }
    var slot = new NaiveState.Slot(f.self, f.pop());
    var value = f.pop();
    var price = gas.store(state.original(f.self, slot.key()), state.load(f.self, slot.key()), value,
        state.warmSlots.contains(slot));
    f.charge(price.gas());
    state.refund += price.refund();
    state.warmSlots.add(slot);
    state.store(f.self, slot.key(), value);
  }

  private void log(int topicCount) throws Halted {
    writable();
    var offset = f.pop();
    var size = f.pop();
    var topics = new ArrayList<BigInteger>();
    for (int i = 0; i < topicCount; i++) {
      topics.add(f.pop());
    }
    f.charge(size.multiply(number(8)));
    f.expand(offset, size);
    state.logs.add(new NaiveState.Log(f.self, topics, HexFormat.of().formatHex(f.read(offset, size))));
  }

  private void selfDestruct() throws Halted {
    writable();
    var heir = address(f.pop());
    var balance = state.balance(f.self);
    long cost = gas.selfDestruct(state.warmAccounts.contains(heir));
    if (fork.atLeast(Fork.SPURIOUS_DRAGON)) {
      cost += state.isEmpty(heir) && balance.signum() != 0 ? 25_000 : 0; // EIP-161
    } else if (fork.atLeast(Fork.TANGERINE_WHISTLE)) {
      cost += state.exists(heir) ? 0 : 25_000;
    }
    f.charge(cost);
    state.warmAccounts.add(heir);
    boolean dies = !fork.atLeast(Fork.CANCUN) || state.created.contains(f.self); // EIP-6780
    state.transfer(f.self, heir, balance);
    if (dies) {
      state.account(f.self).balance = ZERO; // even if it is its own heir
      boolean first = state.destroyed.add(f.self);
      state.refund += first && !fork.atLeast(Fork.LONDON) ? 24_000 : 0; // until EIP-3529
    }
  }
}
