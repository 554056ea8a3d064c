package org.atoll.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.proof.AccountProof;
import org.atoll.sdk.proof.SlotProof;
import org.atoll.sdk.proof.StateProof;
import org.atoll.sdk.proof.StateProofs;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.ProofReply;
import org.atoll.sdk.proto.ProofRequest;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.settings.ChainSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node says about the past, also after it was closed and opened again. */
@Timeout(300)
final class HistoryCrashTest {
  private static final long HISTORY = 20;
  private static final int BLOCKS = 45;

  @TempDir Path folder;

  /** What was true at one height. */
  private record Moment(long height, List<BigInteger> balances, long nonce, BigInteger count, String blockHash) {}

  private final Wallet alice = new Wallet(0);
  private final List<EvmAddress> others = List.of(address(1), address(2), address(3));

  private static EvmAddress address(int number) {
    return new EvmAddress(Bytes.fromHex("00".repeat(19) + "c" + number));
  }

  /** Runtime: with data, slot 0 += 1 and a log; without, returns slot 0. */
  private static Bytes counter() {
    var runtime = Bytes.fromHex("36600f57" // if data, go to 0x0f
        + "6000546000526020" + "6000f3" // return slot 0 (ends at 0x0e)
        + "5b" + "6001600054018060005560005260206000a0" + "00");
    int size = runtime.size();
    return Bytes.fromHex("60" + String.format("%02x", size) + "600c60003960" + String.format("%02x", size) + "6000f3")
        .concat(runtime);
  }

  private Moment moment(TestNode node, EvmAddress contract, long height) {
    var rpc = node.rpc();
    var block = JsonRpc.hex(height);
    var balances = new ArrayList<BigInteger>();
    others.forEach(other -> balances.add(rpc.balance(other, block)));
    var count = rpc.call("eth_call", "{\"to\":" + JsonRpc.quoted(contract) + "}," + JsonRpc.quoted(block));
    return new Moment(height, balances, rpc.number("eth_getTransactionCount",
        JsonRpc.quoted(alice.address()) + "," + JsonRpc.quoted(block)),
        count.asText().equals("0x") ? BigInteger.ONE.negate() : JsonRpc.quantity(count),
        rpc.call("eth_getBlockByNumber", JsonRpc.quoted(block) + ",false").path("hash").asText());
  }

  private EvmAddress deploy(TestNode node) {
    var receipt = node.rpc().call("eth_getTransactionReceipt",
        JsonRpc.quoted(node.send(alice.create(counter(), 200_000))));
    assertThat(receipt.path("status").asText()).isEqualTo("0x1");
    return EvmAddress.fromHex(receipt.path("contractAddress").asText());
  }

  @Test
  void everyKeptHeightCanBeRead_olderOnesAreRefusedByName() throws Exception {
    var random = new Random(5);
    var recorded = new ArrayList<Moment>();
    EvmAddress contract;
    try (var node = TestNode.start(folder, HISTORY, Map.of())) {
      contract = deploy(node);
      recorded.add(moment(node, contract, 1));
      for (int i = 2; i <= BLOCKS; i++) {
        if (random.nextBoolean()) {
          node.send(alice.transfer(others.get(random.nextInt(3)), random.nextLong(1, 1_000_000)));
        } else {
          node.send(alice.call(contract, Bytes.copyOf((byte) 1), 100_000));
        }
        recorded.add(moment(node, contract, i));
      }
      check(node, contract, recorded);
    }
    try (var node = TestNode.start(folder, HISTORY, Map.of())) {
      check(node, contract, recorded);
    }
  }

  private void check(TestNode node, EvmAddress contract, List<Moment> recorded) {
    long oldest = BLOCKS - HISTORY;
    assertThat(node.rpc().number("eth_blockNumber", "")).isEqualTo(BLOCKS);
    for (var then : recorded) {
      if (then.height() >= oldest) {
        assertThat(moment(node, contract, then.height())).isEqualTo(then);
      } else {
        refused(node, then.height(), oldest);
      }
      var block = node.rpc().call("eth_getBlockByHash", JsonRpc.quoted(then.blockHash()) + ",true");
      assertThat(JsonRpc.quantity(block.path("number"))).isEqualTo(then.height());
      assertThat(block.path("transactions").size()).isEqualTo(1);
    }
  }

