package org.atoll.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The micro-benchmarks. */
@Command(name = "jmh", sortOptions = false,
    customSynopsis = "atoll bench jmh [REGEX] [JMH OPTIONS]",
    description = "Run the JMH benchmarks; -l lists them, -h tells JMH's options.")
final class BenchJmhCommand implements Callable<Integer> {
  @Unmatched
  List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    try {
      var options = new CommandLineOptions(arguments.toArray(String[]::new));
      if (options.shouldHelp()) {
        options.showHelp();
      } else if (options.shouldList()) {
        new Runner(options).list();
      } else {
        new Runner(options).run();
      }
      return 0;
    } catch (CommandLineOptionException | java.io.IOException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    } catch (RunnerException failed) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(failed.getMessage()), failed);
    }
  }
}
