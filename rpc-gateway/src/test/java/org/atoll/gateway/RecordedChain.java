package org.atoll.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.AccountProof;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainInfo;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.ChainWatcher;
import org.atoll.gateway.chain.DevCommand;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.chain.EthReceipt;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.chain.Fees;
import org.atoll.gateway.chain.LogEntry;
import org.atoll.gateway.chain.LogQuery;
import org.atoll.gateway.chain.PoolView;
import org.atoll.gateway.chain.TraceRequest;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.ethereum.RlpException;
import org.atoll.sdk.ethereum.RlpReader;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Ethereum's test chain: blocks from its RLP, receipts and logs from the recordings, since nothing is executed
 * here. State is not known.
 */
final class RecordedChain implements ChainView {
  private static final long CHAIN_ID = 3_503_995_874_084_926L;

  private final List<EthBlock> blocks = new ArrayList<>();
  private final Map<Hash32, EthReceipt> receipts = new HashMap<>();
  private final Map<String, LogEntry> logs = new TreeMap<>();

  RecordedChain(Path folder) throws IOException, RlpException {
    try (var files = Files.walk(folder.resolve("tests"))) {
      files.filter(file -> file.toString().endsWith(".io")).sorted().forEach(this::learn);
    }
    addBlock(genesis(folder));
    var chain = new RlpReader(Bytes.wrap(Files.readAllBytes(folder.resolve("chain.rlp"))));
    while (chain.hasMore()) {
      addBlock(chain.readEncoded("block"));
    }
  }

  private static Bytes genesis(Path folder) throws IOException {
    var lines = Files.readAllLines(folder.resolve("tests/debug_getRawBlock/get-genesis.io"));
    return Bytes.fromHex(GatewayHarness.JSON.readTree(lines.getLast().substring(3)).get("result").asText());
  }