  private void refused(TestNode node, long height, long oldest) {
    for (var method : List.of("eth_getBalance", "eth_getTransactionCount", "eth_getCode")) {
      refused(() -> node.rpc().call(method, JsonRpc.quoted(alice.address()) + "," + JsonRpc.quoted(JsonRpc.hex(height))),
          height, oldest);
    }
    refused(() -> node.rpc().call("eth_call", "{\"to\":" + JsonRpc.quoted(alice.address()) + "},"
        + JsonRpc.quoted(JsonRpc.hex(height))), height, oldest);
    refused(() -> node.rpc().call("eth_getProof", JsonRpc.quoted(alice.address()) + ",[],"
        + JsonRpc.quoted(JsonRpc.hex(height))), height, oldest);
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable ask, long height, long oldest) {
    assertThatExceptionOfType(JsonRpc.RpcError.class).isThrownBy(ask).satisfies(error -> {
      assertThat(error.code()).isEqualTo(-32_001);
      assertThat(error).hasMessage("state of block " + height + " is gone: this node keeps " + oldest + " to head");
      assertThat(error.data().path("code").asText()).isEqualTo("STATE_PRUNED");
    });
  }

  @Test
  void receiptsAndLogsAgreeWithBlocks() throws Exception {
    try (var node = TestNode.start(folder, HISTORY, Map.of())) {
      var contract = deploy(node);
      var hashes = new ArrayList<String>();
      for (int i = 1; i <= 12; i++) {
        hashes.add(node.send(alice.call(contract, Bytes.copyOf((byte) 1), 100_000)));
      }
      var logs = node.rpc().call("eth_getLogs", "{\"fromBlock\":\"0x0\",\"address\":" + JsonRpc.quoted(contract) + "}");
      assertThat(logs.size()).isEqualTo(12);
      for (int i = 0; i < 12; i++) {
        var receipt = node.rpc().call("eth_getTransactionReceipt", JsonRpc.quoted(hashes.get(i)));
        assertThat(receipt.path("logs")).hasSize(1);
        assertThat(receipt.path("logs").get(0)).isEqualTo(logs.get(i));
        assertThat(JsonRpc.quantity(logs.get(i).path("data"))).isEqualTo(i + 1);
        var block = node.rpc().call("eth_getBlockByHash", quoted(receipt.path("blockHash")) + ",false");
        assertThat(block.path("transactions").get(receipt.path("transactionIndex").asText().equals("0x0") ? 0 : 1)
            .asText()).isEqualTo(hashes.get(i));
      }
    }
  }

  private static String quoted(JsonNode node) {
    return JsonRpc.quoted(node.asText());
  }

  /** Trusting nothing but the head's id: header bytes link back by hash, each commits to Ethereum's header and state. */
  @Test
  void proofsHoldFromTheHeadsHashAlone() throws Exception {
    try (var node = TestNode.start(folder, HISTORY, Map.of())) {
      var contract = deploy(node);
      for (int i = 2; i <= 30; i++) {
        node.send(i % 2 == 0 ? alice.transfer(others.get(0), i) : alice.call(contract, Bytes.copyOf((byte) 1), 100_000));
      }
      var client = ClientServiceGrpc.newBlockingStub(node.node().channel());
      var trusted = Bytes.of(client.getBlock(request(30).build()).getEthereum().getAtollId());
      for (long height = 30; height >= 0; height--) {
        var headerBytes = Bytes.of(client.getBlock(request(height).setNative(true).build()).getBlock().getHeader());
        assertThat(Sha256.hash(headerBytes).bytes()).as("block " + height).isEqualTo(trusted);
        var header = BlockHeader.parseFrom(headerBytes.unsafeArray());
        assertThat(header.getHeight()).isEqualTo(height);
        if (height >= 30 - HISTORY) {
          verify(client, header, height, contract);
        }
        trusted = Bytes.of(header.getParentId());
      }
    }
  }

  private static BlockRequest.Builder request(long height) {
    return BlockRequest.newBuilder().setBlock(BlockRef.newBuilder().setNumber(height));
  }

