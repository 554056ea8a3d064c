package org.atoll.sdk.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EthereumEnvelopeTest {
  private static final PrivateKey KEY = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SplittableRandom(1));
  private static final Bytes SENDER = Secp256k1.addressOf(KEY.publicKey()).bytes();

  @Test
  void everythingIsDerivedFromTheRawTransaction() {
    var tx = signed(Optional.of(BigInteger.valueOf(1_337)), 21_000);
    var raw = tx.encode();
    var batch = accepted(raw);
    var view = batch.transactions().getFirst();

    assertThat(batch.transactions()).hasSize(1);
    assertThat(batch.id()).isEqualTo(view.id()).isEqualTo(tx.hash());
    assertThat(batch.batchSigner()).isEqualTo(SENDER).isEqualTo(view.sender());
    assertThat(batch.format()).isEqualTo(EnvelopeFormat.ETHEREUM);
    assertThat(batch.body()).isEqualTo(raw).isEqualTo(view.body());
    assertThat(view.id().bytes()).isEqualTo(Keccak.hash(raw).bytes());
    assertThat(view.format()).isEqualTo(Format.ETHEREUM);
    assertThat(view.family()).isEqualTo("evm");
    assertThat(view.version()).isEqualTo("1.0");
    assertThat(view.payload()).isEqualTo(Bytes.EMPTY);
    assertThat(view.inputs()).extracting(Bytes::toHex).containsExactly("f0cc01", "00001d", "000000");
    assertThat(view.outputs()).extracting(Bytes::toHex).containsExactly("f0cc01");
    assertThat(view.chainId()).isEqualTo(1_337);
    assertThat(view.expiryHeight()).isZero();
    assertThat(view.ethereum()).contains(tx);
    assertThat(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.ETHEREUM, raw, SENDER)).isEqualTo(new Decoded.Ok(batch));
  }

  @Test
  void chainIdsThatAreNoneOfOurs() {
    assertThat(accepted(signed(Optional.empty(), 21_000).encode()).transactions().getFirst().chainId()).isZero();
    assertThat(accepted(signed(Optional.of(BigInteger.TWO.pow(200)), 21_000).encode()).transactions().getFirst()
        .chainId()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | -32602 | invalid raw transaction: transaction is empty",
    "c0 | -32602 | invalid raw transaction: nonce is missing",
    "80 | -32602 | invalid raw transaction: no transaction begins with byte 0x80",
    "02 | -32602 | invalid raw transaction: transaction is missing",
    "00c0 | -32000 | transaction type not supported",
    "05c0 | -32000 | transaction type not supported",
    "7fc0 | -32000 | transaction type not supported",
    "03c0 | -32000 | transaction type not supported: this chain carries no blobs",
  })
  void refusalsCarryTheWordsClientsKnow(String hex, int code, String message) {
    assertThat(refusal(Bytes.fromHex(hex))).isEqualTo(Refusal.of(code, message));
  }

  @Test
  void aSignatureThatFitsNobodyIsRefused() {
    var tx = signed(Optional.of(BigInteger.ONE), 21_000);
    var bad = new EthereumTransaction(tx.type(), tx.chainId(), tx.nonce(), tx.maxPriorityFeePerGas(),
        tx.maxFeePerGas(), tx.gasLimit(), tx.to(), tx.value(), tx.data(), tx.accessList(), tx.authorizations(),
        tx.maxFeePerBlobGas(), tx.blobHashes(), tx.v(), tx.yParity(), tx.r(), BigInteger.ZERO);
    assertThat(refusal(bad.encode())).isEqualTo(Refusal.of(-32000, "invalid sender"));
    assertThat(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.ETHEREUM, bad.encode(), SENDER))
        .isInstanceOf(Decoded.Ok.class);
  }

  @Test
  void gasNoBlockHasIsRefused() {
    assertThat(refusal(signed(Optional.of(BigInteger.ONE), -1).encode()))
        .isEqualTo(Refusal.of(-32000, "exceeds block gas limit"));
  }

  @Test
  void mutatedTransactionsAreRefusedOrAnother() {
    var raw = EthereumTransactionCodec.sign(EthereumTransaction.dynamicFee(BigInteger.ONE, 1, BigInteger.ONE,
        BigInteger.TWO, 21_000, Optional.of(EvmAddress.ZERO), BigInteger.TEN, Bytes.fromHex("010203"), List.of()), KEY)
        .encode();
    var id = accepted(raw).id();
    Seeds.forEachSeed(3_000, random -> {
      var bytes = raw.toArray();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      if (EnvelopeCodec.decode(EnvelopeFormat.ETHEREUM, Bytes.wrap(bytes)) instanceof Decoded.Ok(var batch)) {
        assertThat(batch.id()).isNotEqualTo(id);
        assertThat(batch.batchSigner().equals(SENDER)).isFalse();
      }
    });
  }

  private static EthereumTransaction signed(Optional<BigInteger> chainId, long gasLimit) {
    return EthereumTransactionCodec.sign(EthereumTransaction.legacy(chainId, 3, BigInteger.ONE, gasLimit,
        Optional.of(EvmAddress.ZERO), BigInteger.TEN, Bytes.EMPTY), KEY);
  }

  private static BatchView accepted(Bytes raw) {
    return switch (EnvelopeCodec.decode(EnvelopeFormat.ETHEREUM, raw)) {
      case Decoded.Ok(var batch) -> batch;
      case Decoded.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  private static Refusal refusal(Bytes raw) {
    return switch (EnvelopeCodec.decode(EnvelopeFormat.ETHEREUM, raw)) {
      case Decoded.Ok(var batch) -> throw new AssertionError("accepted: " + batch);
      case Decoded.Refused(var refusal) -> refusal;
    };
  }
}
