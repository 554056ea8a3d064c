package org.atoll.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.atoll.cli.evm.Eip3155Tracer;
import org.atoll.cli.evm.ForkNames;
import org.atoll.cli.evm.StateTestCase;
import org.atoll.cli.evm.StateTestRunner;
import org.atoll.cli.evm.StateTestSuite;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.core.Tracer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ethereum's official state tests. */
@Command(name = "state-test", mixinStandardHelpOptions = true, sortOptions = false,
    description = {
        "Run Ethereum's GeneralStateTests.",
        "Prints one JSON object a line: for each case file, name, fork, indexes, pass, stateRoot, expected, error; at"
            + " the end summary, passed, failed, seconds.",
        "Ends with 0 if there was a case and all passed, else with 1."})
final class EvmStateTestCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "PATH",
      description = "Test files, zip archives of them, or folders with either at any depth.")
  List<Path> paths = new ArrayList<>();
  @Option(names = "--fork", split = ",", paramLabel = "NAME",
      description = "Only cases of these forks: the files' names, such as Cancun or EIP158, or those of genesis files.")
  List<String> forks = new ArrayList<>();
  @Option(names = "--jobs", paramLabel = "N", description = "Cases run at once (one for each core).")
  int jobs = Runtime.getRuntime().availableProcessors();
  @Option(names = "--trace",
      description = "Print to standard error what EIP-3155 defines: a line for each instruction, one at the end of"
          + " each case, and before each a line with its file, name, fork and indexes. Cases then run one by one.")
  boolean trace;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (jobs < 1) {
      throw new UserError(UserError.USAGE, "--jobs must be at least 1");
    }
    var out = spec.commandLine().getOut();
    long start = System.nanoTime();
    var suite = new StateTestSuite(new StateTestRunner(StateTestRunner.Drive.AT_ONCE, this::tracer), trace ? 1 : jobs,
        which -> true, verdict -> out.println(verdict.json()));
    var totals = suite.run(paths, forks());
    out.println(JsonNodeFactory.instance.objectNode().put("summary", true).put("passed", totals.passed())
        .put("failed", totals.failed()).put("seconds", (System.nanoTime() - start) / 1_000_000 / 1_000.0));
    out.flush();
    if (totals.passed() + totals.failed() == 0) {
      spec.commandLine().getErr().println("atoll: no state test there" + (forks.isEmpty() ? "" : " for these forks"));
    }
    return totals.failed() == 0 && totals.passed() > 0 ? 0 : 1;
  }

  private Tracer tracer(StateTestCase which) {
    if (!trace) {
      return Tracer.NONE;
    }
    var err = spec.commandLine().getErr();
    err.println(which.json());
    return new Eip3155Tracer(err);
  }

  private Set<Fork> forks() {
    var chosen = EnumSet.noneOf(Fork.class);
    for (var name : forks) {
      chosen.add(ForkNames.of(name.strip()).orElseThrow(() -> new UserError(UserError.USAGE,
          "--fork: no fork is known as '" + name + "'; there are " + String.join(", ", ForkNames.all()))));
    }
    return chosen;
  }
}
