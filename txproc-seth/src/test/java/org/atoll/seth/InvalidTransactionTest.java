package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.seth.Ledger.ETHER;
import static org.atoll.seth.Ledger.GWEI;
import static org.atoll.seth.Ledger.SENDER;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

/** Each reason why a transaction may not be in a block, in the words libraries look for. */
final class InvalidTransactionTest {
  private static final BigInteger CHAIN = BigInteger.valueOf(Ledger.CHAIN_ID);
  private static final EvmAddress FRIEND = EvmAddress.fromHex("0x00000000000000000000000000000000000f0001");
  private static final String SENDER_TEXT = checksummed();

  private final Ledger ledger = new Ledger().fund(SENDER, ETHER);

  private static String checksummed() {
    var digits = SENDER.bytes().toHex();
    var hash = org.atoll.sdk.crypto.Keccak.hash(digits.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).bytes().toHex();
    var text = new StringBuilder("0x");
    for (int i = 0; i < 40; i++) {
      text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(digits.charAt(i)) : digits.charAt(i));
    }
    return text.toString();
  }

  private Refusal refusal(EthereumTransaction tx) {
    return refusal(ledger.send(tx));
  }

  private static Refusal refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
    return ((Outcome.Invalid) outcome).refusal();
  }

  private void refused(EthereumTransaction tx, int code, String message) {
    var refusal = refusal(tx);
    assertThat(refusal.message()).isEqualTo(message);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.retry()).isFalse();
  }

  private static EthereumTransaction dynamic(long nonce, BigInteger tip, BigInteger cap, long gas) {
    return EthereumTransaction.dynamicFee(CHAIN, nonce, tip, cap, gas, Optional.of(FRIEND), BigInteger.ZERO, Bytes.EMPTY,
        List.of());
  }

  @Test
  void nonces() {
    ledger.put(SENDER, 5, ETHER, Bytes.EMPTY);
    refused(dynamic(4, GWEI, GWEI.shiftLeft(1), 21_000), -32000, "nonce too low: next nonce 5, tx nonce 4");
    var high = refusal(dynamic(7, GWEI, GWEI.shiftLeft(1), 21_000));
    assertThat(high.message()).isEqualTo("nonce too high: next 5, tx 7");
    assertThat(high.code()).isEqualTo(-32005);
    assertThat(high.name()).isEqualTo("NONCE_GAP");
    assertThat(high.retry()).isTrue();
    refused(dynamic(-1, GWEI, GWEI.shiftLeft(1), 21_000), -32000,
        "nonce has max value: address " + SENDER_TEXT + ", nonce: 18446744073709551615");
  }

  @Test
  void funds() {
    ledger.fund(SENDER, BigInteger.valueOf(1_000));
    refused(dynamic(0, BigInteger.ZERO, GWEI, 21_000), -32000, "insufficient funds for gas * price + value: address "
        + SENDER_TEXT + " have 1000 want 21000000000000");
    refused(dynamic(0, BigInteger.ZERO, BigInteger.TWO.pow(256).subtract(BigInteger.ONE), 21_000), -32000,
        "insufficient funds for gas * price + value: address " + SENDER_TEXT + " have 1000 want "
            + BigInteger.TWO.pow(256).subtract(BigInteger.ONE).multiply(BigInteger.valueOf(21_000)));
  }

  @Test
  void fees() {
    refused(dynamic(0, BigInteger.TWO, BigInteger.ONE, 21_000), -32000, "max priority fee per gas higher than max fee per "
        + "gas: address " + SENDER_TEXT + ", maxPriorityFeePerGas: 2, maxFeePerGas: 1");
    refused(dynamic(0, BigInteger.ONE, BigInteger.TWO, 21_000), -32000, "max fee per gas less than block base fee: address "
        + SENDER_TEXT + ", maxFeePerGas: 2, baseFee: 1000000000");
    ledger.with("evm.minTip", "1000");
    refused(dynamic(0, BigInteger.valueOf(999), GWEI.shiftLeft(1), 21_000), -32000,
        "transaction underpriced: tip needed 1000");
    assertThat(ledger.send(dynamic(0, BigInteger.valueOf(1_000), GWEI.shiftLeft(1), 21_000)))
        .isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void gas() {
    refused(dynamic(0, GWEI, GWEI.shiftLeft(1), 20_999), -32000,
        "intrinsic gas too low: gas 20999, minimum needed 21000");
    refused(ledger.call(FRIEND, "ff".repeat(100), 21_000 + 1_600), -32000,
        "intrinsic gas too low: gas 22600, minimum needed 25000"); // EIP-7623
    refused(dynamic(0, GWEI, GWEI.shiftLeft(1), (1 << 24) + 1), -32000,
        "transaction gas limit too high (cap: 16777216, tx: 16777217)");
    ledger.gasLimit = 30_000;
    refused(dynamic(0, GWEI, GWEI.shiftLeft(1), 30_001), -32000, "exceeds block gas limit");
  }

  @Test
  void sizes() {
    refused(ledger.transaction(Optional.empty(), BigInteger.ZERO, Bytes.wrap(new byte[49_153]), 10_000_000), -32000,
        "max initcode size exceeded: code size 49153 limit 49152");
    refused(ledger.transaction(Optional.of(FRIEND), BigInteger.ZERO, Bytes.wrap(new byte[131_072]), 10_000_000), -32000,
        "oversized data");
  }

  @Test
  void chainsAndTypes() {
    refused(EthereumTransaction.legacy(Optional.of(BigInteger.TWO), 0, GWEI, 21_000, Optional.of(FRIEND), BigInteger.ZERO,
        Bytes.EMPTY), -32000, "invalid chain id for signer: have 2 want 31337");
    var unprotected = EthereumTransaction.legacy(Optional.empty(), 0, GWEI, 21_000, Optional.of(FRIEND), BigInteger.ZERO,
        Bytes.EMPTY);
    refused(unprotected, -32000, "only replay-protected (EIP-155) transactions allowed over RPC");
    ledger.with("evm.forks", "london:0");
    refused(EthereumTransaction.setCode(CHAIN, 0, GWEI, GWEI, 100_000, FRIEND, BigInteger.ZERO, Bytes.EMPTY, List.of(),
        List.of()), -32000, "transaction type not supported");
    ledger.with("evm.forks", "istanbul:0");
    refused(dynamic(0, GWEI, GWEI, 21_000), -32000, "transaction type not supported");
    ledger.with("evm.allow_unprotected", "true");
    assertThat(ledger.send(unprotected)).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void blobsAndEmptyAuthorizations() {
    var blob = new EthereumTransaction(3, Optional.of(CHAIN), 0, GWEI, GWEI, 21_000, Optional.of(FRIEND), BigInteger.ZERO,
        Bytes.EMPTY, List.of(), List.of(), BigInteger.ONE, List.of(Hash32.fromHex("01" + "00".repeat(31))),
        BigInteger.ZERO, 0, BigInteger.ONE, BigInteger.ONE);
    refused(blob, -32000, "transaction type not supported: this chain carries no blobs");
    assertThat(refusal(EthereumTransaction.setCode(CHAIN, 0, GWEI, GWEI, 100_000, FRIEND, BigInteger.ZERO, Bytes.EMPTY,
        List.of(), List.of())).message()).startsWith("EIP-7702 transaction with empty auth list");
  }

  @Test
  void contractsDoNotSend() {
    ledger.put(SENDER, 0, ETHER, Bytes.fromHex("00"));
    refused(dynamic(0, GWEI, GWEI.shiftLeft(1), 21_000), -32000,
        "sender not an eoa: address " + SENDER_TEXT + ", len(code): 1");
  }

  @Test
  void undecodable() {
    var refusal = refusal(ledger.run(ledger.request(Bytes.fromHex("c0"), SENDER)));
    assertThat(refusal.code()).isEqualTo(-32602);
    assertThat(refusal.message()).startsWith("invalid raw transaction: ");
  }
}
