package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.atoll.cli.node.KeyFile;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.engine.runner.EngineRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One consensus engine as a process of its own. */
@Command(name = "engine", mixinStandardHelpOptions = true,
    description = "Run a consensus engine for a validator that admits its key (engine.keys).")
public final class EngineCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int QUIET_LOOKS = 15;

  @Parameters(paramLabel = "ENGINE", description = "Name of the engine, such as dpos.")
  String name;
  @Option(names = "--connect", required = true, paramLabel = "ENDPOINT",
      description = "Where the validator listens for engines: DIR/run/engine.sock, or tls://HOST:PORT.")
  String endpoint;
  @Mixin TlsOption tls = new TlsOption();
  @Option(names = "--key", required = true, paramLabel = "FILE", description = "Key file of the engine (see: atoll keys).")
  Path keyFile;
  @Mixin LogOption logs = new LogOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var providers = ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    var provider = providers.stream().filter(found -> found.name().equals(name)).findFirst()
        .orElseThrow(() -> new UserError(64, "no engine named " + name + "; there are " + names(providers)));
    var end = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try {
      logs.apply();
      var channel = tls.connect(endpoint, Executors.newCachedThreadPool(
          Thread.ofPlatform().name("grpc-", 0).daemon(true).factory()));
      try (var runner = EngineRunner.start(channel, provider::create, KeyFile.read(keyFile))) {
        Stop.onSignal(end, stopped);
        if (registered(runner, end)) {
          spec.commandLine().getOut().println("engine " + name + " " + provider.version() + " serves " + endpoint);
        }
        end.await();
      }
      channel.shutdownNow();
      stopped.countDown();
      return 0;
    } catch (IOException failed) {
      throw new UserError(UserError.CONFIG, String.valueOf(failed.getMessage()), failed);
    }
  }

  private static String names(List<EngineProvider> providers) {
    return providers.stream().map(EngineProvider::name).sorted().collect(Collectors.joining(", "));
  }

  /** Waits for the validator, saying so when it takes long. False when the process is to end first. */
  private boolean registered(EngineRunner runner, CountDownLatch end) throws InterruptedException {
    for (int looks = 1; !runner.awaitRegistered(LOOK); looks++) {
      if (end.getCount() == 0) {
        return false;
      }
      if (looks == QUIET_LOOKS) {
        spec.commandLine().getOut().println("engine " + name + " waits for a validator at " + endpoint);
      }
    }
    return true;
  }
}