  private static void verify(ClientServiceGrpc.ClientServiceBlockingStub client, BlockHeader header, long height,
      EvmAddress contract) {
    var slot = Bytes.wrap(new byte[32]);
    var reply = client.getProof(ProofRequest.newBuilder().setBlock(BlockRef.newBuilder().setNumber(height))
        .setAddress(EvmState.account(contract).bytes().toByteString()).addSlots(slot.toByteString()).build());
    var ethereum = EthereumHeader.decode(Bytes.of(reply.getEthereumHeader()));
    assertThat(ethereum.hash().bytes()).isEqualTo(Bytes.of(header.getEthereumHash()));

    long calls = (height - 1) / 2; // every odd block from the third on
    var value = calls == 0 ? Bytes.EMPTY : Bytes.copyOf((byte) calls);
    var proof = proof(reply, value);
    assertThat(Bytes.of(reply.getSlots(0).getValue())).isEqualTo(value);
    assertThat(StateProofs.verifyAccount(ethereum.stateRoot(), contract, proof)).isTrue();
    assertThat(StateProofs.verifyAccount(ethereum.stateRoot(), contract, proof(reply, Bytes.copyOf((byte) 99)))).isFalse();
    assertThat(StateProofs.verifyAccount(ethereum.stateRoot(), address(1), proof)).isFalse();
    assertThat(StateProofs.verifyAccount(ethereum.parentHash(), contract, proof)).isFalse();

    var nobody = EvmAddress.fromHex("0x00000000000000000000000000000000000fffff");
    var absence = client.getProof(ProofRequest.newBuilder().setBlock(BlockRef.newBuilder().setNumber(height))
        .setAddress(EvmState.account(nobody).bytes().toByteString()).build());
    assertThat(absence.hasValue()).isFalse();
    assertThat(StateProofs.verifyAccount(ethereum.stateRoot(), nobody, proof(absence, Bytes.EMPTY))).isTrue();
    assertThat(StateProofs.verifyAccount(ethereum.stateRoot(), contract, proof(absence, Bytes.EMPTY))).isFalse();
  }

  /** With this value in place of the slots' own. */
  private static AccountProof proof(ProofReply reply, Bytes value) {
    return new AccountProof(
        reply.hasValue() ? Optional.of(EvmAccount.decode(Bytes.of(reply.getValue()))) : Optional.empty(),
        new Hash32(Bytes.of(reply.getStorageRoot())), nodes(reply.getNodesList()), reply.getSlotsList().stream()
            .map(slot -> new SlotProof(Bytes.of(slot.getSlot()), value, nodes(slot.getNodesList()))).toList());
  }

  private static List<Bytes> nodes(List<ByteString> nodes) {
    return nodes.stream().map(Bytes::of).toList();
  }

  @Test
  void aNativeProofLeadsFromTheStateRootToTheValue() throws Exception {
    try (var node = TestNode.start(folder, HISTORY, Map.of("evm.minTip", "1"))) {
      node.send(alice.transfer(others.get(0), 1));
      node.send(alice.transfer(others.get(0), 2));
      var client = ClientServiceGrpc.newBlockingStub(node.node().channel());
      for (long height = 0; height <= 2; height++) {
        var address = ChainSettings.address("evm.minTip");
        var reply = client.getProof(ProofRequest.newBuilder().setAddress(address.bytes().toByteString())
            .setBlock(BlockRef.newBuilder().setNumber(height)).build());
        var root = new Hash32(Bytes.of(reply.getHeader().getStateRoot()));
        var value = Bytes.of(reply.getValue());
        var familyRoot = new Hash32(Bytes.of(reply.getFamilyRoot()));

        assertThat(Sha256.hash(Bytes.of(reply.getHeaderBytes())).bytes()).isEqualTo(Bytes.of(client.getBlock(
            request(height).build()).getEthereum().getAtollId()));
        assertThat(value).isEqualTo(ChainSettings.value("evm.minTip", "1"));
        assertThat(StateProofs.verify(root, address, new StateProof(Optional.of(value), nodes(reply.getNodesList()),
            familyRoot, nodes(reply.getRootNodesList())))).isTrue();
        assertThat(StateProofs.verify(root, address, new StateProof(Optional.empty(), nodes(reply.getNodesList()),
            familyRoot, nodes(reply.getRootNodesList())))).isFalse();
      }
    }
  }
}
