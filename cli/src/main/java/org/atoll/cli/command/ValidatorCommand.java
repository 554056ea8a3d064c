package org.atoll.cli.command;

import io.grpc.Server;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.Version;
import org.atoll.sdk.transport.UnixSockets;
import org.atoll.validator.Validator;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One validator as a process of its own; processors and gateways connect to its sockets. */
@Command(name = "validator", mixinStandardHelpOptions = true,
    description = "Run a validator from a node folder (see: atoll init).")
public final class ValidatorCommand implements Callable<Integer> {
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Node folder with genesis.json and keys.")
  Path dir;
  @Option(names = "--block-time", defaultValue = "0", paramLabel = "MS",
      description = "Engine dev: milliseconds between blocks; 0: on demand.")
  long blockTime;
  @Option(names = "--history", defaultValue = "10000", description = "Blocks whose state is kept (${DEFAULT-VALUE}).")
  long history;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var file = dir.resolve("genesis.json");
    if (!Files.exists(file)) {
      throw new UserError(UserError.CONFIG, dir + " holds no genesis.json; make a node folder with: atoll init --dir "
          + dir);
    }
    var broken = new AtomicReference<Throwable>();
    var end = new CountDownLatch(1);
    try (var validator = start(Genesis.read(file), failure -> {
      broken.set(failure);
      end.countDown();
    })) {
      var run = dir.resolve("run");
      var threads = Executors.newFixedThreadPool(Math.max(4, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().name("client-", 0).daemon(true).factory());
      var clients = UnixSockets.serve(run.resolve("client.sock"), threads, List.of(validator.clientService()));
      var processors = UnixSockets.serve(run.resolve("processor.sock"), threads,
          List.of(validator.processorService()));
      var stopped = new CountDownLatch(1);
      Stop.onSignal(end, stopped);
      spec.commandLine().getOut().println("validator ready   client " + run.resolve("client.sock") + "   processors "
          + run.resolve("processor.sock"));
      end.await();
      stop(clients);
      stop(processors);
      validator.close();
      stopped.countDown();
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.CONFIG, String.valueOf(wrong.getMessage()), wrong);
    }
    if (broken.get() != null) {
      broken.get().printStackTrace(spec.commandLine().getErr());
      return 1;
    }
    return 0;
  }

  private static void stop(Server server) {
    server.shutdownNow();
  }

  private Validator start(Genesis genesis, java.util.function.Consumer<Throwable> onFatal) throws IOException {
    try {
      return Validator.start(new ValidatorConfig(dir, genesis, KeyFiles.signing(dir), blockTime, blockTime == 0,
          blockTime == 0, history, 256L << 20, PoolLimits.defaults(), GWEI, Version.client()), Clock.systemUTC(), new SecureRandom(),
          onFatal);
    } catch (StoreException refused) {
      throw new UserError(refused.reason() == StoreException.Reason.LOCKED ? UserError.NOT_NOW : UserError.CONFIG,
          String.valueOf(refused.getMessage()), refused);
    }
  }
}
