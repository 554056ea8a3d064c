package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.atoll.cli.node.Version;
import org.atoll.simulator.run.SeedRange;
import org.atoll.simulator.run.Simulation;
import org.atoll.simulator.scenario.BadScenario;
import org.atoll.simulator.scenario.ScenarioReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A scenario over seeds. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Run a scenario over seeds.",
    footer = "Exit code 0: as expected; 1: not; 3: safety is violated.")
final class SimRunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Scenario (TOML), such as docs/scenarios/dpos-21-wan.toml.")
  Path file;
  @Option(names = "--seeds", defaultValue = "1", paramLabel = "SEEDS", description = "Such as 7, 1..100 or 1..5,9 "
      + "(${DEFAULT-VALUE}).")
  String seeds;
  @Option(names = "--jobs", paramLabel = "N", description = "Seeds at a time (one for each core).")
  @Nullable Integer jobs;
  @Option(names = "--out", paramLabel = "DIR", description = "Write report.html, summary.json, metrics.csv and a folder "
      + "for each seed there.")
  @Nullable Path out;
  @Option(names = "--events", description = "Write every event to events.jsonl; needs --out.")
  boolean events;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (events && out == null) {
      throw new UserError(UserError.USAGE, "--events needs --out DIR");
    }
    int together = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    if (together < 1) {
      throw new UserError(UserError.USAGE, "--jobs must be 1 or more");
    }
    try {
      var options = new Simulation.Options(SeedRange.parse(seeds), together, Optional.ofNullable(out), events);
      return new Simulation(spec.commandLine().getOut(), Version.client())
          .run(ScenarioReader.read(Files.readString(file)), options);
    } catch (BadScenario wrong) {
      throw new UserError(UserError.BAD_INPUT, file + ": " + wrong.getMessage(), wrong);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, "--seeds: " + wrong.getMessage(), wrong);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, failed.getClass().getSimpleName() + ": " + failed.getMessage(), failed);
    }
  }
}
