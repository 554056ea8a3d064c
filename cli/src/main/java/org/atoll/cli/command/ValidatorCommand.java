package org.atoll.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Settings;
import org.atoll.cli.node.NodeRun;
import org.atoll.validator.Validator;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** One validator as a process of its own, with the processors and the gateway its settings put into it. */
@Command(name = "validator", mixinStandardHelpOptions = true,
    description = "Run a validator from a node folder (see: atoll init).")
public final class ValidatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ValidatorCommand.class);
  private static final int SAFETY_HALT = 70;

  @Option(names = "--dir", paramLabel = "DIR", description = "Node folder with atoll.toml, genesis.json and keys.")
  @Nullable Path dir;
  @Option(names = "--config", paramLabel = "FILE", description = "Settings, when they are not DIR/atoll.toml.")
  @Nullable Path file;
  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting, such as p2p.min-peers=4.")
  Map<String, String> options = new LinkedHashMap<>();
  @Option(names = "--block-time", defaultValue = "0", paramLabel = "MS",
      description = "Engine dev: milliseconds between blocks; 0: on demand.")
  long blockTime;
  @Option(names = "--history", paramLabel = "BLOCKS", description = "The same as --set store.history-blocks=BLOCKS.")
  @Nullable Long history;
  @Option(names = "--guard-lost-accept",
      description = "Vote although it is not known what this key has signed: only after more members were put back from "
          + "copies at once than may fail, and for one start.")
  boolean guardLostAccept;
  @Mixin LogOption logs = new LogOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (history != null) {
      options.putIfAbsent(Settings.STORE_HISTORY.name(), history.toString());
    }
    logs.addTo(options);
    try {
      var settings = NodeOptions.load(dir, file, options);
      settings.warnings().forEach(warning -> spec.commandLine().getErr().println("atoll: " + warning));
      return run(NodeOptions.folder(dir, file, settings), settings);
    } catch (ConfigException wrong) {
      throw new UserError(UserError.CONFIG, String.valueOf(wrong.getMessage()), wrong);
    } catch (IOException | UncheckedIOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.CONFIG, String.valueOf(wrong.getMessage()), wrong);
    } catch (StoreException refused) {
      throw new UserError(refused.reason() == StoreException.Reason.LOCKED ? UserError.NOT_NOW : UserError.CONFIG,
          String.valueOf(refused.getMessage()), refused);
    }
  }

  private int run(Path folder, Configuration settings)
      throws ConfigException, IOException, StoreException, InterruptedException {
    var genesis = folder.resolve("genesis.json");
    for (var needed : new Path[] {genesis, folder.resolve(settings.get(Settings.KEYS_SIGNING))}) {
      if (!Files.exists(needed)) {
        throw new UserError(UserError.CONFIG, needed + " does not exist; make a node folder with: atoll init --dir "
            + folder);
      }
    }
    var broken = new AtomicReference<Throwable>();
    var end = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try (var node = NodeRun.start(folder, settings, Genesis.read(genesis), new NodeRun.DevBlocks(blockTime),
        guardLostAccept ? MemberGuards.Loss.ACCEPT : MemberGuards.Loss.ABSTAIN, Clock.systemUTC(), failure -> {
          broken.compareAndSet(null, failure);
          end.countDown();
        })) {
      Stop.onSignal(end, stopped);
      if (Signal.handle(new Signal("HUP"), signal -> reload(node)) == SignalHandler.SIG_IGN) {
        log.info("config.no_reload why=\"SIGHUP is ignored, as under nohup: settings are read at the start only\"");
      }
      spec.commandLine().getOut().println("validator ready   " + description(folder, settings));
      end.await();
    }
    stopped.countDown();
    return exitCode(Optional.ofNullable(broken.get()));
  }

  private void reload(NodeRun node) {
    try {
      node.reload(NodeOptions.load(dir, file, options));
    } catch (ConfigException | IOException refused) { // the node goes on with what it has
      log.error("config.refused why=\"{}\" help=\"mend it and send SIGHUP again\"", refused.getMessage());
    }
  }

  private static String description(Path folder, Configuration settings) {
    return "folder " + folder + settings.get(Settings.RPC_BIND).map(bind -> "   rpc http://" + bind).orElse("")
        + settings.get(Settings.OPS_BIND).map(bind -> "   health http://" + bind + "/readyz").orElse("");
  }

  private int exitCode(Optional<Throwable> broken) {
    if (broken.isEmpty()) {
      return 0;
    }
    if (broken.get() instanceof Validator.SafetyHalt halt) {
      spec.commandLine().getErr().println("atoll: safety halt: " + halt.getMessage()
          + "; do not restart this node before you know why");
      return SAFETY_HALT;
    }
    broken.get().printStackTrace(spec.commandLine().getErr());
    return 1;
  }
}
