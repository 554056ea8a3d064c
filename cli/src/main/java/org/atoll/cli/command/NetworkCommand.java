package org.atoll.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Several nodes on this machine. */
@Command(name = "network", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Run a network of several validators on this machine.",
    subcommands = {NetworkUpCommand.class, NetworkControl.Down.class, NetworkControl.Status.class,
        NetworkControl.Logs.class, NetworkControl.Kill.class, NetworkControl.Start.class, NetworkControl.Add.class,
        NetworkFaultCommand.class, NetworkFaultCommand.Proxies.class})
public final class NetworkCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
