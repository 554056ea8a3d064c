package org.atoll.validator.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.testing.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PoolFileTest {
  private static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "09"));
  private static final Predicate<TransactionId> NONE = id -> false;

  @TempDir Path folder;

  /** A real transaction of about so many bytes. */
  private static BatchView transfer(long nonce, int bytes) {
    var plain = Batches.transaction(nonce, 1, 2, BigInteger.ONE);
    var signed = EthereumTransactionCodec.sign(new EthereumTransaction(2, plain.chainId(), nonce,
        plain.maxPriorityFeePerGas(), plain.maxFeePerGas(), 10_000_000, plain.to(), BigInteger.ONE,
        Bytes.wrap(new byte[bytes]), List.of(), List.of(), BigInteger.ZERO, List.of(), BigInteger.ZERO, 0, BigInteger.ZERO,
        BigInteger.ZERO), KEY);
    return ((EnvelopeCodec.Decoded.Ok) EnvelopeCodec.decode(EnvelopeFormat.ETHEREUM, signed.encode())).batch();
  }

  private static List<TransactionId> ids(List<BatchView> batches) {
    return batches.stream().map(BatchView::id).toList();
  }

  @Test
  void whatWasAcceptedIsThereAgain_inOrder() throws StoreException {
    var batches = List.of(transfer(0, 10), transfer(1, 10), transfer(2, 10));
    try (var file = PoolFile.open(folder, NONE)) {
      assertThat(file.survivors()).isEmpty();
      file.append(batches.subList(0, 2));
      file.append(batches.subList(2, 3));
    }
    try (var file = PoolFile.open(folder, NONE)) {
      assertThat(file.survivors()).isEqualTo(batches);
    }
  }

  @Test
  void whatIsInABlockIsNotOfferedAgain() throws StoreException {
    var batches = List.of(transfer(0, 10), transfer(1, 10));
    try (var file = PoolFile.open(folder, NONE)) {
      file.append(batches);
    }
    try (var file = PoolFile.open(folder, batches.getFirst().id()::equals)) {
      assertThat(file.survivors()).containsExactly(batches.getLast());
    }
  }

  @Test
  void theFileStaysSmallAndLosesNothingThatWaits() throws StoreException {
    var waiting = new HashSet<TransactionId>();
    Set<TransactionId> kept = new HashSet<>();
    long largest = 0;
    try (var file = PoolFile.open(folder, NONE)) {
      for (int i = 0; i < 400; i++) {
        var batch = transfer(i, 100_000);
        file.append(List.of(batch));
        waiting.add(batch.id());
        if (i % 50 == 7) {
          kept.add(batch.id()); // waits for ever
        }
        if (i % 10 == 9) {
          waiting.retainAll(kept);
        }
        file.compact(waiting::contains);
        largest = Math.max(largest, size());
      }
    }
    assertThat(largest).isLessThan(14 << 20); // 40 MB went through
    try (var file = PoolFile.open(folder, NONE)) {
      assertThat(ids(file.survivors())).containsAll(waiting);
    }
  }

  private long size() {
    var files = folder.toFile().listFiles();
    long sum = 0;
    for (var file : files == null ? new java.io.File[0] : files) {
      sum += file.length();
    }
    return sum;
  }

  @Test
  void manyOpeningsDoNotDoubleIt() throws StoreException {
    var batches = new ArrayList<BatchView>();
    for (int i = 0; i < 20; i++) {
      batches.add(transfer(i, 10));
    }
    try (var file = PoolFile.open(folder, NONE)) {
      file.append(batches);
    }
    long once = size();
    for (int i = 0; i < 3; i++) {
      try (var file = PoolFile.open(folder, NONE)) {
        assertThat(file.survivors()).isEqualTo(batches);
        file.append(file.survivors()); // the pool takes them in again
        file.restored();
        assertThat(size()).isEqualTo(once);
      }
    }
    try (var file = PoolFile.open(folder, NONE)) {
      file.append(file.survivors());
      file.restored();
      file.append(batches.subList(0, 1)); // dropped and sent again
      assertThat(size()).isGreaterThan(once);
    }
  }
}
