package org.atoll.bench.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.rpc.RpcClient;

/** A running node of one or more processes, with a chain of its own that begins with it. */
final class Node implements AutoCloseable {
  private static final int START_SECONDS = 120;

  private final URI rpc;
  private final Path folder;
  private final Map<String, Daemon> daemons;

  private Node(URI rpc, Path folder, Map<String, Daemon> daemons) {
    this.rpc = rpc;
    this.folder = folder;
    this.daemons = daemons;
  }

  /** With a block each second, or, given 0, one for each transaction. */
  static Node anvil(Setup setup, int blockSeconds) throws IOException, BenchException, InterruptedException {
    var folder = Files.createTempDirectory(setup.folder(), "anvil-");
    var command = new ArrayList<>(List.of(setup.anvil().toString(), "--port", Integer.toString(setup.port()),
        "--gas-limit", "10000000000", "--silent"));
    if (blockSeconds > 0) {
      command.addAll(List.of("--block-time", Integer.toString(blockSeconds)));
    }
    return single("anvil", folder, setup.port(), command);
  }

  /** All in one process. */
  static Node dev(Setup setup, Path folder, long blockMillis) throws IOException, BenchException, InterruptedException {
    var command = new ArrayList<>(setup.atoll());
    command.addAll(List.of("dev", "--quiet", "--port", Integer.toString(setup.port()), "--data",
        folder.resolve("data").toString(), "--block-time", Long.toString(blockMillis)));
    return single("atoll", folder, setup.port(), command);
  }

  static Node dev(Setup setup, long blockMillis) throws IOException, BenchException, InterruptedException {
    return dev(setup, Files.createTempDirectory(setup.folder(), "dev-"), blockMillis);
  }

  private static Node single(String name, Path folder, int port, List<String> command)
      throws IOException, BenchException, InterruptedException {
    requireFree(port);
    var node = new Node(URI.create("http://127.0.0.1:" + port), folder, new LinkedHashMap<>());
    var daemon = node.start(name, command);
    node.orClose(() -> daemon.await(node::answers, START_SECONDS));
    return node;
  }

  /** Validator, processor of the family and, for Ethereum, gateway: a process each. */
  static Node separate(Setup setup, String family, long blockMillis)
      throws IOException, BenchException, InterruptedException {
    var folder = Files.createTempDirectory(setup.folder(), "node-");
    var dir = folder.resolve("d");
    requireFree(setup.port());
    var node = new Node(URI.create("http://127.0.0.1:" + setup.port()), folder, new LinkedHashMap<>());
    node.orClose(() -> {
      try (var init = Daemon.start("init", folder, with(setup, "init", "--dir", dir.toString()))) {
        init.await(() -> Files.exists(dir.resolve("genesis.json")), START_SECONDS);
        init.await(() -> init.output().contains("made "), START_SECONDS);
      }
      var sockets = dir.resolve("run");
      var validator = node.start("validator",
          with(setup, "validator", "--dir", dir.toString(), "--block-time", Long.toString(blockMillis)));
      validator.await(() -> validator.output().contains("validator ready"), START_SECONDS);
      var processor = node.start(family,
          with(setup, "processor", family, "--connect", sockets.resolve("processor.sock").toString()));
      processor.await(() -> processor.output().contains("serves"), START_SECONDS);
      if (family.equals("seth")) {
        var gateway = node.start("gateway", with(setup, "gateway", "--connect",
            sockets.resolve("client.sock").toString(), "--port", Integer.toString(setup.port())));
        gateway.await(node::answers, START_SECONDS);
      }
    });
    return node;
  }

  private static List<String> with(Setup setup, String... arguments) {
    var command = new ArrayList<>(setup.atoll());
    Collections.addAll(command, arguments);
    return command;
  }

  private interface Step {
    void run() throws IOException, BenchException, InterruptedException;
  }

  /** A node that fails to start leaves no process behind. */
  private void orClose(Step step) throws IOException, BenchException, InterruptedException {
    boolean done = false;
    try {
      step.run();
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Else another's node would be measured. */
  private static void requireFree(int port) throws BenchException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port));
    } catch (IOException taken) {
      throw new BenchException("something listens on port " + port + " already; choose another --port", taken);
    }
  }

  private Daemon start(String name, List<String> command) throws IOException {
    var daemon = Daemon.start(name, folder, command);
    daemons.put(name, daemon);
    return daemon;
  }

  private boolean answers() throws IOException {
    try (var client = new RpcClient(rpc)) {
      return client.quantity("eth_blockNumber", "").signum() >= 0;
    }
  }

  URI rpc() {
    return rpc;
  }

  Path folder() {
    return folder;
  }

  Path clientSocket() {
    return folder.resolve("d/run/client.sock");
  }

  Map<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    daemons.forEach((name, daemon) -> pids.put(name, daemon.pid()));
    return pids;
  }

  /** All processes at once, as a power cut would. */
  void kill() throws InterruptedException {
    for (var daemon : daemons.values()) {
      daemon.kill();
    }
  }

  /** Last started first. */
  @Override
  public void close() throws InterruptedException {
    var all = new ArrayList<>(daemons.values());
    Collections.reverse(all);
    for (var daemon : all) {
      daemon.close();
    }
  }
}
