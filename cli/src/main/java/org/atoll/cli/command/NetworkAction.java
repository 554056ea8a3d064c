package org.atoll.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.atoll.cli.network.Launcher;
import org.atoll.cli.network.LocalNetwork;
import org.atoll.cli.network.NetworkException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command about a network on this machine; turns its troubles into exit codes. */
abstract class NetworkAction implements Callable<Integer> {
  @Option(names = "--dir", defaultValue = "atoll-network", paramLabel = "DIR",
      description = "Folder of the network (./${DEFAULT-VALUE}).")
  Path dir;
  @Spec CommandSpec spec;

  /** Returns the exit code. */
  abstract int act() throws NetworkException, IOException, InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    try {
      return act();
    } catch (NetworkException trouble) {
      throw new UserError(switch (trouble.kind()) {
        case USAGE -> UserError.USAGE;
        case INPUT -> UserError.BAD_INPUT;
        case NOT_NOW -> UserError.NOT_NOW;
        case UNREACHABLE -> UserError.UNREACHABLE;
      }, String.valueOf(trouble.getMessage()), trouble);
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed), failed);
    }
  }

  LocalNetwork network() throws NetworkException, IOException {
    return LocalNetwork.open(dir, Launcher.ofThisProcess());
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
