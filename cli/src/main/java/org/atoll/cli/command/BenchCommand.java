package org.atoll.cli.command;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.atoll.bench.load.CallLoad;
import org.atoll.bench.load.EthereumLoad;
import org.atoll.bench.load.IntkeyLoad;
import org.atoll.bench.load.LatencyLoad;
import org.atoll.sdk.transport.UnixSockets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts a node under load and counts what was mined. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "WORKLOAD",
    description = "Put a node under load: count what was mined, how fast, for how much CPU time.",
    subcommands = {BenchCommand.Transfer.class, BenchCommand.Erc20.class, BenchCommand.Intkey.class,
        BenchCommand.Call.class, BenchCommand.Latency.class,
        BenchCompareCommand.class, BenchJmhCommand.class})
public final class BenchCommand {

  /** Plain transfers. */
  @Command(name = "transfer", mixinStandardHelpOptions = true, sortOptions = false,
      description = "Transfers of one wei.")
  static final class Transfer implements Callable<Integer> {
    @Mixin BenchTarget target;
    @Mixin BenchOptions options;

    @Override
    public Integer call() throws InterruptedException {
      var load = new EthereumLoad(target.target(options.pids), options.shape(), options.pace(100));
      return options.report(() -> load.run(EthereumLoad.Kind.TRANSFER));
    }
  }

  /** Token transfers. */
  @Command(name = "erc20", mixinStandardHelpOptions = true, sortOptions = false,
      description = "Transfers of an ERC-20 token, which is deployed first.")
  static final class Erc20 implements Callable<Integer> {
    @Mixin BenchTarget target;
    @Mixin BenchOptions options;

    @Override
    public Integer call() throws InterruptedException {
      var load = new EthereumLoad(target.target(options.pids), options.shape(), options.pace(100));
      return options.report(() -> load.run(EthereumLoad.Kind.ERC20));
    }
  }

  /** Native key-value writes. */
  @Command(name = "intkey", mixinStandardHelpOptions = true, sortOptions = false,
      description = "Native transactions of family intkey, through the validator's client socket.")
  static final class Intkey implements Callable<Integer> {
    @Option(names = "--socket", required = true, paramLabel = "SOCKET",
        description = "The validator's client socket, such as DIR/run/client.sock.")
    Path socket;
    @Mixin BenchOptions options;

    @Override
    public Integer call() throws InterruptedException {
      if (!Files.exists(socket)) {
        throw new UserError(UserError.UNREACHABLE, "no socket " + socket + "; is the validator running?");
      }
      var shape = options.shape();
      var pace = options.pace(256);
      var threads = Executors.newCachedThreadPool(Thread.ofPlatform().name("grpc-", 0).daemon(true).factory());
      ManagedChannel channel;
      try {
        channel = UnixSockets.connect(socket, threads);
      } catch (IOException failed) {
        throw new UserError(UserError.CONFIG, String.valueOf(failed.getMessage()), failed);
      }
      try {
        return options.report(() -> new IntkeyLoad(channel, options.pids, shape, pace).run());
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** Reads. */
  @Command(name = "call", mixinStandardHelpOptions = true, sortOptions = false,
      description = "eth_call of an ERC-20 balance; --transactions counts calls.")
  static final class Call implements Callable<Integer> {
    @Mixin BenchTarget target;
    @Mixin BenchOptions options;

    @Override
    public Integer call() throws InterruptedException {
      var load = new CallLoad(target.target(options.pids), options.shape(), options.pace(50));
      return options.report(load::run);
    }
  }

  /** One transaction after the other. */
  @Command(name = "latency", mixinStandardHelpOptions = true, sortOptions = false,
      description = "Transfers one after the other: time from sending to the receipt.")
  static final class Latency implements Callable<Integer> {
    @Mixin BenchTarget target;
    @Mixin BenchOptions options;

    @Override
    public Integer call() throws InterruptedException {
      var load = new LatencyLoad(target.target(options.pids), options.shape(), options.pace(1));
      return options.report(load::run);
    }
  }
}
