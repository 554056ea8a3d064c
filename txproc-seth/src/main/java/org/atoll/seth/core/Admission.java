package org.atoll.seth.core;

import java.util.List;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.IntrinsicGas;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/** What makes a transaction invalid in a block whatever the state: steps 1 to 4 of evm.md §2. */
final class Admission {
  static final int MAX_SIZE = 131_072;
  private static final byte KZG_VERSION = 1;

  private Admission() {}

  /** The first reason, or null. */
  static @Nullable Refusal check(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    var refusal = kind(tx, env);
    if (refusal == null) {
      refusal = bounds(tx, sender, env);
    }
    if (refusal == null) {
      refusal = gas(tx, env.fork());
    }
    if (refusal == null && tx.type() == EthereumTransaction.SET_CODE && tx.isCreation()) {
      refusal = Refusals.of("EIP-7702 transaction cannot be used to create contract (sender "
          + Refusals.checksummed(sender) + ")");
    }
    if (refusal == null && tx.type() == EthereumTransaction.SET_CODE && tx.authorizations().isEmpty()) {
      refusal = Refusals.of("EIP-7702 transaction with empty auth list (sender " + Refusals.checksummed(sender) + ")");
    }
    if (refusal == null && !env.fees().free()) {
      refusal = fees(tx, sender, env);
    }
    return refusal != null || tx.type() != EthereumTransaction.BLOB ? refusal : blobs(tx, env);
  }

  private static @Nullable Refusal kind(EthereumTransaction tx, BlockEnv env) {
    var fork = env.fork();
    boolean active = switch (tx.type()) {
      case EthereumTransaction.LEGACY -> true;
      case EthereumTransaction.ACCESS_LIST -> fork.atLeast(Fork.BERLIN);
      case EthereumTransaction.DYNAMIC_FEE -> fork.atLeast(Fork.LONDON);
      case EthereumTransaction.BLOB -> fork.atLeast(Fork.CANCUN) && env.blobs().isPresent();
      case EthereumTransaction.SET_CODE -> fork.atLeast(Fork.PRAGUE);
      default -> false;
    };
    if (!active) {
      return Refusals.of(tx.type() == EthereumTransaction.BLOB
          ? "transaction type not supported: this chain carries no blobs"
          : "transaction type not supported");
    }
    var chainId = tx.chainId();
    if (chainId.isEmpty()) {
      return env.allowsUnprotected()
          ? null
          : Refusals.of("only replay-protected (EIP-155) transactions allowed over RPC");
    }
    return chainId.get().bitLength() > 64 || chainId.get().longValue() != env.chainId()
        ? Refusals.wrongChain(chainId.get(), env.chainId())
        : null;
  }

  private static @Nullable Refusal bounds(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    if (tx.maxPriorityFeePerGas().compareTo(tx.maxFeePerGas()) > 0) {
      return Refusals.tipAboveCap(sender, tx);
    }
    if (tx.nonce() == -1) {
      return Refusals.nonceAtMaximum(sender);
    }
    if (Long.compareUnsigned(tx.gasLimit(), env.gasLimit()) > 0) {
      return Refusals.of("exceeds block gas limit");
    }
    if (env.fork().atLeast(Fork.OSAKA) && tx.gasLimit() > Rules.TRANSACTION_GAS_LIMIT) {
      return Refusals.gasLimitTooHigh(tx.gasLimit());
    }
    if (tx.isCreation() && tx.data().size() > env.rules().maxInitCodeSize) {
      return Refusals.initCodeSize(tx.data().size());
    }
    return null;
  }

  /** What a transaction or call must bring at least. */
  static @Nullable Refusal gas(EthereumTransaction tx, Fork fork) {
    long need = Math.max(IntrinsicGas.of(tx, fork), IntrinsicGas.floor(tx, fork));
    return tx.gasLimit() < need ? Refusals.intrinsicGas(tx.gasLimit(), need) : null;
  }

  /** On a chain where gas is paid for. */
  static @Nullable Refusal fees(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    var baseFee = env.baseFee();
    if (tx.maxFeePerGas().compareTo(baseFee) < 0) {
      return Refusals.capBelowBaseFee(sender, tx, baseFee);
    }
    var minTip = env.fees().minTip();
    if (minTip.signum() > 0 && tx.maxPriorityFeePerGas().min(tx.maxFeePerGas().subtract(baseFee)).compareTo(minTip) < 0) {
      return Refusals.of("transaction underpriced: tip needed " + minTip);
    }
    return null;
  }

  private static @Nullable Refusal blobs(EthereumTransaction tx, BlockEnv env) {
    var rules = env.blobs().orElseThrow();
    List<Hash32> hashes = tx.blobHashes();
    if (tx.isCreation() || hashes.isEmpty()) {
      return Refusals.of("blob transaction missing blob hashes");
    }
    if (hashes.size() > rules.maxPerTransaction()) {
      return Refusals.of("blob transaction has too many blobs: have " + hashes.size() + ", permitted "
          + rules.maxPerTransaction());
    }
    for (var hash : hashes) {
      if (hash.bytes().get(0) != KZG_VERSION) {
        return Refusals.of("blob has invalid hash version");
      }
    }
    return tx.maxFeePerBlobGas().compareTo(rules.baseFee()) < 0
        ? Refusals.of("max fee per blob gas less than block blob gas fee")
        : null;
  }
}
