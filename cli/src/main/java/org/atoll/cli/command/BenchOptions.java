package org.atoll.cli.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.load.LoadReport;
import org.atoll.bench.load.Pace;
import org.atoll.bench.load.Shape;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all workloads of {@code atoll bench} are told. */
final class BenchOptions {
  @Option(names = "--transactions", defaultValue = "6000", paramLabel = "N",
      description = "Measured transactions (${DEFAULT-VALUE}).")
  int transactions;
  @Option(names = "--warm-up", paramLabel = "N",
      description = "Transactions mined before the clock starts (as many as are measured, twice).")
  Integer warmUp;
  @Option(names = "--senders", defaultValue = "100", paramLabel = "N", description = "Signing accounts (${DEFAULT-VALUE}).")
  int senders;
  @Option(names = "--recipients", defaultValue = "1000", paramLabel = "N",
      description = "Receiving accounts (${DEFAULT-VALUE}).")
  int recipients;
  @Option(names = "--batch", paramLabel = "N",
      description = "Requests in a frame: a JSON-RPC batch, or a message of the native service (100; call 50).")
  Integer batch;
  @Option(names = "--connections", defaultValue = "8", paramLabel = "N",
      description = "Connections, each with one frame in flight (${DEFAULT-VALUE}).")
  int connections;
  @Option(names = "--rate", defaultValue = "0", paramLabel = "N",
      description = "Transactions due per second, whatever the node does; 0: as fast as answers come.")
  double rate;
  @Option(names = "--patience", defaultValue = "30", paramLabel = "S",
      description = "Seconds without progress after which the rest is given up (${DEFAULT-VALUE}).")
  long patience;
  @Option(names = "--seed", paramLabel = "N", description = "Decides keys and recipients (another one each run).")
  Long seed;
  @Option(names = "--pid", paramLabel = "NAME=PID", description = "A process whose CPU time is taken; repeatable.")
  Map<String, Long> pids = new LinkedHashMap<>();
  @Option(names = "--json", description = "Print one JSON document.")
  boolean json;
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  Shape shape() {
    long chosen = seed == null ? System.currentTimeMillis() : seed;
    try {
      return new Shape(transactions, warmUp == null ? Math.multiplyExact(2, transactions) : warmUp, senders, recipients,
          chosen);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  Pace pace(int defaultBatch) {
    try {
      return new Pace(batch == null ? defaultBatch : batch, connections, rate, Duration.ofSeconds(patience));
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** A run; its failures become the user's. */
  interface Run {
    LoadReport go() throws java.io.IOException, BenchException, InterruptedException;
  }

  /** Exit code 0 when everything sent was mined, else 1. */
  int report(Run run) throws InterruptedException {
    try {
      var report = run.go();
      var out = spec.commandLine().getOut();
      out.println(json ? report.json().toPrettyString() : report.text().stripTrailing());
      return report.counts().mined() == report.counts().sent() ? 0 : 1;
    } catch (java.io.IOException failed) {
      throw new UserError(UserError.UNREACHABLE, String.valueOf(failed.getMessage()), failed);
    } catch (BenchException refused) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(refused.getMessage()), refused);
    }
  }
}
