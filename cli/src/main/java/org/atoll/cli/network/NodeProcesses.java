package org.atoll.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.atoll.cli.config.Settings;
import org.atoll.cli.network.NetworkFile.Node;

/** The processes of one node: its validator and, where they are apart, its processors and gateway. */
final class NodeProcesses {
  /** Main one first. */
  private static final String VALIDATOR = "node";
  private static final Duration GRACE = Duration.ofSeconds(8);
  private static final List<String> MEMORY = List.of("-Xmx320m", "-XX:ReservedCodeCacheSize=64m");
  private static final List<String> SMALL_MEMORY = List.of("-Xmx160m", "-XX:ReservedCodeCacheSize=64m");

  private final Path network;
  private final NetworkFile file;
  private final Node node;
  private final Path folder;

  NodeProcesses(Path network, NetworkFile file, Node node) {
    this.network = network;
    this.file = file;
    this.node = node;
    this.folder = network.resolve(node.folderName());
  }

  Path log() {
    return log(VALIDATOR);
  }

  private Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  private Path pidFile(String name) {
    return folder.resolve("run").resolve(name + ".pid");
  }

  /** The validator's; empty when it is not running. */
  Optional<ProcessHandle> main() throws IOException {
    return PidFile.read(pidFile(VALIDATOR));
  }

  /** All that run. */
  List<ProcessHandle> running() throws IOException {
    var found = new ArrayList<ProcessHandle>();
    for (var name : commands().keySet()) {
      PidFile.read(pidFile(name)).ifPresent(found::add);
    }
    return found;
  }

  /** Starts those that do not run. */
  void start(Launcher launcher) throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.createDirectories(folder.resolve("run"));
    for (var command : commands().entrySet()) {
      var name = command.getKey();
      if (PidFile.read(pidFile(name)).isEmpty()) {
        var process = launcher.start(name.equals(VALIDATOR) ? MEMORY : SMALL_MEMORY, command.getValue(), log(name));
        PidFile.write(pidFile(name), process.toHandle());
      }
    }
  }

  /** Arguments of the command line by process. */
  private Map<String, List<String>> commands() {
    var commands = new LinkedHashMap<String, List<String>>();
    var validator = new ArrayList<>(List.of("validator", "--dir", folder.toString()));
    if (file.proxies() != 0) {
      validator.addAll(List.of("--set", Settings.P2P_DIAL_REWRITE.name() + "="
          + new ProxyPorts(file.proxies()).rewrite(file, node.index())));
    }
    commands.put(VALIDATOR, validator);
    if (file.separate()) {
      var processors = folder.resolve("run").resolve("processor.sock").toString();
      commands.put("seth", List.of("processor", "seth", "--connect", processors));
      commands.put("intkey", List.of("processor", "intkey", "--connect", processors));
      commands.put("gateway", List.of("gateway", "--validator", String.join(",", validatorsNearestFirst()), "--port",
          Integer.toString(node.rpcPort())));
    }
    return commands;
  }

  private List<String> validatorsNearestFirst() {
    var sockets = new ArrayList<String>();
    for (int i = 0; i < file.nodes().size(); i++) {
      var other = file.nodes().get((node.index() + i) % file.nodes().size());
      sockets.add("unix:" + network.resolve(other.folderName()).resolve("run").resolve("client.sock"));
    }
    return sockets;
  }

  /** SIGKILL; how many there were. */
  int kill() throws IOException, InterruptedException {
    var processes = running();
    processes.forEach(ProcessHandle::destroyForcibly);
    for (var process : processes) {
      await(process, GRACE);
    }
    forget();
    return processes.size();
  }

  void terminate() throws IOException {
    running().forEach(ProcessHandle::destroy);
  }

  /** After {@link #terminate}; false when some had to be killed. */
  boolean awaitEnd() throws IOException, InterruptedException {
    boolean clean = true;
    for (var process : running()) {
      if (!await(process, GRACE)) {
        process.destroyForcibly();
        await(process, GRACE);
        clean = false;
      }
    }
    forget();
    return clean;
  }

  private void forget() throws IOException {
    for (var name : commands().keySet()) {
      Files.deleteIfExists(pidFile(name));
    }
  }

  private static boolean await(ProcessHandle process, Duration atMost) throws InterruptedException {
    try {
      process.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
