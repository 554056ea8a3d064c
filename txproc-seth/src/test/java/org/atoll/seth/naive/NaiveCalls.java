package org.atoll.seth.naive;

import static org.atoll.seth.naive.Numbers.ONE;
import static org.atoll.seth.naive.Numbers.ZERO;
import static org.atoll.seth.naive.Numbers.number;
import static org.atoll.seth.naive.Numbers.words;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.naive.NaiveFrame.Halted;
import org.atoll.seth.naive.NaiveFrame.Result;
import org.atoll.seth.precompile.Precompile;
import org.atoll.seth.precompile.Precompiles;

/** Calls and creations: one frame starts another by plain recursion. */
final class NaiveCalls {
  private static final int MAX_DEPTH = 1_024;

  private final Fork fork;
  private final NaiveGas gas;
  private final NaiveState state;
  private final NaiveInterpreter.Context context;

  NaiveCalls(Fork fork, NaiveState state, NaiveInterpreter.Context context) {
    this.fork = fork;
    this.gas = new NaiveGas(fork);
    this.state = state;
    this.context = context;
  }

  Optional<Precompile> precompile(BigInteger address) {
    if (address.bitLength() > 16) {
      return Optional.empty();
    }
    return Optional.ofNullable(Precompiles.of(fork).at(address.longValueExact(), 0, 0));
  }

  /** Where code that only points elsewhere (EIP-7702) points to. */
  Optional<BigInteger> delegate(byte[] code) {
    boolean points = fork.atLeast(Fork.PRAGUE) && code.length == 23 && (code[0] & 0xff) == 0xef && code[1] == 1
        && code[2] == 0;
    return points ? Optional.of(Numbers.number(Arrays.copyOfRange(code, 3, 23))) : Optional.empty();
  }

  void call(NaiveFrame f, int op) throws Halted {
    var wantedGas = f.pop();
    var target = Numbers.address(f.pop());
    boolean hasValue = op == 0xf1 || op == 0xf2;
    var value = hasValue ? f.pop() : ZERO;
    var inputAt = f.pop();
    var inputSize = f.pop();
    var outputAt = f.pop();
    var outputSize = f.pop();
    if (op == 0xf1 && f.readOnly && value.signum() != 0) {
      throw new Halted("static call");
    }
    f.charge(f.expansion(inputAt, inputSize).max(f.expansion(outputAt, outputSize)));
    f.charge(gas.account(op, state.warmAccounts.contains(target)));
    state.warmAccounts.add(target);
    f.charge(value.signum() == 0 ? 0 : 9_000);
    if (op == 0xf1 && (fork.atLeast(Fork.SPURIOUS_DRAGON)
        ? value.signum() != 0 && state.isEmpty(target) : !state.exists(target))) {
      f.charge(25_000);
    }
    var code = state.code(target);
    var delegate = delegate(code);
    if (delegate.isPresent()) {
      f.charge(gas.account(op, state.warmAccounts.contains(delegate.get())));
      state.warmAccounts.add(delegate.get());
      code = state.code(delegate.get());
    }
    // EIP-150 caps what is asked for; before, asking for too much failed.
    var childGas = fork.atLeast(Fork.TANGERINE_WHISTLE) ? wantedGas.min(gas.mostForChild(f.gas)) : wantedGas;
    f.charge(childGas);
    makeRoom(f, inputAt, inputSize);
    makeRoom(f, outputAt, outputSize);
    childGas = childGas.add(value.signum() == 0 ? ZERO : number(2_300));
    f.returned = new byte[0];
    if (f.depth == MAX_DEPTH || (hasValue && state.balance(f.self).compareTo(value) < 0)) {
      f.gas = f.gas.add(childGas);
      f.push(ZERO);
      return;
    }
    var child = switch (op) {
      case 0xf1 -> new NaiveFrame(target, f.self, value, code, f.read(inputAt, inputSize), childGas, f.depth + 1,
          f.readOnly);
      case 0xf2 -> new NaiveFrame(f.self, f.self, value, code, f.read(inputAt, inputSize), childGas, f.depth + 1,
          f.readOnly);
      case 0xf4 -> new NaiveFrame(f.self, f.caller, f.value, code, f.read(inputAt, inputSize), childGas, f.depth + 1,
          f.readOnly);
      default -> new NaiveFrame(target, f.self, ZERO, code, f.read(inputAt, inputSize), childGas, f.depth + 1, true);
    };
    var result = message(child, op == 0xf1 ? value : ZERO, op == 0xf1 || op == 0xfa, precompile(target));
    f.gas = f.gas.add(result.gas());
    f.returned = result.output();
    int copied = Math.min(outputSize.min(number(Integer.MAX_VALUE)).intValueExact(), f.returned.length);
    f.write(outputAt, Arrays.copyOf(f.returned, copied));
    f.push(number(result.ok()));
  }

  /** Memory that is paid for already. */
  private static void makeRoom(NaiveFrame f, BigInteger offset, BigInteger size) {
    if (size.signum() != 0) {
      int bytes = words(offset.add(size)).intValueExact() * 32;
      f.memory = bytes > f.memory.length ? Arrays.copyOf(f.memory, bytes) : f.memory;
    }
  }

