package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes: they are refused in the declared way, or they are the one encoding of what was read. A plain test
 * run tries the seeds; with JAZZER_FUZZ=1 in the environment Jazzer looks for more.
 */
final class RlpFuzzTest {
  private static final int MAX_DEPTH = 200;
  private static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.wrap(BigInteger.TWO.pow(249).toByteArray()));

  static Stream<byte[]> items() {
    var nested = new RlpWriter().beginList().add(1).beginList().add(Bytes.EMPTY).add(Bytes.wrap(new byte[60])).endList()
        .add(BigInteger.TWO.pow(100)).endList().toArray();
    return Stream.of(nested, Bytes.fromHex("c0").toArray(), Bytes.fromHex("8100").toArray(),
        Bytes.fromHex("b90001").toArray(), Bytes.fromHex("f800").toArray(), Bytes.fromHex("ffffffffffffffffff").toArray(),
        Bytes.fromHex("c1".repeat(100) + "c0").toArray());
  }

  static Stream<byte[]> transactions() {
    var to = Optional.of(org.atoll.sdk.value.EvmAddress.ZERO);
    var list = List.of(new AccessListEntry(to.get(), List.of(org.atoll.sdk.value.Hash32.ZERO)));
    var consent = new Authorization(BigInteger.ONE, to.get(), 3, 1, BigInteger.TWO, BigInteger.TEN);
    var whole = Stream.of(
        EthereumTransaction.legacy(Optional.of(BigInteger.ONE), 1, BigInteger.TEN, 21_000, to, BigInteger.ONE, Bytes.EMPTY),
        EthereumTransaction.legacy(Optional.empty(), 0, BigInteger.ZERO, 0, Optional.empty(), BigInteger.ZERO, Bytes.EMPTY),
        EthereumTransaction.withAccessList(BigInteger.ONE, 1, BigInteger.TEN, 21_000, to, BigInteger.ONE, Bytes.EMPTY, list),
        EthereumTransaction.dynamicFee(BigInteger.ONE, 1, BigInteger.ONE, BigInteger.TEN, 21_000, to, BigInteger.ONE,
            Bytes.fromHex("00ff"), list),
        EthereumTransaction.setCode(BigInteger.ONE, 1, BigInteger.ONE, BigInteger.TEN, 21_000, to.get(), BigInteger.ONE,
            Bytes.EMPTY, list, List.of(consent)))
        .map(tx -> EthereumTransactionCodec.sign(tx, KEY).encode().toArray()).toList();
    var random = new SplittableRandom(1);
    var damaged = new ArrayList<>(whole);
    for (var bytes : whole) {
      for (int i = 0; i < 200; i++) {
        var copy = java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(2));
        copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        damaged.add(copy);
      }
    }
    return damaged.stream();
  }

  static Stream<byte[]> accounts() {
    return Stream.of(new EvmAccount(7, BigInteger.TEN, Optional.empty()).encode().toArray(),
        new EvmAccount(-1, BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
            Optional.of(org.atoll.sdk.value.Hash32.ZERO)).encode().toArray(),
        Seeds.bytes(new SplittableRandom(2), 40));
  }

  @MethodSource("items")
  @FuzzTest // comes last, or it does not fuzz
  void anItem(byte[] bytes) {
    if (bytes == null) {
      return;
    }
    var reader = new RlpReader(Bytes.copyOf(bytes));
    var writer = new RlpWriter();
    try {
      copy(reader, writer, 0);
      reader.end();
    } catch (RlpException refused) {
      assertThat(refused.what()).isNotBlank();
      return;
    }
    assertThat(writer.toBytes()).isEqualTo(Bytes.copyOf(bytes));
  }

  private static void copy(RlpReader reader, RlpWriter writer, int depth) throws RlpException {
    if (!reader.nextIsList()) {
      writer.add(reader.readBytes("item"));
      return;
    }
    if (depth == MAX_DEPTH) {
      throw new RlpException("nested too deeply for this test");
    }
    var inside = reader.readList("item");
    writer.beginList();
    while (inside.hasMore()) {
      copy(inside, writer, depth + 1);
    }
    writer.endList();
  }

  @MethodSource("transactions")
  @FuzzTest // comes last, or it does not fuzz
  void aTransaction(byte[] bytes) {
    if (bytes == null) {
      return;
    }
    var raw = Bytes.copyOf(bytes);
    switch (EthereumTransactionCodec.decode(raw)) {
      case EthereumTransactionCodec.Decoded.Malformed(var what) -> assertThat(what).isNotBlank();
      case EthereumTransactionCodec.Decoded.Ok(var tx) -> {
        assertThat(tx.encode()).isEqualTo(raw);
        var sender = EthereumTransactionCodec.sender(tx);
        assertThat(EthereumTransactionCodec.sender(tx, Fork.OSAKA)).isEqualTo(sender);
        tx.authorizations().forEach(one -> assertThat(one.authority()).isNotNull());
        assertThat(IntrinsicGas.of(tx, Fork.OSAKA)).isPositive();
      }
    }
  }

  @MethodSource("accounts")
  @FuzzTest // comes last, or it does not fuzz
  void anAccount(byte[] bytes) {
    if (bytes == null) {
      return;
    }
    EvmAccount account;
    try {
      account = EvmAccount.decode(Bytes.copyOf(bytes));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("not an account");
      return;
    }
    assertThat(account.encode()).isEqualTo(Bytes.copyOf(bytes));
  }
}
