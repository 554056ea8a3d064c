package org.atoll.cli.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.atoll.cli.network.NetworkException.Kind;
import org.atoll.cli.network.NetworkFile.Node;

/** A network of several processes on this machine, and what can be done to it. */
public final class LocalNetwork {
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int LOG_LINES = 15;
  private static final int CONNECT_MILLIS = 500;

  private final Path folder;
  private final Launcher launcher;
  private NetworkFile file;

  private LocalNetwork(Path folder, NetworkFile file, Launcher launcher) {
    this.folder = folder;
    this.file = file;
    this.launcher = launcher;
  }

  /**
   * How a node fares.
   *
   * @param pid of its validator; empty when it does not run
   * @param health empty when it does not answer
   */
  public record NodeReport(Node node, Path folder, OptionalLong pid, Optional<NodeHealth> health) {}

  public static boolean isIn(Path folder) {
    return NetworkFile.isIn(folder);
  }

  public static LocalNetwork open(Path folder, Launcher launcher) throws NetworkException, IOException {
    var real = folder.toAbsolutePath().normalize();
    return new LocalNetwork(real, NetworkFile.read(real), launcher);
  }

  /** Makes the folders of a new one; starts nothing. */
  public static LocalNetwork make(Path folder, NetworkPlan plan, Launcher launcher, long nowMillis)
      throws NetworkException, IOException {
    var real = folder.toAbsolutePath().normalize();
    return new LocalNetwork(real, NetworkMaker.make(real, plan, nowMillis), launcher);
  }

  public Path folder() {
    return folder;
  }

  public NetworkFile file() {
    return file;
  }

  /** Starts what does not run. */
  public void startAll() throws NetworkException, IOException, InterruptedException {
    for (var node : file.nodes()) {
      requirePorts(node);
    }
    startProxies();
    for (var node : file.nodes()) {
      processes(node).start(launcher);
    }
  }

  /** Starts one node and waits until it answers. */
  public NodeReport start(int index) throws NetworkException, IOException, InterruptedException {
    var node = node(index);
    requirePorts(node);
    startProxies();
    processes(node).start(launcher);
    return await(List.of(node), health -> true, ANSWER, "answer").getFirst();
  }

  /** Makes and starts a node that follows the others, and waits until it is in step. */
  public NodeReport add(Duration atMost) throws NetworkException, IOException, InterruptedException {
    file = NetworkMaker.add(folder, file);
    var node = file.nodes().getLast();
    requirePorts(node);
    startProxies();
    processes(node).start(launcher);
    return await(List.of(node), health -> health.inStep() && health.finalHeight() > 0, atMost, "be in step").getFirst();
  }

  /** From the next start on, all links lead through fault proxies. */
  public void useProxies() throws NetworkException, IOException {
    if (file.proxies() != 0) {
      return;
    }
    for (var node : file.nodes()) {
      if (!processes(node).running().isEmpty()) {
        throw new NetworkException(Kind.NOT_NOW, "nodes that run do not take other ways to each other; first: atoll "
            + "network down --dir " + folder);
      }
    }
    if (file.nodes().size() > ProxyPorts.MOST_NODES) {
      throw new NetworkException(Kind.USAGE, "--faults is for " + ProxyPorts.MOST_NODES + " nodes at most");
    }
    file = file.withProxies(ProxyPorts.firstFor(file.nodes().getFirst().rpcPort()));
    file.write(folder);
  }

  private void startProxies() throws NetworkException, IOException, InterruptedException {
    if (file.proxies() != 0) {
      new ProxyProcess(folder).start(launcher);
    }
  }

  /** @param say takes a line for what happens */
  public FaultRun faults(Consumer<String> say) {
    return new FaultRun(this, new FaultClient(folder), say);
  }

  void requireProxies() throws NetworkException {
    if (file.proxies() == 0) {
      throw new NetworkException(Kind.USAGE, "the links of this network lead through no proxies, so nothing can be done "
          + "to them; start it anew: atoll network down --dir " + folder + ", then atoll network up --faults --dir "
          + folder);
    }
    if (!new FaultClient(folder).isUp()) {
      throw new NetworkException(Kind.UNREACHABLE, "the fault proxies do not run; start them: atoll network up --dir "
          + folder);
    }
  }

  /** Sends a signal such as {@code STOP} to all processes of these nodes. */
  void signal(String name, List<Integer> indexes) throws NetworkException, IOException, InterruptedException {
    var command = new ArrayList<String>(List.of("/bin/sh", "-c", "kill -" + name + " \"$@\"", "kill"));
    for (int index : indexes) {
      processes(node(index)).running().forEach(process -> command.add(Long.toString(process.pid())));
    }
    if (command.size() > 4) {
      new ProcessBuilder(command).redirectErrorStream(true).start().waitFor(); // one that has just ended is fine
    }
  }

