package org.atoll.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** Creates contracts on any Ethereum node. Not thread-safe. */
public final class Deployer implements Closeable {
  private static final long GAS = 8_000_000;

  private final RpcClient client;
  private final Bank bank;

  /** @param patience for a transaction to be mined */
  public Deployer(URI node, PrivateKey richKey, Duration patience) throws IOException {
    client = new RpcClient(node);
    bank = new Bank(client, Fees.ask(client), richKey, patience);
  }

  /** @throws BenchException when the node refuses the transaction, or it fails */
  public EvmAddress create(Bytes code) throws IOException, BenchException, InterruptedException {
    return bank.create(code, GAS);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
