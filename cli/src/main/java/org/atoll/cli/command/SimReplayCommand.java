package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.atoll.cli.node.Version;
import org.atoll.simulator.run.Simulation;
import org.atoll.simulator.scenario.BadScenario;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One seed again. */
@Command(name = "replay", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Run one seed of an earlier run again, compare its trace hash, watch a node.",
    footer = "Exit code 0: the same; 1: not; 3: safety is violated.")
final class SimReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR/SEED", description = "A seed's folder under the --out of sim run.")
  Path folder;
  @Option(names = "--until", paramLabel = "EVENT", description = "Stop after so many events.")
  @Nullable Long until;
  @Option(names = "--trace", paramLabel = "NODE", description = "Print this node's events.")
  @Nullable Integer trace;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    try {
      return new Simulation(spec.commandLine().getOut(), Version.client())
          .replay(folder, Optional.ofNullable(until), Optional.ofNullable(trace));
    } catch (BadScenario | IllegalArgumentException wrong) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(wrong.getMessage()), wrong);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, failed.getClass().getSimpleName() + ": " + failed.getMessage(), failed);
    }
  }
}