  private void learn(Path file) {
    try {
      for (var line : Files.readAllLines(file)) {
        if (line.startsWith("<< ")) {
          GatewayHarness.JSON.readTree(line.substring(3)).findParents("logIndex").forEach(this::learnLog);
          GatewayHarness.JSON.readTree(line.substring(3)).findParents("cumulativeGasUsed").forEach(this::learnReceipt);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Hash32 hash(JsonNode node) {
    return Hash32.fromHex(node.asText());
  }

  private static long number(JsonNode node) {
    return Long.decode(node.asText());
  }

  private static Log log(JsonNode json) {
    var topics = new ArrayList<Hash32>();
    json.get("topics").forEach(topic -> topics.add(hash(topic)));
    return new Log(EvmAddress.fromHex(json.get("address").asText()), topics, Bytes.fromHex(json.get("data").asText()));
  }

  private void learnLog(JsonNode json) {
    if (!json.has("removed") || json.get("blockHash").isNull()) {
      return;
    }
    long block = number(json.get("blockNumber"));
    int index = (int) number(json.get("logIndex"));
    logs.put("%08d/%08d".formatted(block, index), new LogEntry(log(json), hash(json.get("blockHash")), block,
        number(json.get("blockTimestamp")), hash(json.get("transactionHash")),
        (int) number(json.get("transactionIndex")), index, false));
  }

  private void learnReceipt(JsonNode json) {
    var ofReceipt = new ArrayList<Log>();
    json.get("logs").forEach(log -> ofReceipt.add(log(log)));
    receipts.put(hash(json.get("transactionHash")), new EthReceipt(
        json.has("status") ? (int) number(json.get("status")) : 0,
        json.has("root") ? Optional.of(hash(json.get("root"))) : Optional.empty(),
        number(json.get("gasUsed")),
        number(json.get("cumulativeGasUsed")),
        BigInteger.valueOf(number(json.get("effectiveGasPrice"))),
        json.get("contractAddress").isNull()
            ? Optional.empty()
            : Optional.of(EvmAddress.fromHex(json.get("contractAddress").asText())),
        ofReceipt,
        json.get("logs").isEmpty() ? 0 : (int) number(json.get("logs").get(0).get("logIndex"))));
  }

  private void addBlock(Bytes encoded) throws RlpException {
    var fields = new RlpReader(encoded).readList("block");
    var headerBytes = fields.readEncoded("header");
    var header = EthereumHeader.decode(headerBytes);
    var transactions = new ArrayList<EthTransaction>();
    var list = fields.readList("transactions");
    while (list.hasMore()) {
      var raw = list.nextIsList() ? list.readEncoded("transaction") : list.readBytes("transaction");
      transactions.add(transaction(raw, header, transactions.size()));
    }
    var uncles = new ArrayList<Hash32>();
    for (var more = fields.readList("uncles"); more.hasMore(); ) {
      uncles.add(Keccak.hash(more.readEncoded("uncle")));
    }
    var withdrawals = new ArrayList<EthBlock.Withdrawal>();
    if (fields.hasMore()) {
      for (var more = fields.readList("withdrawals"); more.hasMore(); ) {
        var item = more.readList("withdrawal");
        withdrawals.add(new EthBlock.Withdrawal(item.readLong("index"), item.readLong("validator"),
            new EvmAddress(item.readBytes("address")), item.readNumber(8, "amount")));
      }
    }
    blocks.add(new EthBlock(header, headerBytes, header.hash(), encoded.size(),
        new EthBlock.Contents.Full(transactions), uncles, withdrawals));
  }

  private EthTransaction transaction(Bytes raw, EthereumHeader header, int index) {
    if (!(EthereumTransactionCodec.decode(raw) instanceof EthereumTransactionCodec.Decoded.Ok(var transaction))) {
      throw new IllegalStateException("malformed transaction in block " + header.number());
    }
    var hash = Keccak.hash(raw);
    var place = new EthTransaction.Place(header.hash(), header.number(), header.timestamp(), index,
        header.baseFeePerGas().orElse(BigInteger.ZERO), Optional.ofNullable(receipts.get(hash)));
    return new EthTransaction(transaction, raw, hash, EthereumTransactionCodec.sender(transaction).orElseThrow(),
        Optional.of(place));
  }

  private Optional<EthBlock> find(BlockRef ref) {
    return switch (ref) {
      case BlockRef.Number(var height) ->
          height < blocks.size() ? Optional.of(blocks.get((int) height)) : Optional.empty();
      case BlockRef.Hash(var hash, var canonical) ->
          blocks.stream().filter(block -> block.hash().equals(hash)).findFirst();
      case BlockRef.Tag tag -> Optional.of(tag == BlockRef.Tag.EARLIEST ? blocks.getFirst() : blocks.getLast());
    };
  }

  @Override
  public CompletableFuture<ChainInfo> chain() {
    return CompletableFuture.completedFuture(new ChainInfo(CHAIN_ID, blocks.size() - 1, blocks.size() - 1, 0, 0));
  }

  @Override
  public CompletableFuture<Optional<EthBlock>> block(BlockRef ref, EthBlock.Detail detail) {
    return CompletableFuture.completedFuture(find(ref).map(block -> detail == EthBlock.Detail.HASHES
        ? new EthBlock(block.header(), block.headerBytes(), block.hash(), block.size(),
            new EthBlock.Contents.Hashes(transactions(block).stream().map(EthTransaction::hash).toList()),
            block.uncles(), block.withdrawals())
        : block));
  }

  private static List<EthTransaction> transactions(EthBlock block) {
    return ((EthBlock.Contents.Full) block.contents()).transactions();
  }

  @Override
  public CompletableFuture<Optional<EthTransaction>> transaction(Hash32 hash, boolean withReceipt) {
    return CompletableFuture.completedFuture(blocks.stream().flatMap(block -> transactions(block).stream())
        .filter(transaction -> transaction.hash().equals(hash)).findFirst());
  }

  @Override
  public CompletableFuture<List<LogEntry>> logs(LogQuery query) {
    return CompletableFuture.completedFuture(logs.values().stream()
        .filter(log -> switch (query.range()) {
          case LogQuery.Range.Block(var hash) -> log.blockHash().equals(hash);
          case LogQuery.Range.Heights(var from, var to) -> log.blockNumber() >= from && log.blockNumber() <= to;
        })
        .filter(log -> query.pattern().matches(log.log()))
        .sorted(Comparator.comparingLong(LogEntry::blockNumber))
        .toList());
  }

  private static <T> CompletableFuture<T> unknown() {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("not recorded"));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> state(BlockRef ref, List<Address> addresses) {
    return unknown();
  }

  @Override
  public CompletableFuture<AccountProof> proof(BlockRef ref, EvmAddress address, List<Bytes> slots) {
    return unknown();
  }

  @Override
  public CompletableFuture<EvmResult> query(BlockRef ref, EvmQuery query) {
    return unknown();
  }

  @Override
  public CompletableFuture<Bytes> trace(TraceRequest request) {
    return unknown();
  }

  @Override
  public CompletableFuture<PoolView> pool(Optional<EvmAddress> sender) {
    return unknown();
  }

  @Override
  public CompletableFuture<Fees> fees(int count, BlockRef newest, List<Double> percentiles) {
    return unknown();
  }

  @Override
  public CompletableFuture<Hash32> submit(Bytes raw) {
    return unknown();
  }

  @Override
  public CompletableFuture<Long> dev(DevCommand command) {
    return unknown();
  }

  @Override
  public AutoCloseable watch(ChainWatcher watcher) {
    return () -> {};
  }
}
