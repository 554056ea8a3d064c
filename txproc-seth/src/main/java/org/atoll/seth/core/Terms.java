package org.atoll.seth.core;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.QueryRequest.Stop;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.EvmAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a run is about, as far as it does not depend on state. Immutable.
 *
 * @param call not a transaction but a question: no nonce, no signature, and no money unless it names a price
 * @param paid whether gas is bought
 * @param price effective wei per gas
 * @param keys what the run will read for sure, so that it can be fetched at once; an account before its slots
 * @param payees which of the keys, a range, are accounts that are only paid: they need not be read where state defers
 *     credits, unless empty accounts may have records (before Spurious Dragon), because then even to pay nothing matters
 */
record Terms(EthereumTransaction tx, EvmAddress sender, BlockEnv env, boolean call, boolean paid, BigInteger price,
    Stop stop, Authorities authorities, List<Address> keys, Range payees) {
  record Range(int from, int to) {}

  static Terms ofTransaction(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    return ofTransaction(tx, sender, env, Machine.NEVER);
  }

  static Terms ofTransaction(EthereumTransaction tx, EvmAddress sender, BlockEnv env, Stop stop) {
    return of(tx, sender, env, false, !env.fees().free(), stop);
  }

  static Terms ofCall(EthereumTransaction tx, EvmAddress sender, BlockEnv env, Stop stop) {
    return of(tx, sender, env, true, isPaid(tx, env), stop);
  }

  /** The first reason why a call cannot run whatever the state, or null. */
  static @Nullable Refusal refuseCall(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    var refusal = Admission.gas(tx, env.fork());
    if (refusal == null && tx.isCreation() && tx.data().size() > env.rules().maxInitCodeSize) {
      refusal = Refusals.initCodeSize(tx.data().size());
    }
    if (refusal == null && isPaid(tx, env)) {
      refusal = tx.maxPriorityFeePerGas().compareTo(tx.maxFeePerGas()) > 0
          ? Refusals.tipAboveCap(sender, tx)
          : Admission.fees(tx, sender, env);
    }
    return refusal;
  }

  private static boolean isPaid(EthereumTransaction tx, BlockEnv env) {
    return !env.fees().free() && tx.maxFeePerGas().signum() > 0;
  }

  private static Terms of(EthereumTransaction tx, EvmAddress sender, BlockEnv env, boolean call, boolean paid,
      Stop stop) {
    var price = paid ? tx.maxPriorityFeePerGas().add(env.baseFee()).min(tx.maxFeePerGas()) : BigInteger.ZERO;
    var authorities = env.rules().delegations ? Authorities.of(tx, env.chainId()) : Authorities.NONE;
    var keys = new ArrayList<Address>(4);
    keys.add(EvmState.account(sender));
    if (tx.to().isPresent()) {
      keys.add(EvmState.account(tx.to().get()));
    } else if (!call) {
      keys.add(EvmState.account(CreateOps.address(sender, tx.nonce())));
    }
    int payees = keys.size();
    if (paid) {
      keys.add(EvmState.account(env.coinbase()));
      if (env.fees().baseFeeTo() instanceof FeePolicy.BaseFeeTo.Account(var address)) {
        keys.add(EvmState.account(address));
      }
    }
    var range = new Range(payees, env.rules().clearsEmpty ? keys.size() : payees);
    for (var entry : tx.accessList()) {
      keys.add(EvmState.account(entry.address()));
      for (var slot : entry.slots()) {
        keys.add(EvmState.slot(entry.address(), slot.bytes()));
      }
    }
    for (var one : authorities.valid()) {
      keys.add(EvmState.account(one.authority()));
    }
    return new Terms(tx, sender, env, call, paid, price, stop, authorities, keys, range);
  }
}
