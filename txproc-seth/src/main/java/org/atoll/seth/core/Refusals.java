package org.atoll.seth.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.EvmAddress;

/** Why a transaction is invalid, in go-ethereum's words where it has some: libraries match text. */
final class Refusals {
  private static final int INVALID = -32_000;
  private static final int INVALID_PARAMS = -32_602;
  private static final int BUSY = -32_005;

  private Refusals() {}

  static Refusal malformed(String what) {
    return Refusal.of(INVALID_PARAMS, "invalid raw transaction: " + what);
  }

  static Refusal of(String message) {
    return Refusal.of(INVALID, message);
  }

  static Refusal wrongChain(BigInteger have, long want) {
    return of("invalid chain id for signer: have " + have + " want " + Long.toUnsignedString(want));
  }

  static Refusal tipAboveCap(EvmAddress sender, EthereumTransaction tx) {
    return of("max priority fee per gas higher than max fee per gas: address " + checksummed(sender)
        + ", maxPriorityFeePerGas: " + tx.maxPriorityFeePerGas() + ", maxFeePerGas: " + tx.maxFeePerGas());
  }

  static Refusal capBelowBaseFee(EvmAddress sender, EthereumTransaction tx, BigInteger baseFee) {
    return of("max fee per gas less than block base fee: address " + checksummed(sender) + ", maxFeePerGas: "
        + tx.maxFeePerGas() + ", baseFee: " + baseFee);
  }

  static Refusal intrinsicGas(long have, long need) {
    return of("intrinsic gas too low: gas " + have + ", minimum needed " + need);
  }

  static Refusal initCodeSize(int size) {
    return of("max initcode size exceeded: code size " + size + " limit " + Rules.INIT_CODE_LIMIT);
  }

  static Refusal gasLimitTooHigh(long gas) {
    return of("transaction gas limit too high (cap: " + Rules.TRANSACTION_GAS_LIMIT + ", tx: " + gas + ")");
  }

  static Refusal nonceAtMaximum(EvmAddress sender) {
    return of("nonce has max value: address " + checksummed(sender) + ", nonce: " + Long.toUnsignedString(-1));
  }

  static Refusal nonceTooLow(long next, long nonce) {
    return of("nonce too low: next nonce " + Long.toUnsignedString(next) + ", tx nonce " + Long.toUnsignedString(nonce));
  }

  static Refusal nonceTooHigh(long next, long nonce) {
    return Refusal.named(BUSY, "NONCE_GAP",
        "nonce too high: next " + Long.toUnsignedString(next) + ", tx " + Long.toUnsignedString(nonce),
        "send the transactions in between first").retryable();
  }

  static Refusal senderHasCode(EvmAddress sender, int size) {
    return of("sender not an eoa: address " + checksummed(sender) + ", len(code): " + size);
  }

  static Refusal insufficientFunds(EvmAddress sender, BigInteger have, BigInteger want) {
    return of("insufficient funds for gas * price + value: address " + checksummed(sender) + " have " + have
        + " want " + want);
  }

  /** EIP-55: the case of a letter is a bit of the keccak of the lower-case digits. */
  static String checksummed(EvmAddress address) {
    var digits = address.bytes().toHex();
    var hash = Keccak.hash(digits.getBytes(US_ASCII)).bytes();
    var text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      int nibble = hash.get(i / 2) >>> (i % 2 == 0 ? 4 : 0) & 0xf;
      text.append(nibble >= 8 ? Character.toUpperCase(digits.charAt(i)) : digits.charAt(i));
    }
    return text.toString();
  }
}
