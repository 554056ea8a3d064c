package org.atoll.cli.command;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.atoll.intkey.IntkeyHandler;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.ForkSchedule;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.seth.EvmHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One transaction processor as a process of its own. */
@Command(name = "processor", mixinStandardHelpOptions = true, description = "Run a transaction processor.")
public final class ProcessorCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int QUIET_LOOKS = 15;

  @Parameters(paramLabel = "FAMILY", description = "seth (Ethereum contracts) or intkey.")
  String family;
  @Option(names = "--connect", required = true, paramLabel = "ENDPOINT",
      description = "Where the validator listens for processors: DIR/run/processor.sock, or tls://HOST:PORT.")
  String endpoint;
  @Mixin TlsOption tls = new TlsOption();
  @Mixin LogOption logs = new LogOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    TransactionHandler handler = switch (family) {
      case "seth" -> evm();
      case "intkey" -> new IntkeyHandler();
      default -> throw new UserError(64, "no processor named " + family + "; there are seth and intkey");
    };
    var end = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try {
      logs.apply();
      var channel = tls.connect(endpoint, Executors.newCachedThreadPool(
          Thread.ofPlatform().name("grpc-", 0).daemon(true).factory()));
      try (var runner = ProcessorRunner.start(channel, List.of(handler),
          PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom()), ProcessorOptions.defaults())) {
        Stop.onSignal(end, stopped);
        if (registered(runner, end)) {
          spec.commandLine().getOut().println("processor " + family + " serves " + endpoint);
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

  /** The chain's own schedule comes with the first block only; so what is asked for is what a chain has by default. */
  private static TransactionHandler evm() {
    EvmHandler.missing(ForkSchedule.DEFAULT).ifPresent(why -> {
      throw new UserError(UserError.CONFIG, why);
    });
    return new EvmHandler();
  }

  /** Waits for the validator, saying so when it takes long. False when the process is to end first. */
  private boolean registered(ProcessorRunner runner, CountDownLatch end) throws InterruptedException {
    for (int looks = 1; !runner.awaitRegistered(LOOK); looks++) {
      if (end.getCount() == 0) {
        return false;
      }
      if (looks == QUIET_LOOKS) {
        spec.commandLine().getOut().println("processor " + family + " waits for a validator at " + endpoint);
      }
    }
    return true;
  }
}
