package org.atoll.bench.load;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** The workloads transfer and erc20: signed before the clock starts, sent to any Ethereum node. */
public final class EthereumLoad {
  private static final long TRANSFER_GAS = 21_000;

  private final Target target;
  private final Shape shape;
  private final Pace pace;

  public EthereumLoad(Target target, Shape shape, Pace pace) {
    this.target = target;
    this.shape = shape;
    this.pace = pace;
  }

  /** What each transaction does. */
  public enum Kind {
    /** A wei to an account. */
    TRANSFER,
    /** A unit of a token to an account; the run deploys the token. */
    ERC20
  }

  /**
   * @throws BenchException when the node refuses what the run needs
   * @throws IOException when it cannot be reached
   */
  public LoadReport run(Kind kind) throws IOException, BenchException, InterruptedException {
    try (var client = new RpcClient(target.rpc()); var ledger = new EthereumLedger(target.rpc())) {
      var software = client.call("web3_clientVersion", "").asText();
      var shots = sign(client, kind);
      var run = new LoadRun<>(ledger, pace, shape.senders());
      run.warmUp(shots.subList(0, shape.warmUp()));
      return run.measure(kind == Kind.TRANSFER ? "transfer" : "erc20", software,
          shots.subList(shape.warmUp(), shots.size()), target.pids());
    }
  }

  /** Prepares the chain, then signs all transactions, warm-up first; transaction i is of sender i mod senders. */
  List<Shot<String>> sign(RpcClient client, Kind kind) throws IOException, BenchException, InterruptedException {
    return Account.sign(orders(client, kind));
  }

  private List<Account.Order> orders(RpcClient client, Kind kind)
      throws IOException, BenchException, InterruptedException {
    var fees = Fees.ask(client);
    var bank = new Bank(client, fees, target.key(), pace.patience());
    long each = shape.all() / shape.senders() + 1;
    return switch (kind) {
      case TRANSFER -> {
        var senders = bank.senders(shape, fees.cost(each, TRANSFER_GAS));
        yield orders(senders, (sender, to) ->
            sender.order(fees, Optional.of(to), BigInteger.ONE, Bytes.EMPTY, TRANSFER_GAS));
      }
      case ERC20 -> {
        var senders = bank.senders(shape, fees.cost(each, Token.TRANSFER_GAS));
        var token = Token.deploy(bank);
        Token.share(bank, token, senders.stream().map(Account::address).toList());
        yield orders(senders, (sender, to) ->
            sender.order(fees, Optional.of(token), BigInteger.ZERO, Token.transfer(to), Token.TRANSFER_GAS));
      }
    };
  }

  private interface Make {
    Account.Order order(Account sender, EvmAddress to);
  }

  /** The senders take turns, so do the recipients. */
  private List<Account.Order> orders(List<Account> senders, Make make) {
    var orders = new ArrayList<Account.Order>(shape.all());
    for (int i = 0; i < shape.all(); i++) {
      orders.add(make.order(senders.get(i % senders.size()), recipient(shape.seed(), i % shape.recipients())));
    }
    return orders;
  }

  /** Nobody has the key. */
  static EvmAddress recipient(long seed, int index) {
    var text = "atoll bench recipient " + seed + " " + index;
    return new EvmAddress(Keccak.hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).bytes()
        .slice(0, EvmAddress.SIZE));
  }
}
