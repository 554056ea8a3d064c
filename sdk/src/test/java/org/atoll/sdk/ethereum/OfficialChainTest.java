package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/** Ethereum's 54-block test chain, Homestead to Osaka with transactions of all types, and what is recorded of it. */
class OfficialChainTest {
  private record Block(EthereumHeader header, Bytes encodedHeader, List<Bytes> transactions) {}

  private static List<Block> chain() throws IOException {
    var file = Conformance.file("rpc/chain.rlp");
    assumeTrue(file.isPresent(), Conformance.MISSING);
    var reader = new RlpReader(Bytes.wrap(Files.readAllBytes(file.get())));
    var blocks = new ArrayList<Block>();
    try {
      while (reader.hasMore()) {
        var block = reader.readList("block");
        var encoded = block.readEncoded("header");
        var transactions = new ArrayList<Bytes>();
        var list = block.readList("transactions");
        while (list.hasMore()) {
          transactions.add(list.nextIsList() ? list.readEncoded("transaction") : list.readBytes("transaction"));
        }
        blocks.add(new Block(EthereumHeader.decode(encoded), encoded, transactions));
      }
    } catch (RlpException broken) {
      throw new AssertionError(broken);
    }
    assertThat(blocks).hasSize(54);
    return blocks;
  }

  @Test
  void headersKeepTheirBytesAndNameTheirParents() throws IOException {
    Block parent = null;
    for (var block : chain()) {
      assertThat(block.header.encode()).isEqualTo(block.encodedHeader);
      if (parent != null) {
        assertThat(block.header.parentHash()).isEqualTo(parent.header.hash());
      }
      parent = block;
    }
  }

  @Test
  void transactionsKeepTheirBytesAndMakeTheRoot() throws IOException {
    var types = new TreeSet<Integer>();
    for (var block : chain()) {
      assertThat(MerklePatricia.orderedRoot(block.transactions)).isEqualTo(block.header.transactionsRoot());
      for (var raw : block.transactions) {
        if (EthereumTransactionCodec.decode(raw) instanceof EthereumTransactionCodec.Decoded.Ok(var tx)) {
          assertThat(tx.encode()).isEqualTo(raw);
          assertThat(EthereumTransactionCodec.sender(tx)).isPresent();
          types.add(tx.type());
        } else {
          throw new AssertionError("not decoded: " + raw);
        }
      }
    }
    assertThat(types).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void recordedReceiptsMakeTheirRootAndBloom() throws IOException {
    var blocks = chain();
    var recording = Conformance.file("rpc/tests/eth_getBlockReceipts/get-block-receipts-latest.io");
    var receipts = new ArrayList<EthereumReceipt>();
    for (var json : Json.recordedResult(recording.orElseThrow())) {
      var logs = StreamSupport.stream(json.get("logs").spliterator(), false).map(OfficialChainTest::log).toList();
      receipts.add(EthereumReceipt.of((int) Json.quantity(json.get("type")), (int) Json.quantity(json.get("status")),
          Json.quantity(json.get("cumulativeGasUsed")), logs));
    }
    var header = blocks.getLast().header;
    assertThat(MerklePatricia.orderedRoot(receipts.stream().map(EthereumReceipt::encode).toList()))
        .isEqualTo(header.receiptsRoot());
    assertThat(receipts.stream().map(EthereumReceipt::logsBloom).reduce(LogsBloom.EMPTY, LogsBloom::or))
        .isEqualTo(header.logsBloom());
    assertThat(receipts).isNotEmpty();
  }

  private static Log log(JsonNode json) {
    var topics = Json.hexes(json.get("topics")).stream().map(Hash32::new).toList();
    return new Log(EvmAddress.fromHex(json.get("address").asText()), topics, Bytes.fromHex(json.get("data").asText()));
  }

  @Test
  void recordedRawReceiptsHaveTheFormOfTheirBlocks() throws IOException {
    var folder = Conformance.file("rpc/tests/debug_getRawReceipts");
    assumeTrue(folder.isPresent(), Conformance.MISSING);
    int checked = 0;
    var roots = chain().stream().map(block -> block.header.receiptsRoot()).toList();
    try (var files = Files.list(folder.get())) {
      for (var file : files.sorted().toList()) {
        var result = Json.recordedResult(file);
        if (result != null && result.isArray()) {
          assertThat(MerklePatricia.orderedRoot(Json.hexes(result)))
              .isIn(Stream.concat(roots.stream(), Stream.of(
                  MerklePatricia.EMPTY_ROOT)).toList());
          checked++;
        }
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void recordedProofsLeadToTheStateRoot() throws Exception {
    var recording = Conformance.file("rpc/tests/eth_getProof/get-account-proof-with-storage.io");
    assumeTrue(recording.isPresent(), Conformance.MISSING);
    var root = chain().getLast().header.stateRoot();
    var result = Json.recordedResult(recording.get());
    var key = Keccak.hash(Bytes.fromHex(result.get("address").asText())).bytes();
    var account = new RlpWriter().beginList()
        .add(Json.quantity(result.get("nonce")))
        .add(new BigInteger(result.get("balance").asText().substring(2), 16))
        .add(Bytes.fromHex(result.get("storageHash").asText()))
        .add(Bytes.fromHex(result.get("codeHash").asText())).endList().toBytes();
    assertThat(MerklePatricia.verifyProof(root, key, Json.hexes(result.get("accountProof")))).contains(account);
    for (var proof : result.get("storageProof")) {
      var number = new BigInteger(proof.get("value").asText().substring(2), 16);
      var slot = BigIntegers.asUnsignedByteArray(32,
          new BigInteger(proof.get("key").asText().substring(2), 16));
      var value = MerklePatricia.verifyProof(new Hash32(Bytes.fromHex(result.get("storageHash").asText())),
          Keccak.hash(slot).bytes(), Json.hexes(proof.get("proof")));
      assertThat(value).isEqualTo(number.signum() == 0
          ? Optional.empty()
          : Optional.of(new RlpWriter().add(number).toBytes()));
    }
  }
}
