package org.atoll.seth.naive;

import static org.atoll.seth.naive.Numbers.ONE;
import static org.atoll.seth.naive.Numbers.ZERO;
import static org.atoll.seth.naive.Numbers.number;

import java.math.BigInteger;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.naive.NaiveFrame.Result;
import org.atoll.seth.precompile.Precompiles;

/** What a valid transaction does: fees, nonce, the outermost frame, refunds, what vanishes in the end. */
final class NaiveTransaction {
  /** @param output return or revert data of the outermost frame */
  record Ending(boolean ok, boolean reverted, long gasUsed, Bytes output) {}

  private final Fork fork;
  private final NaiveState state;
  private final NaiveInterpreter.Context context;
  private final EthereumTransaction tx;
  private final BigInteger sender;
  private final NaiveCalls calls;

  NaiveTransaction(Fork fork, NaiveState state, NaiveInterpreter.Context context, EthereumTransaction tx) {
    this.fork = fork;
    this.state = state;
    this.context = context;
    this.tx = tx;
    this.sender = context.origin();
    this.calls = new NaiveCalls(fork, state, context);
  }

  static BigInteger number(EvmAddress address) {
    return Numbers.number(address.bytes().toArray());
  }

  private static BigInteger number(long value) {
    return Numbers.number(value);
  }

  Ending run() {
    state.startTransaction();
    var limit = number(tx.gasLimit());
    var account = state.account(sender);
    account.balance = account.balance.subtract(limit.multiply(context.gasPrice()));
    var nonce = account.nonce;
    account.nonce = nonce.add(ONE);
    warm();
    tx.authorizations().forEach(this::authorize);
    var gas = limit.subtract(number(intrinsicGas()));
    Result result;
    if (tx.to().isEmpty()) {
      var created = NaiveCalls.address(sender, nonce);
      state.warmAccounts.add(created);
      result = calls.creation(created, sender, tx.value(), tx.data().toArray(), gas, 0);
    } else {
      result = call(number(tx.to().get()), gas);
    }
    long used = tx.gasLimit() - result.gas().longValueExact();
    used -= Math.min(state.refund, used / (fork.atLeast(Fork.LONDON) ? 5 : 2)); // EIP-3529
    if (fork.atLeast(Fork.PRAGUE)) {
      used = Math.max(used, 21_000 + 10 * tokens()); // EIP-7623
    }
    state.account(sender).balance =
        state.balance(sender).add(limit.subtract(number(used)).multiply(context.gasPrice()));
    var tip = context.gasPrice().subtract(context.baseFee());
    var coinbase = state.account(context.coinbase());
    coinbase.balance = coinbase.balance.add(number(used).multiply(tip));
    state.destroyed.forEach(state.accounts::remove);
    if (fork.atLeast(Fork.SPURIOUS_DRAGON)) {
      state.accounts.values().removeIf(NaiveState.Account::isEmpty); // EIP-161
    }
    if (!result.ok()) {
      state.logs.clear();
    }
    return new Ending(result.ok(), result.reverted(), used, Bytes.wrap(result.output()));
  }

  private Result call(BigInteger to, BigInteger gas) {
    var code = state.code(to);
    var delegate = calls.delegate(code);
    if (delegate.isPresent()) {
      state.warmAccounts.add(delegate.get());
      code = state.code(delegate.get());
    }
    var frame = new NaiveFrame(to, sender, tx.value(), code, tx.data().toArray(), gas, 0, false);
    return calls.message(frame, tx.value(), true, calls.precompile(to));
  }

  /** EIP-2929, 2930, 3651. */
  private void warm() {
    if (!fork.atLeast(Fork.BERLIN)) {
      return;
    }
    state.warmAccounts.add(sender);
    tx.to().ifPresent(to -> state.warmAccounts.add(number(to)));
    Precompiles.of(fork).addresses().forEach(address -> state.warmAccounts.add(number(address)));
    if (fork.atLeast(Fork.SHANGHAI)) {
      state.warmAccounts.add(context.coinbase());
    }
    for (var entry : tx.accessList()) {
      state.warmAccounts.add(number(entry.address()));
      entry.slots().forEach(slot -> state.warmSlots.add(
          new NaiveState.Slot(number(entry.address()), Numbers.number(slot.bytes().toArray()))));
    }
  }

  /** EIP-7702. */
  private void authorize(Authorization one) {
    boolean ours = one.chainId().signum() == 0 || one.chainId().equals(context.chainId());
    if (!ours || one.nonce() == -1 || one.authority().isEmpty()) {
      return;
    }
    var authority = number(one.authority().get());
    state.warmAccounts.add(authority);
    var code = state.code(authority);
    boolean usable = code.length == 0 || calls.delegate(code).isPresent();
    if (!usable || !state.nonce(authority).equals(new BigInteger(Long.toUnsignedString(one.nonce())))) {
      return;
    }
    state.refund += state.isEmpty(authority) ? 0 : 25_000 - 12_500;
    var account = state.account(authority);
    account.code = one.address().equals(EvmAddress.ZERO) ? new byte[0]
        : Bytes.fromHex("ef0100").concat(one.address().bytes()).toArray();
    account.nonce = account.nonce.add(ONE);
  }

  private long tokens() {
    long tokens = 0;
    for (byte b : tx.data().toArray()) {
      tokens += b == 0 ? 1 : 4;
    }
    return tokens;
  }

  /** Yellow Paper g0 with EIP-2, 2028, 2930, 3860 and 7702. */
  private long intrinsicGas() {
    long gas = 21_000;
    for (byte b : tx.data().toArray()) {
      gas += b == 0 ? 4 : fork.atLeast(Fork.ISTANBUL) ? 16 : 68;
    }
    if (tx.to().isEmpty()) {
      gas += fork.atLeast(Fork.HOMESTEAD) ? 32_000 : 0;
      gas += fork.atLeast(Fork.SHANGHAI) ? 2L * ((tx.data().size() + 31) / 32) : 0;
    }
    for (var entry : tx.accessList()) {
      gas += 2_400 + 1_900L * entry.slots().size();
    }
    return gas + 25_000L * tx.authorizations().size();
  }
}
