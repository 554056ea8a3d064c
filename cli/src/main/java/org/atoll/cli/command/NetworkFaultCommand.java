package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.atoll.cli.network.FaultRun;
import org.atoll.cli.network.FaultSchedule;
import org.atoll.cli.network.FaultServer;
import org.atoll.cli.network.NetworkException;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.scenario.BadScenario;
import org.atoll.simulator.scenario.FaultPlans;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Spoils links and processes of a network on this machine, to see what happens. */
@Command(name = "fault", mixinStandardHelpOptions = true, description = {
    "Spoil links and processes of a network, to see what happens. It must have been started with --faults, unless "
    + "nodes are only crashed and paused.",
    "", "PLAN is a file of [[fault]] entries, or words:",
    "  partition 0,1/2,3 [direction=outward]", "  links 0,2..3 delay=100ms jitter=20ms loss_percent=2",
    "  pause 1    crash 1 [wipe=true]", "  reset 2    half_open 2    refuse 2    drip 2 bytes_per_second=20    flip 2 ppm=10",
    "  heal       show", ""})
final class NetworkFaultCommand extends NetworkAction {
  @Parameters(paramLabel = "PLAN", arity = "1..*", description = "What is to happen; it replaces what goes on.")
  List<String> plan;
  @Option(names = "--for", paramLabel = "TIME", description = "Ends after 30s, say, or with Ctrl-C; else it stays until: "
      + "atoll network fault heal.")
  @Nullable String time;
  @Option(names = "--seed", defaultValue = "1", description = "Draws the nodes of \"random 2\" (${DEFAULT-VALUE}).")
  long seed;

  @Override
  int act() throws NetworkException, IOException, InterruptedException {
    var run = network().faults(line -> out().println(line));
    if (plan.equals(List.of("heal"))) {
      run.heal();
      out().println("links are clear, nobody is paused");
      return 0;
    }
    if (plan.equals(List.of("show"))) {
      var lines = run.show();
      lines.forEach(out()::println);
      if (lines.isEmpty()) {
        out().println("links are clear");
      }
      return 0;
    }
    play(run, FaultSchedule.of(faults(network().file().nodes().size())));
    return 0;
  }

  private List<Fault> faults(int nodes) throws IOException {
    var random = new SplittableRandom(seed);
    try {
      if (plan.size() == 1 && plan.getFirst().endsWith(".toml")) {
        if (time != null) {
          throw new UserError(UserError.USAGE, "--for is for a plan in words; a file says until when itself");
        }
        return FaultPlans.read(Files.readString(Path.of(plan.getFirst())), nodes, random);
      }
      var words = new ArrayList<>(plan);
      if (time != null) {
        words.add("until=" + time);
      }
      return List.of(FaultPlans.one(words, nodes, random));
    } catch (BadScenario wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static void play(FaultRun run, FaultSchedule schedule)
      throws NetworkException, IOException, InterruptedException {
    var healing = new Thread(() -> {
      try {
        run.heal();
      } catch (NetworkException | IOException failed) {
        System.err.println("atoll: " + failed.getMessage());
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }, "heal");
    Runtime.getRuntime().addShutdownHook(healing);
    run.play(schedule);
    Runtime.getRuntime().removeShutdownHook(healing);
  }

  /** What {@code up --faults} starts. */
  @Command(name = "proxies", hidden = true, mixinStandardHelpOptions = true,
      description = "Run the fault proxies of a network.")
  static final class Proxies extends NetworkAction {
    @Override
    int act() throws NetworkException, IOException, InterruptedException {
      var end = new CountDownLatch(1);
      var stopped = new CountDownLatch(1);
      try (var server = FaultServer.start(dir, 1)) {
        Stop.onSignal(end, stopped);
        out().println("fault proxies ready");
        end.await();
      }
      stopped.countDown();
      return 0;
    }
  }
}
