package org.atoll.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.network.Launcher;
import org.atoll.cli.network.LocalNetwork;
import org.atoll.cli.network.NetworkException;
import org.atoll.cli.network.NetworkFile;
import org.atoll.cli.network.NetworkPlan;
import org.atoll.cli.node.NodeRun;
import org.atoll.cli.node.WarmUpLoad;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.store.StoreException;

/** Two validators in this process that fill blocks, lose one of them, and let it catch up. */
final class WarmUpNetwork implements AutoCloseable {
  private static final int CHAIN_ID = 31337;
  private static final int SLOT_MILLIS = 250;
  private static final int SENDERS = 5;
  private static final int BURST = 10;
  private static final int ROUNDS = 20;
  private static final int ROUNDS_ALONE = 4;
  private static final int TRIES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final List<NetworkFile.Node> nodes;
  private final List<NodeRun> running = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private long nonce;

  private WarmUpNetwork(Path folder, List<NetworkFile.Node> nodes) {
    this.folder = folder;
    this.nodes = nodes;
  }

  static WarmUpNetwork start(Path folder) throws IOException, StoreException, InterruptedException {
    try {
      var plan = new NetworkPlan(2, "dpos", SLOT_MILLIS, CHAIN_ID, false, NetworkPlan.Ports.of(freePorts()));
      var made = LocalNetwork.make(folder, plan, Launcher.ofThisProcess(), System.currentTimeMillis());
      var network = new WarmUpNetwork(folder, made.file().nodes());
      network.start(0);
      network.start(1);
      return network;
    } catch (NetworkException wrong) {
      throw new IOException(wrong);
    }
  }

  private static int freePorts() throws IOException {
    var random = new SecureRandom();
    for (int i = 0; i < TRIES; i++) {
      int base = random.nextInt(10_000, 30_000);
      if (List.of(0, 1, 100, 101, 200, 201).stream().allMatch(offset -> isFree(base + offset))) {
        return base;
      }
    }
    throw new IOException("found no free ports on the loopback address");
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private void start(int index) throws IOException, StoreException, InterruptedException {
    var own = folder.resolve(nodes.get(index).folderName());
    try {
      running.add(NodeRun.start(own, NodeOptions.load(own, null, Map.of()), Genesis.read(own.resolve("genesis.json")),
          new NodeRun.DevBlocks(0), Clock.systemUTC(), failure -> {
            throw new IllegalStateException(failure);
          }));
    } catch (ConfigException wrong) {
      throw new IOException(wrong);
    }
  }

  void work() throws IOException, StoreException, InterruptedException {
    awaitFinal(1);
    fill(ROUNDS);
    running.removeLast().close();
    fill(ROUNDS_ALONE);
    start(1);
    fill(ROUNDS_ALONE);
    awaitFinal(number(0, "latest") + 1);
  }

  private void fill(int rounds) throws IOException, InterruptedException {
    var keys = Mnemonic.keys(Mnemonic.WELL_KNOWN, SENDERS);
    for (int round = 0; round < rounds; round++) {
      for (int sender = 0; sender < SENDERS; sender++) {
        post(sender % running.size(), WarmUpLoad.transfers(keys.get(sender), CHAIN_ID, nonce, BURST));
      }
      nonce += BURST;
      Thread.sleep(SLOT_MILLIS / 2);
    }
  }

  private void awaitFinal(long height) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int node = 0; node < nodes.size(); node++) {
      while (number(node, "finalized") < height) {
        if (System.nanoTime() > deadline) {
          throw new IOException("height " + height + " is not final on " + nodes.get(node).folderName() + " within "
              + PATIENCE.toSeconds() + " s");
        }
        Thread.sleep(SLOT_MILLIS / 2);
      }
    }
  }

  private long number(int node, String block) throws IOException, InterruptedException {
    var answer = post(node, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"" + block
        + "\",false]}");
    return Long.decode(answer.path("result").path("number").asText("0x0"));
  }

  private JsonNode post(int node, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nodes.get(node).rpcPort()))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() throws InterruptedException {
    http.close();
    while (!running.isEmpty()) {
      running.removeLast().close();
    }
  }
}