  /** Runs a call's frame; all it did is gone if it fails. */
  Result message(NaiveFrame child, BigInteger transferred, boolean touches, Optional<Precompile> precompile) {
    var before = state.copy();
    if (touches) {
      state.account(child.self); // brings it into being; if it stays empty, EIP-161 removes it in the end
      state.transfer(child.caller, child.self, transferred);
    }
    var result = precompile.isPresent() ? run(precompile.get(), child)
        : new NaiveInterpreter(fork, state, context, this, child).run();
    if (!result.ok()) {
      state.takeOver(before);
    }
    return result;
  }

  private static Result run(Precompile precompile, NaiveFrame frame) {
    long cost = precompile.gas(frame.input, 0, frame.input.length);
    if (number(cost).compareTo(frame.gas) > 0) {
      return Result.failed();
    }
    var output = precompile.run(frame.input, 0, frame.input.length);
    return output == null ? Result.failed() : new Result(true, false, frame.gas.subtract(number(cost)), output);
  }

  void create(NaiveFrame f, boolean salted) throws Halted {
    if (f.readOnly) {
      throw new Halted("static call");
    }
    var value = f.pop();
    var offset = f.pop();
    var size = f.pop();
    var salt = salted ? f.pop() : ZERO;
    f.expand(offset, size);
    f.charge(salted ? words(size).multiply(number(6)) : ZERO);
    if (fork.atLeast(Fork.SHANGHAI)) { // EIP-3860
      if (size.compareTo(number(49_152)) > 0) {
        throw new Halted("init code too long");
      }
      f.charge(words(size).multiply(number(2)));
    }
    var initCode = f.read(offset, size);
    f.returned = new byte[0];
    var nonce = state.nonce(f.self);
    boolean nonceSpent = nonce.add(ONE).bitLength() > 64; // EIP-2681
    if (f.depth == MAX_DEPTH || state.balance(f.self).compareTo(value) < 0 || nonceSpent) {
      f.push(ZERO);
      return;
    }
    state.account(f.self).nonce = nonce.add(ONE);
    var childGas = gas.mostForChild(f.gas);
    f.charge(childGas);
    var created = salted ? salted(f.self, salt, initCode) : address(f.self, nonce);
    state.warmAccounts.add(created);
    var result = creation(created, f.self, value, initCode, childGas, f.depth + 1);
    f.gas = f.gas.add(result.gas());
    f.returned = result.ok() ? new byte[0] : result.output();
    f.push(result.ok() ? created : ZERO);
  }

  /** The created account is warm already. */
  Result creation(BigInteger created, BigInteger creator, BigInteger value, byte[] initCode, BigInteger childGas,
      int depth) {
    if (state.nonce(created).signum() != 0 || state.code(created).length != 0) { // EIP-684
      return Result.failed();
    }
    var before = state.copy();
    state.account(created).storage.clear();
    state.created.add(created);
    state.account(created).nonce = fork.atLeast(Fork.SPURIOUS_DRAGON) ? ONE : ZERO;
    state.transfer(creator, created, value);
    var frame = new NaiveFrame(created, creator, value, initCode, new byte[0], childGas, depth, false);
    var result = new NaiveInterpreter(fork, state, context, this, frame).run();
    if (result.ok()) {
      result = deposit(created, result);
    }
    if (!result.ok()) {
      state.takeOver(before);
    }
    return result;
  }

  private Result deposit(BigInteger created, Result result) {
    var code = result.output();
    boolean tooLong = fork.atLeast(Fork.SPURIOUS_DRAGON) && code.length > 24_576; // EIP-170
    boolean reserved = fork.atLeast(Fork.LONDON) && code.length > 0 && (code[0] & 0xff) == 0xef; // EIP-3541
    if (tooLong || reserved) {
      return Result.failed();
    }
    var left = result.gas().subtract(number(200L * code.length));
    if (left.signum() < 0) {
      return fork.atLeast(Fork.HOMESTEAD) ? Result.failed() : result; // EIP-2
    }
    state.account(created).code = code;
    return new Result(true, false, left, code);
  }

  static BigInteger address(BigInteger creator, BigInteger nonce) {
    var rlp = new RlpWriter().beginList().add(Bytes.wrap(Numbers.bytes(creator, EvmAddress.SIZE))).add(nonce).endList();
    return Numbers.address(Numbers.keccak(rlp.toArray()));
  }

  /** EIP-1014. */
  private static BigInteger salted(BigInteger creator, BigInteger salt, byte[] initCode) {
    var input = new ByteArrayOutputStream();
    input.write(0xff);
    input.writeBytes(Numbers.bytes(creator, EvmAddress.SIZE));
    input.writeBytes(Numbers.bytes(salt, 32));
    input.writeBytes(Numbers.bytes(Numbers.keccak(initCode), 32));
    return Numbers.address(Numbers.keccak(input.toByteArray()));
  }
}
