package org.atoll.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.jspecify.annotations.Nullable;

/**
 * Transfers from several senders, many in flight, and a record of what the node said about them: what it accepted and
 * every receipt it showed. Survives any number of nodes.
 */
final class TransferLoad {
  private static final int SENDERS = 3;
  private static final int RECIPIENTS = 7;
  private static final int IN_FLIGHT = 24;
  private static final BigInteger PRICE = Wallet.GWEI.multiply(BigInteger.TWO);

  /** Where the node said a transaction is. */
  record Seen(String blockHash, long height, String status) {}

  private final RandomGenerator random;
  private final List<Wallet> senders = new ArrayList<>();
  private final List<BigInteger> spent = new ArrayList<>();
  private final Map<EvmAddress, BigInteger> received = new LinkedHashMap<>();
  private final Map<String, EthereumTransaction> sent = new LinkedHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Queue<String> unseen = new ConcurrentLinkedQueue<>();
  private final Map<String, Seen> receipts = new ConcurrentHashMap<>();
  private final Map<Long, String> blocks = new LinkedHashMap<>();

  TransferLoad(RandomGenerator random) {
    this.random = random;
    for (int i = 0; i < SENDERS; i++) {
      senders.add(new Wallet(i));
      spent.add(BigInteger.ZERO);
    }
  }

  int acceptedCount() {
    return accepted.size();
  }

  int receiptCount() {
    return receipts.size();
  }

  /** Sends until so many more were accepted or the node is gone; then some may still be on their way. */
  void run(JsonRpc rpc, int count) throws InterruptedException {
    var enough = new CountDownLatch(count);
    var gone = new CountDownLatch(1);
    var room = new Semaphore(IN_FLIGHT);
    while (enough.getCount() > 0 && gone.getCount() > 0) {
      if (!room.tryAcquire(5, TimeUnit.SECONDS)) {
        throw new AssertionError("the node has not answered for 5 s");
      }
      var raw = next();
      rpc.callLater("eth_sendRawTransaction", JsonRpc.quoted(raw)).whenComplete((hash, failure) -> {
        room.release();
        if (failure != null) {
          gone.countDown();
          return;
        }
        accepted.add(hash.asText());
        enough.countDown();
        unseen.add(hash.asText());
        lookAt(rpc, unseen.poll());
        lookAt(rpc, unseen.poll());
      });
    }
  }

  private void lookAt(JsonRpc rpc, @Nullable String hash) {
    if (hash == null) {
      return;
    }
    rpc.callLater("eth_getTransactionReceipt", JsonRpc.quoted(hash)).whenComplete((receipt, failure) -> {
      if (failure == null && !receipt.isNull()) {
        receipts.put(hash, seen(receipt));
      } else {
        unseen.add(hash);
      }
    });
  }

  private static Seen seen(JsonNode receipt) {
    return new Seen(receipt.path("blockHash").asText(), JsonRpc.quantity(receipt.path("blockNumber")).longValueExact(),
        receipt.path("status").asText());
  }

  private String next() {
    int from = random.nextInt(SENDERS);
    var to = new EvmAddress(Bytes.fromHex("00".repeat(18) + "c0" + String.format("%02x", random.nextInt(RECIPIENTS))));
    long wei = random.nextLong(1, 1_000_000);
    var transaction = senders.get(from).transfer(to, wei);
    received.merge(to, BigInteger.valueOf(wei), BigInteger::add);
    spent.set(from, spent.get(from).add(BigInteger.valueOf(wei))
        .add(PRICE.multiply(BigInteger.valueOf(Wallet.TRANSFER_GAS))));
    sent.put(transaction.hash().toString(), transaction);
    return transaction.encode().to0x();
  }

  /** Sends again what the node may never have got, as any client would; accepted ones it must know by itself. */
  void resendUnanswered(JsonRpc rpc) {
    var answers = new LinkedHashMap<String, CompletableFuture<JsonNode>>();
    sent.forEach((hash, transaction) -> {
      if (!accepted.contains(hash)) {
        answers.put(hash, rpc.callLater("eth_sendRawTransaction", JsonRpc.quoted(transaction.encode().to0x())));
      }
    });
    answers.forEach((hash, answer) -> {
      var failure = answer.handle((ok, why) -> Optional.ofNullable(why).map(Throwable::getCause)).join();
      if (failure.isPresent() && !failure.get().getMessage().equals("already known")
          && !failure.get().getMessage().startsWith("nonce too low")) {
        throw new AssertionError("sent again, " + hash + " is refused", failure.get());
      }
      accepted.add(hash);
    });
  }

  /** Every receipt ever shown is still there, in the same block. */
  void checkReceipts(JsonRpc rpc) {
    var hashes = List.copyOf(receipts.keySet());
    var answers = rpc.callAll("eth_getTransactionReceipt", hashes.stream().map(JsonRpc::quoted).toList());
    for (int i = 0; i < hashes.size(); i++) {
      var now = answers.get(i);
      var before = receipts.get(hashes.get(i));
      if (now.isNull() || !seen(now).equals(before)) {
        throw new AssertionError("the receipt of " + hashes.get(i) + " was " + before + ", now it is " + now);
      }
    }
  }

  /** Waits until every accepted transaction has a receipt. */
  void awaitMined(JsonRpc rpc, long timeoutMillis) {
    long end = System.nanoTime() + timeoutMillis * 1_000_000;
    var waiting = new HashSet<>(accepted);
    while (true) {
      waiting.removeIf(hash -> receipts.containsKey(hash) || isMined(rpc, hash));
      if (waiting.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(waiting.size() + " accepted transactions are in no block, such as "
            + waiting.iterator().next() + ": " + rpc.call("eth_getTransactionByHash",
                JsonRpc.quoted(waiting.iterator().next())));
      }
    }
  }

  private boolean isMined(JsonRpc rpc, String hash) {
    var receipt = rpc.call("eth_getTransactionReceipt", JsonRpc.quoted(hash));
    if (!receipt.isNull()) {
      receipts.put(hash, seen(receipt));
    }
    return !receipt.isNull();
  }

  /** Every transfer applied once, none is missing; blocks seen before are the same, new ones follow them. */
  void checkChain(JsonRpc rpc) {
    received.forEach((to, wei) -> expect("balance of " + to, wei, rpc.balance(to, "latest")));
    for (int i = 0; i < SENDERS; i++) {
      var sender = senders.get(i);
      expect("nonce of sender " + i, sender.nonce(), rpc.number("eth_getTransactionCount",
          JsonRpc.quoted(sender.address()) + ",\"latest\""));
      expect("balance of sender " + i, TestNode.FUNDS.subtract(spent.get(i)), rpc.balance(sender.address(), "latest"));
    }
    receipts.forEach((hash, seen) -> expect("status of " + hash, "0x1", seen.status()));
    long head = rpc.number("eth_blockNumber", "");
    for (long height = Math.max(0, blocks.size() - 3L); height <= head; height++) {
      var block = rpc.call("eth_getBlockByNumber", JsonRpc.quoted(JsonRpc.hex(height)) + ",false");
      var before = blocks.putIfAbsent(height, block.path("hash").asText());
      if (before != null) {
        expect("hash of block " + height, before, block.path("hash").asText());
      }
      if (height > 0) {
        expect("parent of block " + height, blocks.get(height - 1), block.path("parentHash").asText());
      }
    }
    receipts.forEach((hash, seen) -> expect("block of " + hash, blocks.get(seen.height()), seen.blockHash()));
  }

  private static void expect(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + " is " + actual + " instead of " + expected);
    }
  }
}
