package org.atoll.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.atoll.bench.compare.Comparison;
import org.atoll.bench.compare.Goal;
import org.atoll.bench.compare.GoalResult;
import org.atoll.bench.compare.Setup;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.measure.ProcessCpu;
import org.atoll.cli.wallet.Mnemonic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the performance goals against another node on the same machine. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Start anvil and this Atoll in turns, put both under the same load, and judge the goals.")
final class BenchCompareCommand implements Callable<Integer> {
  @Option(names = "--anvil", paramLabel = "FILE",
      description = "anvil's binary (the one npm installed in bench/anvil).")
  Path anvil;
  @Option(names = "--goals", split = ",", paramLabel = "GOAL", description = "Some of ${COMPLETION-CANDIDATES} (all).")
  List<Goal> goals = List.of(Goal.values());
  @Option(names = "--pairs", defaultValue = "5", paramLabel = "N", description = "Runs of each side (${DEFAULT-VALUE}).")
  int pairs;
  @Option(names = "--transactions", defaultValue = "20000", paramLabel = "N",
      description = "Measured transactions of a run (${DEFAULT-VALUE}).")
  int transactions;
  @Option(names = "--warm-up", defaultValue = "40000", paramLabel = "N",
      description = "Transactions before the clock starts (${DEFAULT-VALUE}).")
  int warmUp;
  @Option(names = "--block-time", defaultValue = "100", paramLabel = "MS",
      description = "Block time of Atoll under load, 0: on demand (${DEFAULT-VALUE}).")
  long blockMillis;
  @Option(names = "--port", defaultValue = "18545", description = "Port the nodes listen on (${DEFAULT-VALUE}).")
  int port;
  @Option(names = "--json", description = "Print one JSON document.")
  boolean json;
  @Option(names = {"-v", "--verbose"}, description = "Print each run.")
  boolean verbose;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    try {
      var folder = Files.createTempDirectory("atoll-bench-");
      var comparison = new Comparison(setup(folder), run -> {
        if (verbose) {
          spec.commandLine().getErr().println(run);
        }
      });
      var results = new ArrayList<GoalResult>();
      double load = ProcessCpu.loadAverage();
      for (var goal : goals) {
        var result = comparison.run(goal);
        results.add(result);
        if (!json) {
          out.println(result.text());
        }
      }
      if (json) {
        var root = JsonMapper.builder().build().createObjectNode().put("schema", "atoll.bench.goals/1")
            .put("loadBefore", load).put("pairs", pairs).put("transactions", transactions).put("warmUp", warmUp);
        var list = root.putArray("goals");
        results.forEach(result -> list.add(result.json()));
        out.println(root.toPrettyString());
      } else {
        out.printf(Locale.ROOT, "%d processors, load average %.2f before; folders of the runs: %s%n",
            Runtime.getRuntime().availableProcessors(), load, folder);
      }
      return 0;
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    } catch (BenchException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    }
  }

  private Setup setup(Path folder) {
    var binary = anvil != null ? anvil : installed();
    if (!Files.isExecutable(binary)) {
      throw new UserError(UserError.CONFIG, "no anvil at " + binary
          + "; install it (npm ci, in the folder bench/anvil) and run from the checkout, or name it with --anvil");
    }
    try {
      return new Setup(self(), binary, folder, port, Mnemonic.keys(Mnemonic.WELL_KNOWN, 1).getFirst(), pairs,
          transactions, warmUp, blockMillis);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** Where npm puts the binary of this platform. */
  private static Path installed() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    var arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return Path.of("bench/anvil/node_modules/@foundry-rs/anvil-" + os + "-" + arch + "/bin/anvil");
  }

  /** The command line of this process up to its arguments. */
  private static List<String> self() {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.atoll.cli.Atoll"));
    return command;
  }
}
