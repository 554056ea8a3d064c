package org.atoll.validator.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumReceipt;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EthereumViewTest {
  private static EthereumView.Context context(Fork fork) {
    return new EthereumView.Context(hash(1), new BlockId(hash(2).bytes()), Batches.account(3), 7, 1_700_000_000_999L,
        30_000_000, BigInteger.valueOf(1_000), hash(4), fork);
  }

  private static Hash32 hash(int number) {
    return Hash32.fromHex(String.format("%02x", number).repeat(32));
  }

  private static List<BlockTransaction> transactions(List<EthereumTransaction> transactions, List<Log> logs) {
    var body = new Blocks.Body();
    transactions.forEach(transaction -> body.add(Batches.of(1, transaction), logs));
    return body.batches().stream().flatMap(batch -> batch.transactions().stream()).toList();
  }

  @ParameterizedTest
  @CsvSource({"BERLIN, 0", "LONDON, 1", "PARIS, 1", "SHANGHAI, 2", "CANCUN, 5", "PRAGUE, 6", "OSAKA, 6"})
  void headersHaveTheirForksFields(Fork fork, int optional) {
    var header = EthereumView.build(context(fork), hash(9), List.of()).header();

    var present = List.of(header.baseFeePerGas(), header.withdrawalsRoot(), header.blobGasUsed(), header.excessBlobGas(),
        header.parentBeaconBlockRoot(), header.requestsHash()).stream().filter(Optional::isPresent).count();
    assertThat(present).isEqualTo(optional);
    assertThat(EthereumHeader.decode(header.encode())).isEqualTo(header);
    assertThat(header.timestamp()).isEqualTo(1_700_000_000);
    assertThat(header.parentHash()).isEqualTo(hash(1));
    assertThat(header.mixHash()).isEqualTo(hash(4));
    assertThat(header.stateRoot()).isEqualTo(hash(9));
    assertThat(header.transactionsRoot()).isEqualTo(MerklePatricia.EMPTY_ROOT);
    assertThat(header.receiptsRoot()).isEqualTo(MerklePatricia.EMPTY_ROOT);
    header.parentBeaconBlockRoot().ifPresent(root -> assertThat(root).isEqualTo(hash(2)));
  }

  @Test
  void rootsAndBloomAreThoseOfTheTransactionsAndReceipts() {
    var log = new Log(Batches.account(5), List.of(hash(6)), Bytes.copyOf((byte) 1));
    var legacy = new EthereumTransaction(0, Optional.of(BigInteger.valueOf(Batches.CHAIN_ID)), 0, Batches.GWEI,
        Batches.GWEI, 21_000, Optional.of(EvmAddress.ZERO), BigInteger.ONE, Bytes.EMPTY, List.of(), List.of(),
        BigInteger.ZERO, List.of(), BigInteger.valueOf(62_710), 0, BigInteger.ONE, BigInteger.ONE);
    var all = transactions(List.of(legacy, Batches.transaction(1, 1, 2, BigInteger.ONE)), List.of(log));

    var header = EthereumView.build(context(Fork.OSAKA), hash(9), all).header();

    var raw = all.stream().map(transaction -> transaction.view().body()).toList();
    assertThat(header.transactionsRoot()).isEqualTo(MerklePatricia.orderedRoot(raw));
    var bloom = LogsBloom.of(List.of(log));
    assertThat(header.logsBloom()).isEqualTo(bloom);
    assertThat(header.receiptsRoot()).isEqualTo(MerklePatricia.orderedRoot(List.of(
        new EthereumReceipt(0, 1, 21_000, bloom, List.of(log)).encode(),
        new EthereumReceipt(2, 1, 42_000, bloom, List.of(log)).encode())));
    assertThat(header.gasUsed()).isEqualTo(42_000);
  }

  @Test
  void theSizeIsThatOfTheRealEncoding() {
    Seeds.forEachSeed(60, random -> {
      var fork = Fork.values()[random.nextInt(Fork.values().length)];
      var list = new ArrayList<EthereumTransaction>();
      for (int i = random.nextInt(5); i > 0; i--) {
        int type = random.nextInt(3);
        list.add(new EthereumTransaction(type, Optional.of(BigInteger.valueOf(Batches.CHAIN_ID)), random.nextInt(1000),
            Batches.GWEI, Batches.GWEI, 21_000, Optional.of(EvmAddress.ZERO), BigInteger.valueOf(random.nextLong(1 << 30)),
            Bytes.wrap(Seeds.bytes(random, random.nextInt(random.nextBoolean() ? 40 : 70_000))), List.of(), List.of(),
            BigInteger.ZERO, List.of(), BigInteger.valueOf(62_710), 0, BigInteger.ONE, BigInteger.ONE));
      }
      var all = transactions(list, List.of());

      var built = EthereumView.build(context(fork), hash(9), all);

      var writer = new RlpWriter().beginList().addEncoded(built.header().encode()).beginList();
      for (var transaction : all) {
        var raw = transaction.view().body();
        if (EthereumView.typeOf(raw) == 0) {
          writer.addEncoded(raw);
        } else {
          writer.add(raw);
        }
      }
      writer.endList().beginList().endList();
      if (fork.atLeast(Fork.SHANGHAI)) {
        writer.beginList().endList();
      }
      assertThat(built.size()).isEqualTo(writer.endList().toBytes().size());
    });
  }

  /** First three as in go-ethereum's test of its own; 100 as EIP-1559's least step. */
  @ParameterizedTest
  @CsvSource({"1000000000, 20000000, 10000000, 1000000000", "1000000000, 20000000, 9000000, 987500000",
      "1000000000, 20000000, 11000000, 1012500000", "1000000000, 20000000, 20000000, 1125000000",
      "1000000000, 20000000, 0, 875000000", "3, 20000000, 10000001, 4", "1, 20000000, 0, 1", "0, 20000000, 20000000, 1"})
  void theBaseFeeFollowsDemandByEip1559(long fee, long limit, long used, long next) {
    var settings = ChainSettings.parse(Map.of("evm.baseFeeMode", "eip1559", "evm.baseFee", "77"));

    assertThat(EthereumView.nextBaseFee(header(5, fee, limit, used), settings)).isEqualTo(next);
    assertThat(EthereumView.nextBaseFee(header(0, fee, limit, used), settings)).as("the first block's").isEqualTo(77);
    assertThat(EthereumView.nextBaseFee(header(5, fee, limit, used), ChainSettings.parse(Map.of("evm.baseFee", "12"))))
        .isEqualTo(12);
  }

  private static EthereumHeader header(long number, long fee, long limit, long used) {
    return new EthereumHeader(hash(1), hash(1), EvmAddress.ZERO, hash(1), hash(1), hash(1), LogsBloom.of(List.of()),
        BigInteger.ZERO, number, limit, used, 1, Bytes.EMPTY, hash(1), Bytes.wrap(new byte[8]),
        Optional.of(BigInteger.valueOf(fee)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty());
  }

  @Test
  void theNextBlocksContextComesFromItsParent() {
    var parent = Blocks.child(Blocks.genesis(), List.of());
    var settings = ChainSettings.parse(Map.of("evm.forks", "cancun:0,prague:2"));

    var next = EthereumView.contextAfter(parent, Batches.account(1), 99_000, settings);

    assertThat(next.number()).isEqualTo(2);
    assertThat(next.fork()).isEqualTo(Fork.PRAGUE);
    assertThat(next.parentHash()).isEqualTo(parent.ethereumHash());
    assertThat(next.parentId()).isEqualTo(parent.id());
    assertThat(next.randomness()).isEqualTo(EthereumView.randomness(parent.id().bytes()));
    assertThat(EthereumView.randomness(hash(1).bytes())).isNotEqualTo(EthereumView.randomness(hash(2).bytes()));
  }
}
