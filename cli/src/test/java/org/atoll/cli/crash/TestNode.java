package org.atoll.cli.crash;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.node.Gateways;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.LocalNode;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;

/** A whole node in this process, on a folder, with ten funded accounts and a free port. */
final class TestNode implements AutoCloseable {
  static final BigInteger FUNDS = BigInteger.TEN.pow(22);
  private static final long GENESIS_MILLIS = 1_700_000_000_000L;

  private final LocalNode node;
  private final JsonRpc rpc;
  private final AtomicReference<Throwable> broken;

  private TestNode(LocalNode node, AtomicReference<Throwable> broken) {
    this.node = node;
    this.rpc = new JsonRpc(node.rpcPort());
    this.broken = broken;
  }

  /** @param history heights whose state is kept */
  static TestNode start(Path folder, long history, Map<String, String> settings) throws IOException, StoreException,
      InterruptedException {
    Files.createDirectories(folder);
    var key = KeyFiles.signing(folder);
    var funded = new TreeMap<EvmAddress, Genesis.Account>();
    Mnemonic.keys(Mnemonic.WELL_KNOWN, 10)
        .forEach(owner -> funded.put(Secp256k1.addressOf(owner.publicKey()), Genesis.Account.funded(FUNDS)));
    var genesis = Genesis.withTemplates(Wallet.CHAIN_ID, GENESIS_MILLIS,
        ConsensusEntry.dev(key.publicKey()), funded, settings);
    var broken = new AtomicReference<Throwable>();
    return new TestNode(LocalNode.start(new ValidatorConfig(folder, genesis, key, 0, true, true, history, 16L << 20,
        PoolLimits.defaults(), Wallet.GWEI, "test"), Gateways.dev("127.0.0.1", 0), Clock.systemUTC(),
        failure -> broken.compareAndSet(null, failure)), broken);
  }

  JsonRpc rpc() {
    return rpc;
  }

  LocalNode node() {
    return node;
  }

  /** Sends and waits for the block. */
  String send(org.atoll.sdk.ethereum.EthereumTransaction transaction) {
    return rpc.call("eth_sendRawTransaction", JsonRpc.quoted(transaction.encode().to0x())).asText();
  }

  @Override
  public void close() throws InterruptedException {
    node.close();
    if (broken.get() != null) {
      throw new AssertionError("the node broke", broken.get());
    }
  }
}
