package org.atoll.validator.mempool.core;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.IntrinsicGas;
import org.atoll.sdk.processor.Refusal;

/** Checks of an Ethereum transaction that need no state. Wording is go-ethereum's, since libraries match it. Pure. */
public final class EthereumRules {
  public static final int MAX_RAW_BYTES = 131_072;
  private static final int MAX_INIT_CODE_BYTES = 49_152;
  private static final long MAX_TRANSACTION_GAS = 1L << 24;
  private static final int SERVER_ERROR = -32000;

  private EthereumRules() {}

  /** The first rule broken, if any. */
  public static Optional<Refusal> refuse(EthereumTransaction tx, PoolRules rules) {
    return refuseType(tx, rules)
        .or(() -> refuseChain(tx, rules))
        .or(() -> refuseForm(tx, rules))
        .or(() -> refuseGas(tx, rules))
        .or(() -> rules.freeGas() ? Optional.empty() : refuseFees(tx, rules))
        .map(text -> Refusal.of(SERVER_ERROR, text));
  }

  private static Optional<String> refuseType(EthereumTransaction tx, PoolRules rules) {
    return switch (tx.type()) {
      case 0 -> Optional.empty();
      case 1 -> since(Fork.BERLIN, rules);
      case 2 -> since(Fork.LONDON, rules);
      case 3 -> Optional.of("transaction type not supported: this chain carries no blobs");
      case 4 -> since(Fork.PRAGUE, rules);
      default -> Optional.of("transaction type not supported");
    };
  }

  private static Optional<String> since(Fork fork, PoolRules rules) {
    return rules.fork().atLeast(fork) ? Optional.empty() : Optional.of("transaction type not supported");
  }

  private static Optional<String> refuseChain(EthereumTransaction tx, PoolRules rules) {
    if (tx.chainId().isEmpty()) {
      return rules.allowUnprotected() ? Optional.empty()
          : Optional.of("only replay-protected (EIP-155) transactions allowed over RPC");
    }
    var want = BigInteger.valueOf(rules.chainId());
    return tx.chainId().get().equals(want) ? Optional.empty()
        : Optional.of("invalid chain id for signer: have " + tx.chainId().get() + " want " + want);
  }

  private static Optional<String> refuseForm(EthereumTransaction tx, PoolRules rules) {
    if (tx.maxPriorityFeePerGas().compareTo(tx.maxFeePerGas()) > 0) {
      return Optional.of("max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: "
          + tx.maxPriorityFeePerGas() + ", maxFeePerGas: " + tx.maxFeePerGas());
    }
    if (tx.nonce() == -1) {
      return Optional.of("nonce has max value");
    }
    if (tx.to().isEmpty() && rules.fork().atLeast(Fork.SHANGHAI) && tx.data().size() > MAX_INIT_CODE_BYTES) {
      return Optional.of("max initcode size exceeded: code size " + tx.data().size() + ", limit "
          + MAX_INIT_CODE_BYTES);
    }
    if (tx.type() == 4 && tx.to().isEmpty()) {
      return Optional.of("input string too short for common.Address, decoding into (types.SetCodeTx).To");
    }
    if (tx.type() == 4 && tx.authorizations().isEmpty()) {
      return Optional.of("EIP-7702 transaction with empty auth list");
    }
    return Optional.empty();
  }

  private static Optional<String> refuseGas(EthereumTransaction tx, PoolRules rules) {
    if (Long.compareUnsigned(tx.gasLimit(), rules.gasLimit()) > 0) {
      return Optional.of("exceeds block gas limit");
    }
    if (rules.fork().atLeast(Fork.OSAKA) && tx.gasLimit() > MAX_TRANSACTION_GAS) {
      return Optional.of("transaction gas limit too high (cap: " + MAX_TRANSACTION_GAS + ", tx: "
          + tx.gasLimit() + ")");
    }
    long intrinsic = IntrinsicGas.of(tx, rules.fork());
    if (tx.gasLimit() < intrinsic) {
      return Optional.of("intrinsic gas too low: gas " + tx.gasLimit() + ", minimum needed " + intrinsic);
    }
    long floor = IntrinsicGas.floor(tx, rules.fork());
    if (tx.gasLimit() < floor) {
      return Optional.of("insufficient gas for floor data gas cost: gas " + tx.gasLimit() + ", minimum needed "
          + floor);
    }
    return Optional.empty();
  }

  private static Optional<String> refuseFees(EthereumTransaction tx, PoolRules rules) {
    if (tx.maxFeePerGas().compareTo(rules.baseFee()) < 0) {
      return Optional.of("max fee per gas less than block base fee: maxFeePerGas: " + tx.maxFeePerGas()
          + ", baseFee: " + rules.baseFee());
    }
    return tip(tx, rules.baseFee()).compareTo(rules.minTip()) < 0
        ? Optional.of("transaction underpriced: tip needed " + rules.minTip()) : Optional.empty();
  }

  /** What the block's producer gets per gas. */
  public static BigInteger tip(EthereumTransaction tx, BigInteger baseFee) {
    return tx.maxPriorityFeePerGas().min(tx.maxFeePerGas().subtract(baseFee));
  }
}
