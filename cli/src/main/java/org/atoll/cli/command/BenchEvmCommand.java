package org.atoll.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.atoll.bench.evm.EvmComparison;
import org.atoll.bench.evm.Loops;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.load.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Two nodes' EVMs on the same code. */
@Command(name = "evm", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Run the same loops on two nodes by eth_call, in turns: millions of gas per second.")
final class BenchEvmCommand implements Callable<Integer> {
  @Mixin BenchTarget target;
  @Option(names = "--against", required = true, paramLabel = "URL", description = "JSON-RPC of the other node.")
  URI against;
  @Option(names = "--warm-up", defaultValue = "20", paramLabel = "N",
      description = "Calls of each loop before it is timed (${DEFAULT-VALUE}).")
  int warmUp;
  @Option(names = "--rounds", defaultValue = "5", paramLabel = "N",
      description = "Timed calls of each loop, of which the best counts (${DEFAULT-VALUE}).")
  int rounds;
  @Option(names = "--gas", defaultValue = "30000000", paramLabel = "N",
      description = "Gas of a call: the more, the less the rest of a call weighs (${DEFAULT-VALUE}).")
  long gas;
  @Option(names = "--programs", paramLabel = "ZIP",
      description = "Run the programs of this archive of Ethereum's VMTests, too.")
  @Nullable Path programs;
  @Option(names = "--pid", paramLabel = "PID", description = "Process of the node: its CPU time counts, not the clock.")
  @Nullable Long pid;
  @Option(names = "--pid-against", paramLabel = "PID", description = "Process of the other node.")
  @Nullable Long pidAgainst;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Target node = target.target(Map.of());
    var out = spec.commandLine().getOut();
    try {
      var loops = new ArrayList<>(Loops.kernels());
      if (programs != null) {
        loops.addAll(Loops.programs(programs));
      }
      var comparison = new EvmComparison(side(node.rpc(), pid),
          side(new Target(against, node.key(), Map.of()).rpc(), pidAgainst), loops, node.key(), warmUp, rounds, gas);
      var speeds = comparison.run();
      out.println("Mgas/s                  this node    other  ratio");
      speeds.forEach(speed -> out.println(speed.text()));
      return 0;
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, "--against: " + wrong.getMessage(), wrong);
    } catch (IOException failed) {
      throw new UserError(UserError.UNREACHABLE, String.valueOf(failed.getMessage()), failed);
    } catch (BenchException refused) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(refused.getMessage()), refused);
    }
  }

  private static EvmComparison.Side side(URI rpc, @Nullable Long pid) {
    return new EvmComparison.Side(rpc, pid == null ? OptionalLong.empty() : OptionalLong.of(pid));
  }
}