  /** Takes its data away, as with a disk that is lost; not its keys. */
  void wipe(int index) throws NetworkException, IOException {
    var own = folder.resolve(node(index).folderName());
    for (var part : List.of("data", "pool", "guard")) {
      if (Files.exists(own.resolve(part))) {
        try (var files = Files.walk(own.resolve(part))) {
          for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }

  /** SIGKILL; false when nothing ran. */
  public boolean kill(int index) throws NetworkException, IOException, InterruptedException {
    return processes(node(index)).kill() > 0;
  }

  /** Ends all; how many nodes ran, and whether some had to be killed is {@code clean}. */
  public record Ended(int nodes, boolean clean) {}

  public Ended down() throws IOException, InterruptedException {
    int nodes = 0;
    boolean clean = true;
    for (var node : file.nodes()) {
      nodes += processes(node).running().isEmpty() ? 0 : 1;
      processes(node).terminate();
    }
    for (var node : file.nodes()) {
      clean &= processes(node).awaitEnd();
    }
    new ProxyProcess(folder).end();
    return new Ended(nodes, clean);
  }

  /** Waits until a block above the height is final on every node that runs. */
  public List<NodeReport> awaitFinal(long height, Duration atMost)
      throws NetworkException, IOException, InterruptedException {
    return await(file.nodes(), health -> health.finalHeight() > height && health.inStep(), atMost,
        "are in step and have a final block above " + height);
  }

  public List<NodeReport> status() throws IOException, InterruptedException {
    var reports = new ArrayList<NodeReport>();
    try (var asker = new NodeHealth.Asker()) {
      for (var node : file.nodes()) {
        reports.add(report(node, asker));
      }
    }
    return reports;
  }

  private NodeReport report(Node node, NodeHealth.Asker asker) throws IOException, InterruptedException {
    var pid = processes(node).main().map(process -> OptionalLong.of(process.pid())).orElse(OptionalLong.empty());
    return new NodeReport(node, folder.resolve(node.folderName()), pid,
        pid.isPresent() ? asker.ask(node.opsPort()) : Optional.empty());
  }

  private List<NodeReport> await(List<Node> nodes, Predicate<NodeHealth> wanted, Duration atMost, String what)
      throws NetworkException, IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    try (var asker = new NodeHealth.Asker()) {
      while (true) {
        var reports = new ArrayList<NodeReport>();
        for (var node : nodes) {
          var report = report(node, asker);
          if (report.pid().isEmpty()) {
            throw new NetworkException(Kind.UNREACHABLE, node.folderName() + " ended; the end of "
                + processes(node).log() + ":\n" + tail(processes(node).log()));
          }
          reports.add(report);
        }
        if (reports.stream().allMatch(report -> report.health().filter(NodeHealth::hasStarted).filter(wanted)
            .isPresent() && serves(report.node()))) {
          return reports;
        }
        if (System.nanoTime() > deadline) {
          throw new NetworkException(Kind.UNREACHABLE, "after " + atMost.toSeconds() + " s not all nodes " + what
              + "; they go on running, see: atoll network status --dir " + folder);
        }
        Thread.sleep(STEP);
      }
    }
  }

  /** Whether its gateway, in whatever process, takes connections. */
  private static boolean serves(Node node) {
    try (var probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.rpcPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  public Path log(int index) throws NetworkException {
    return processes(node(index)).log();
  }

  private static String tail(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "(nothing)";
    }
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  private NodeProcesses processes(Node node) {
    return new NodeProcesses(folder, file, node);
  }

  private Node node(int index) throws NetworkException {
    if (index < 0 || index >= file.nodes().size()) {
      throw new NetworkException(Kind.USAGE, "there is no node " + index + "; this network has 0 to "
          + (file.nodes().size() - 1));
    }
    return file.nodes().get(index);
  }

  /** Of a node that runs they are its own. */
  private void requirePorts(Node node) throws NetworkException, IOException {
    if (processes(node).running().isEmpty()) {
      requireFree(node, node.rpcPort(), "JSON-RPC");
      requireFree(node, node.opsPort(), "health");
      requireFree(node, node.peerPort(), "peers");
    }
  }

  private static void requireFree(Node node, int port, String what) throws NetworkException {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true); // a port of a process that has just ended is free
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new NetworkException(Kind.NOT_NOW, "port " + port + " (" + what + " of " + node.folderName()
          + ") is taken by another process; end that, or make another network with --port-base", taken);
    }
  }
}
