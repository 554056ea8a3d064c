package org.atoll.cli.command;

import java.io.IOException;
import java.time.Duration;
import org.atoll.cli.network.Launcher;
import org.atoll.cli.network.LocalNetwork;
import org.atoll.cli.network.NetworkException;
import org.atoll.cli.network.NetworkPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a network where there is none, starts what does not run, waits for a final block. */
@Command(name = "up", mixinStandardHelpOptions = true,
    description = "Start a network; makes it first where there is none.")
final class NetworkUpCommand extends NetworkAction {
  @Option(names = "--validators", defaultValue = "4", paramLabel = "N", description = "Validators (${DEFAULT-VALUE}).")
  int validators;
  @Option(names = "--consensus", defaultValue = "dpos", description = "dpos (${DEFAULT-VALUE}).")
  String engine;
  @Option(names = "--slot-ms", defaultValue = "3000", paramLabel = "MS",
      description = "Milliseconds between blocks (${DEFAULT-VALUE}).")
  long slotMillis;
  @Option(names = "--chain-id", defaultValue = "31337", description = "Chain id (${DEFAULT-VALUE}).")
  long chainId;
  @Option(names = "--tps-separate", description = "Processors and gateways as processes of their own.")
  boolean separate;
  @Option(names = "--port-base", defaultValue = "0", paramLabel = "PORT",
      description = "RPC ports begin here, health 100 and peers 200 above (8545, 9545, 7700).")
  int portBase;
  @Option(names = "--faults",
      description = "All links lead through proxies (ports 300 above RPC's, or 10000), which 'atoll network fault' needs.")
  boolean faults;
  @Option(names = "--allow-small-set", description = "Permit fewer than 4 validators.")
  boolean allowSmallSet;
  @Option(names = "--wait", defaultValue = "60", paramLabel = "SECONDS",
      description = "For the first final block (${DEFAULT-VALUE}); 0: not at all.")
  long waitSeconds;
  @Option(names = "--json", description = "One JSON document.")
  boolean json;

  @Override
  int act() throws NetworkException, IOException, InterruptedException {
    long began = System.nanoTime();
    var network = LocalNetwork.isIn(dir) ? existing() : LocalNetwork.make(dir,
        new NetworkPlan(validators, engine, slotMillis, chainId, separate, ports())
            .checked(allowSmallSet), Launcher.ofThisProcess(), System.currentTimeMillis());
    long before = network.status().stream().flatMap(report -> report.health().stream())
        .mapToLong(health -> health.finalHeight()).max().orElse(0);
    network.startAll();
    var reports = waitSeconds == 0 ? network.status()
        : network.awaitFinal(Math.max(0, before - 1), Duration.ofSeconds(waitSeconds));
    long millis = (System.nanoTime() - began) / 1_000_000;
    out().println(json ? NetworkTables.json(network, reports)
        : NetworkTables.welcome(network, reports, waitSeconds == 0 ? -1 : millis));
    return 0;
  }

  private NetworkPlan.Ports ports() throws NetworkException {
    var ports = NetworkPlan.Ports.of(portBase);
    return faults ? ports.withProxies() : ports;
  }

  private LocalNetwork existing() throws NetworkException, IOException {
    var network = network();
    long members = network.file().nodes().stream().filter(node -> node.validator()).count();
    boolean other = differs("--validators", members, (long) validators)
        || differs("--slot-ms", network.file().slotMillis(), slotMillis)
        || differs("--chain-id", network.file().chainId(), chainId)
        || differs("--tps-separate", network.file().separate(), separate)
        || differs("--port-base", network.file().nodes().getFirst().rpcPort(), portBase);
    if (other) {
      throw new UserError(UserError.BAD_INPUT, "the network in " + network.folder() + " is another one: " + members
          + " validators, slots of " + network.file().slotMillis() + " ms, chain " + network.file().chainId() + ", "
          + (network.file().separate() ? "processors apart" : "processors inside") + ", RPC from port "
          + network.file().nodes().getFirst().rpcPort() + "; start it without these options, or choose another --dir");
    }
    if (faults) {
      network.useProxies();
    }
    return network;
  }

  /** Whether the option was given and says something else. */
  private boolean differs(String option, Object actual, Object wanted) {
    return spec.commandLine().getParseResult().hasMatchedOption(option) && !actual.equals(wanted);
  }
}
