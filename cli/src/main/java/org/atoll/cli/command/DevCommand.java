package org.atoll.cli.command;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.node.DevBanner;
import org.atoll.cli.node.Gateways;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.LocalNode;
import org.atoll.cli.node.TransactionPrinter;
import org.atoll.cli.node.Version;
import org.atoll.cli.node.WholeFile;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.EvmHandler;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole network in one process, for writing contracts against. */
@Command(name = "dev", mixinStandardHelpOptions = true,
    description = "Start a node for development: one validator, funded accounts, JSON-RPC.")
public final class DevCommand implements Callable<Integer> {
  private static final BigInteger WEI = BigInteger.TEN.pow(18);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
  String host;
  @Option(names = "--port", defaultValue = "8545", description = "RPC port, 0 for any (${DEFAULT-VALUE}).")
  int port;
  @Option(names = "--allow-public", description = "Permit a --host that others can reach.")
  boolean allowPublic;
  @Option(names = "--chain-id", defaultValue = "31337", description = "Chain id (${DEFAULT-VALUE}).")
  long chainId;
  @Option(names = "--accounts", defaultValue = "10", description = "Funded accounts (${DEFAULT-VALUE}).")
  int accounts;
  @Option(names = "--balance", defaultValue = "10000", description = "Ether of each (${DEFAULT-VALUE}).")
  BigDecimal balance;
  @Option(names = "--mnemonic", defaultValue = Mnemonic.WELL_KNOWN, description = "Seed phrase of the accounts.")
  String mnemonic;
  @Option(names = "--block-time", defaultValue = "0", paramLabel = "MS",
      description = "Milliseconds between blocks; 0: a block whenever a transaction waits.")
  long blockTime;
  @Option(names = "--no-mining", description = "Make blocks only when told to (evm_mine).")
  boolean noMining;
  @Option(names = "--fees", defaultValue = "constant", description = "constant (1 gwei) or zero (${DEFAULT-VALUE}).")
  String fees;
  @Option(names = "--gas-limit", defaultValue = "500000000", description = "Gas limit of a block (${DEFAULT-VALUE}).")
  long gasLimit;
  @Option(names = "--history", defaultValue = "10000", description = "Blocks whose state is kept (${DEFAULT-VALUE}).")
  long history;
  @Option(names = "--data", paramLabel = "DIR", description = "Keep the chain here; else it is gone at the end.")
  Path data;
  @Option(names = "--reset", description = "Begin anew in --data.")
  boolean reset;
  @Option(names = "--json", description = "Print one JSON document instead of the banner.")
  boolean json;
  @Option(names = {"-q", "--quiet"}, description = "No line per transaction.")
  boolean quiet;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    long started = System.nanoTime();
    requireLocal();
    var keys = Mnemonic.keys(mnemonic, accounts);
    try (var folder = DevFolder.open(data, reset)) {
      var broken = new AtomicReference<Throwable>();
      var end = new CountDownLatch(1);
      var genesis = genesis(folder.path(), keys);
      try (var node = start(folder.path(), genesis, failure -> {
        broken.set(failure);
        end.countDown();
      })) {
        var stopped = new CountDownLatch(1);
        Stop.onSignal(end, stopped);
        var banner = new DevBanner(genesis, keys, balance, host, node.rpcPort(), blockTime, noMining, data);
        long readyMillis = ProcessHandle.current().info().startInstant()
            .map(start -> System.currentTimeMillis() - start.toEpochMilli())
            .orElse((System.nanoTime() - started) / 1_000_000);
        spec.commandLine().getOut().println(json ? banner.json(folder.path(), readyMillis) : banner.text(readyMillis));
        if (!quiet && !json) {
          TransactionPrinter.follow(node.channel(), spec.commandLine().getOut());
        }
        try {
          end.await();
        } finally {
          node.close();
          folder.close();
          stopped.countDown();
        }
      }
      if (broken.get() != null) {
        broken.get().printStackTrace(spec.commandLine().getErr());
        return 1;
      }
      return 0;
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.CONFIG, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private void requireLocal() {
    if (!allowPublic && !List.of("127.0.0.1", "localhost", "::1").contains(host)) {
      throw new UserError(64, "--host " + host + " lets others use accounts whose keys everyone has; "
          + "add --allow-public if that is what you want");
    }
    if (!fees.equals("constant") && !fees.equals("zero")) {
      throw new UserError(64, "--fees is constant or zero, not " + fees);
    }
    if (accounts < 0 || accounts > 1_000 || blockTime < 0) {
      throw new UserError(64, "--accounts is 0 to 1000, --block-time not negative");
    }
  }

  private LocalNode start(Path folder, Genesis genesis, java.util.function.Consumer<Throwable> onFatal)
      throws IOException, InterruptedException {
    EvmHandler.missing(ChainSettings.parse(genesis.settings()).forks()).ifPresent(why -> {
      throw new UserError(UserError.CONFIG, why);
    });
    var automine = blockTime == 0 && !noMining;
    var config = new ValidatorConfig(folder, genesis, KeyFiles.signing(folder), noMining ? 0 : blockTime, automine,
        automine, history, 256L << 20, PoolLimits.defaults(), GWEI, Version.client());
    try {
      return LocalNode.start(config, Gateways.dev(host, port), Clock.systemUTC(), onFatal);
    } catch (StoreException refused) {
      if (refused.reason() == StoreException.Reason.LOCKED) {
        throw new UserError(UserError.NOT_NOW, String.valueOf(refused.getMessage()), refused);
      }
      throw new UserError(UserError.CONFIG,
          refused.getMessage() + (data == null ? "" : "; --reset begins anew"), refused);
    }
  }

  /** The chain's own genesis file where there is one, else a new one from the options. */
  private Genesis genesis(Path folder, List<PrivateKey> keys) throws IOException {
    var file = folder.resolve("genesis.json");
    if (Files.exists(file)) {
      return Genesis.read(file);
    }
    Map<EvmAddress, Genesis.Account> funded = new LinkedHashMap<>();
    var wei = balance.multiply(new BigDecimal(WEI)).toBigInteger();
    keys.forEach(key -> funded.put(Secp256k1.addressOf(key.publicKey()), Genesis.Account.funded(wei)));
    var settings = Map.of("evm.blockGasLimit", Long.toString(gasLimit), "evm.freeGas",
        Boolean.toString(fees.equals("zero")), "evm.allow_unprotected", "true"); // web3j's default signs so
    var genesis = Genesis.withTemplates(chainId, System.currentTimeMillis(),
        ConsensusEntry.dev(KeyFiles.signing(folder).publicKey()), funded, settings);
    WholeFile.create(file, genesis.toJson() + "\n", "rw-r--r--");
    return genesis;
  }
}
