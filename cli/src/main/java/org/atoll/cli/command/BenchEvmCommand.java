package org.atoll.cli.command;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.atoll.bench.evm.EvmComparison;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.load.Target;
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
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Target node = target.target(Map.of());
    var out = spec.commandLine().getOut();
    try {
      var comparison = new EvmComparison(node.rpc(), new Target(against, node.key(), Map.of()).rpc(), node.key(),
          warmUp, rounds, gas);
      var speeds = comparison.run();
      out.println("Mgas/s     this node    other  ratio");
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
}
