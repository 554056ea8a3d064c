package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.EthereumTransactionCodec.Decoded;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EthereumTransactionCodecTest {
  private static final PrivateKey KEY = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("46".repeat(32)));
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  /** The worked example of EIP-155. */
  @Test
  void signsTheExampleOfEip155() {
    var unsigned = EthereumTransaction.legacy(Optional.of(BigInteger.ONE), 9, new BigInteger("20000000000"), 21_000,
        Optional.of(EvmAddress.fromHex("35".repeat(20))), new BigInteger("1000000000000000000"), Bytes.EMPTY);

    assertThat(unsigned.signingPayload().toHex()).isEqualTo("ec098504a817c800825208943535353535353535353535353535353535"
        + "353535880de0b6b3a764000080018080");
    assertThat(unsigned.signingHash().bytes().toHex())
        .isEqualTo("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");

    var signed = EthereumTransactionCodec.sign(unsigned, KEY);

    assertThat(signed.v()).isEqualTo(37);
    assertThat(signed.encode().toHex()).isEqualTo("f86c098504a817c800825208943535353535353535353535353535353535353535"
        + "880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
        + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    assertThat(EthereumTransactionCodec.sender(signed)).contains(Secp256k1.addressOf(KEY.publicKey()));
  }

  @Test
  void decodingInvertsEncodingAndTheSenderIsFound() {
    Seeds.forEachSeed(400, random -> {
      var tx = EthereumTransactionCodec.sign(Transactions.any(random), KEY);
      var raw = tx.encode();
      assertThat(EthereumTransactionCodec.decode(raw)).isEqualTo(new Decoded.Ok(tx));
      assertThat(EthereumTransactionCodec.sender(tx)).contains(Secp256k1.addressOf(KEY.publicKey()));
      assertThat(tx.hash().bytes()).isEqualTo(Keccak.hash(raw).bytes());
    });
  }

  /** Mutated bytes are refused, or are the encoding of another transaction: never two forms of one. */
  @Test
  void whatDecodesEncodesToTheSameBytes() {
    Seeds.forEachSeed(20_000, random -> {
      var raw = EthereumTransactionCodec.sign(Transactions.any(random), KEY).encode();
      var bytes = raw.toArray();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 12))] =
            (byte) random.nextInt();
      }
      var mutated = Bytes.wrap(bytes);
      if (random.nextInt(5) == 0) {
        mutated = mutated.slice(0, random.nextInt(bytes.length));
      }
      switch (EthereumTransactionCodec.decode(mutated)) {
        case Decoded.Ok(var tx) -> {
          assertThat(tx.encode()).isEqualTo(mutated);
          EthereumTransactionCodec.sender(tx);
        }
        case Decoded.Malformed(var what) -> assertThat(what).isNotEmpty();
      }
    });
  }

  @ParameterizedTest
  @CsvSource({
    "'', transaction is empty",
    "00c0, no transaction begins with byte 0x0",
    "05c0, no transaction begins with byte 0x5",
    "80, no transaction begins with byte 0x80",
    "c0, nonce is missing",
    "02, transaction is missing",
    "0200, transaction is not a list",
    "01c0, chain id is missing",
    "c0c0, 1 bytes left over",
    "c100, nonce has leading zeros",
    "f8, transaction is cut off",
  })
  void saysWhatIsWrong(String hex, String what) {
    assertThat(EthereumTransactionCodec.decode(Bytes.fromHex(hex))).isEqualTo(new Decoded.Malformed(what));
  }

  @Test
  void nothingMayBeLeftOver() {
    var raw = signed(EthereumTransaction.DYNAMIC_FEE).encode();
    assertThat(EthereumTransactionCodec.decode(raw.concat(Bytes.fromHex("80"))))
        .isEqualTo(new Decoded.Malformed("1 bytes left over"));
  }

  @Test
  void highSHasNoSenderExceptInFrontier() {
    var tx = signed(EthereumTransaction.LEGACY);
    var high = tx.signedWith(BigInteger.valueOf(28 - tx.yParity()), 1 - tx.yParity(), tx.r(), N.subtract(tx.s()));
    assertThat(EthereumTransactionCodec.sender(high)).isEmpty();
    assertThat(EthereumTransactionCodec.sender(high, Fork.HOMESTEAD)).isEmpty();
    assertThat(EthereumTransactionCodec.sender(high, Fork.FRONTIER)).contains(Secp256k1.addressOf(KEY.publicKey()));
  }

  @Test
  void aSignatureOutOfRangeHasNoSender() {
    var tx = signed(EthereumTransaction.LEGACY);
    for (var bad : List.of(BigInteger.ZERO, N, BigInteger.TWO.pow(256).subtract(BigInteger.ONE))) {
      assertThat(EthereumTransactionCodec.sender(tx.signedWith(tx.v(), tx.yParity(), bad, tx.s()))).isEmpty();
      assertThat(EthereumTransactionCodec.sender(tx.signedWith(tx.v(), tx.yParity(), tx.r(), bad))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "26", "29", "34"})
  void aLegacyVOfNoFormDecodesButHasNoSender(int v) {
    var tx = signed(EthereumTransaction.LEGACY);
    var odd = tx.signedWith(BigInteger.valueOf(v), -1, tx.r(), tx.s());
    assertThat(EthereumTransactionCodec.decode(odd.encode())).isEqualTo(new Decoded.Ok(odd));
    assertThat(EthereumTransactionCodec.sender(odd)).isEmpty();
  }

  @Test
  void aTypedParityAboveOneDecodesButHasNoSender() {
    var tx = signed(EthereumTransaction.DYNAMIC_FEE);
    var odd = tx.signedWith(BigInteger.valueOf(27), -1, tx.r(), tx.s());
    assertThat(EthereumTransactionCodec.decode(odd.encode())).isEqualTo(new Decoded.Ok(odd));
    assertThat(EthereumTransactionCodec.sender(odd)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, SPURIOUS_DRAGON", "1, BERLIN", "2, LONDON", "3, CANCUN", "4, PRAGUE"})
  void aTypeHasASenderFromItsForkOn(int type, Fork first) {
    var tx = EthereumTransactionCodec.sign(typed(type, Optional.of(BigInteger.ONE)), KEY);
    for (var fork : Fork.values()) {
      assertThat(EthereumTransactionCodec.sender(tx, fork).isPresent()).as("%s", fork).isEqualTo(fork.atLeast(first));
    }
  }

  @Test
  void authoritiesAreRecovered() {
    Seeds.forEachSeed(20, random -> {
      var unsigned = new Authorization(BigInteger.ONE, Transactions.address(random), 7, 0, BigInteger.ZERO,
          BigInteger.ZERO);
      var rsv = KEY.signRecoverable(unsigned.signingHash().bytes().toArray());
      var signed = new Authorization(unsigned.chainId(), unsigned.address(), unsigned.nonce(), rsv[64],
          new BigInteger(1, rsv, 0, 32), new BigInteger(1, rsv, 32, 32));
      assertThat(signed.authority()).contains(Secp256k1.addressOf(KEY.publicKey()));
      assertThat(unsigned.authority()).isEmpty();
      var high = new Authorization(signed.chainId(), signed.address(), signed.nonce(), 1 - signed.yParity(),
          signed.r(), N.subtract(signed.s()));
      assertThat(high.authority()).isEmpty();
    });
  }

  private static EthereumTransaction signed(int type) {
    var chainId = type == EthereumTransaction.LEGACY ? Optional.<BigInteger>empty() : Optional.of(BigInteger.ONE);
    return EthereumTransactionCodec.sign(typed(type, chainId), KEY);
  }

  private static EthereumTransaction typed(int type, Optional<BigInteger> chainId) {
    var one = BigInteger.ONE;
    return new EthereumTransaction(type, chainId, 0, one, one, 21_000, Optional.of(EvmAddress.ZERO), one, Bytes.EMPTY,
        List.of(), List.of(), BigInteger.ZERO, List.of(), BigInteger.ZERO, -1, BigInteger.ZERO, BigInteger.ZERO);
  }
}
