package org.atoll.cli.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.atoll.cli.network.NetworkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be done to a network that is there. */
final class NetworkControl {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int PIECE = 1 << 20;

  private NetworkControl() {}

  @Command(name = "down", mixinStandardHelpOptions = true, description = "Stop all nodes; keeps their data.")
  static final class Down extends NetworkAction {
    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      var ended = network().down();
      out().println(ended.nodes() == 0 ? "nothing was running" : ended.nodes() + " nodes stopped"
          + (ended.clean() ? "" : "; some had to be killed, see their logs"));
      return ended.clean() ? 0 : 1;
    }
  }

  @Command(name = "status", mixinStandardHelpOptions = true, description = "Show how the nodes fare.")
  static final class Status extends NetworkAction {
    @Option(names = "--json", description = "One JSON document.")
    boolean json;

    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      var network = network();
      var reports = network.status();
      out().println(json ? NetworkTables.json(network, reports) : NetworkTables.table(reports));
      return reports.stream().allMatch(report -> report.health().isPresent()) ? 0 : UserError.UNREACHABLE;
    }
  }

  @Command(name = "kill", mixinStandardHelpOptions = true, description = "Kill a node (SIGKILL), to see what happens.")
  static final class Kill extends NetworkAction {
    @Parameters(paramLabel = "I", description = "Number of the node.")
    int index;

    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      out().println("node " + index + (network().kill(index) ? " killed" : " was not running"));
      return 0;
    }
  }

  @Command(name = "start", mixinStandardHelpOptions = true, description = "Start a node that does not run.")
  static final class Start extends NetworkAction {
    @Parameters(paramLabel = "I", description = "Number of the node.")
    int index;

    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      out().println(NetworkTables.table(List.of(network().start(index))));
      return 0;
    }
  }

  @Command(name = "add", mixinStandardHelpOptions = true,
      description = "Make and start a node that follows the others and does not vote.")
  static final class Add extends NetworkAction {
    @Option(names = "--wait", defaultValue = "60", paramLabel = "SECONDS",
        description = "Until it is in step (${DEFAULT-VALUE}).")
    long waitSeconds;

    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      out().println(NetworkTables.table(List.of(network().add(Duration.ofSeconds(waitSeconds)))));
      return 0;
    }
  }

  @Command(name = "logs", mixinStandardHelpOptions = true, description = "Print what a node has logged.")
  static final class Logs extends NetworkAction {
    @Parameters(paramLabel = "I", description = "Number of the node.")
    int index;
    @Option(names = {"-f", "--follow"}, description = "Go on with what comes, until Ctrl-C.")
    boolean follow;

    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      var log = network().log(index);
      if (!Files.exists(log)) {
        throw new UserError(UserError.BAD_INPUT, "node " + index + " has not been started yet: there is no " + log);
      }
      long at = 0;
      while (true) {
        long reached = print(log, at);
        if (reached == at) {
          if (!follow) {
            return 0;
          }
          Thread.sleep(LOOK);
        }
        at = reached;
      }
    }

    /** Returns where it stopped. */
    private long print(Path log, long from) throws IOException {
      try (var file = new RandomAccessFile(log.toFile(), "r")) {
        file.seek(Math.min(from, file.length()));
        var more = new byte[(int) Math.min(file.length() - file.getFilePointer(), PIECE)];
        file.readFully(more);
        out().print(new String(more, StandardCharsets.UTF_8));
        out().flush();
        return file.getFilePointer();
      }
    }
  }
}
