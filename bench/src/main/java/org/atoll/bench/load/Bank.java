package org.atoll.bench.load;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atoll.bench.rpc.Reply;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** The account that pays for the others. Not thread-safe. */
final class Bank {
  private static final long TRANSFER_GAS = 21_000;
  private static final int AT_ONCE = 500;

  private final RpcClient client;
  private final Fees fees;
  private final Account rich;
  private final Duration patience;

  Bank(RpcClient client, Fees fees, PrivateKey key, Duration patience) throws IOException {
    this.client = client;
    this.fees = fees;
    this.rich = new Account(key, 0);
    this.patience = patience;
    rich.setNonce(nonces(List.of(rich.address())).getFirst());
  }

  /** The run's senders, each with at least so much wei. */
  List<Account> senders(Shape shape, BigInteger wei) throws IOException, BenchException, InterruptedException {
    var senders = new ArrayList<Account>();
    for (int i = 0; i < shape.senders(); i++) {
      senders.add(new Account(Account.key(shape.seed(), i), 0));
    }
    var addresses = senders.stream().map(Account::address).toList();
    var nonces = nonces(addresses);
    var balances = client.results("eth_getBalance", addresses.stream().map(Bank::latest).toList());
    var orders = new ArrayList<Account.Order>();
    var total = BigInteger.ZERO;
    for (int i = 0; i < senders.size(); i++) {
      senders.get(i).setNonce(nonces.get(i));
      var lack = wei.subtract(RpcClient.quantity(balances.get(i)));
      if (lack.signum() > 0) {
        total = total.add(lack).add(fees.cost(1, TRANSFER_GAS));
        orders.add(rich.order(fees, Optional.of(addresses.get(i)), lack, Bytes.EMPTY, TRANSFER_GAS));
      }
    }
    var have = client.quantity("eth_getBalance", latest(rich.address()));
    if (have.compareTo(total) < 0) {
      throw new BenchException("account " + rich.address() + " has " + have + " wei, the senders need " + total
          + "; name a richer account with --key, or send fewer transactions");
    }
    confirm(orders);
    return senders;
  }

  /** Runs a transaction of the bank; the address of the contract it created. */
  EvmAddress create(Bytes code, long gasLimit) throws IOException, BenchException, InterruptedException {
    var receipt = confirm(List.of(rich.order(fees, Optional.empty(), BigInteger.ZERO, code, gasLimit))).getFirst();
    return EvmAddress.fromHex(receipt.path("contractAddress").asText());
  }

  /** Calls a contract with each of the data. */
  void call(EvmAddress contract, List<Bytes> data, long gasLimit)
      throws IOException, BenchException, InterruptedException {
    confirm(data.stream().map(one -> rich.order(fees, Optional.of(contract), BigInteger.ZERO, one, gasLimit)).toList());
  }

  private List<Long> nonces(List<EvmAddress> addresses) throws IOException {
    var nonces = new ArrayList<Long>();
    for (var nonce : client.results("eth_getTransactionCount",
        addresses.stream().map(address -> "\"" + address + "\",\"pending\"").toList())) {
      nonces.add(RpcClient.quantity(nonce).longValueExact());
    }
    return nonces;
  }

  private static String latest(EvmAddress address) {
    return "\"" + address + "\",\"latest\"";
  }

  /** Sends and waits until all have succeeded; their receipts. */
  private List<com.fasterxml.jackson.databind.JsonNode> confirm(List<Account.Order> orders)
      throws IOException, BenchException, InterruptedException {
    var receipts = new ArrayList<com.fasterxml.jackson.databind.JsonNode>();
    for (int from = 0; from < orders.size(); from += AT_ONCE) {
      var shots = Account.sign(orders.subList(from, Math.min(orders.size(), from + AT_ONCE)));
      for (var reply : client.batch("eth_sendRawTransaction", shots.stream().map(Shot::body).toList())) {
        if (reply instanceof Reply.Error(int code, var message)) {
          throw new BenchException("the node refuses to prepare the run: " + message + " (" + code + ")");
        }
      }
      receipts.addAll(receipts(shots));
    }
    return receipts;
  }

  private List<com.fasterxml.jackson.databind.JsonNode> receipts(List<Shot<String>> shots)
      throws IOException, BenchException, InterruptedException {
    long giveUp = System.nanoTime() + patience.toNanos();
    var params = shots.stream().map(shot -> "\"" + shot.id().to0x() + "\"").toList();
    while (true) {
      var receipts = client.results("eth_getTransactionReceipt", params);
      if (receipts.stream().anyMatch(receipt -> EthereumLedger.status(receipt) == Ledger.Status.FAILED)) {
        throw new BenchException("a transaction that prepares the run failed");
      }
      if (receipts.stream().allMatch(receipt -> EthereumLedger.status(receipt) == Ledger.Status.MINED)) {
        return receipts;
      }
      if (System.nanoTime() > giveUp) {
        throw new BenchException("the node did not mine the transactions that prepare the run within "
            + patience.toSeconds() + " s (--patience); is it making blocks?");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
