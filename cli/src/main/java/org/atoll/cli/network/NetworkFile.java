package org.atoll.cli.network;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.atoll.cli.node.WholeFile;

/**
 * What a network on this machine consists of: {@code network.json} in its folder.
 *
 * @param separate whether processors and gateways are processes of their own
 * @param proxies first port of the fault proxies that all links lead through; 0: there are none
 */
public record NetworkFile(long chainId, long slotMillis, boolean separate, int proxies, List<Node> nodes) {
  static final String NAME = "network.json";
  private static final String SCHEMA = "atoll.network/1";

  /** @param validator false: the node only follows */
  public record Node(int index, boolean validator, int rpcPort, int opsPort, int peerPort) {
    public String rpc() {
      return "http://127.0.0.1:" + rpcPort;
    }

    public String folderName() {
      return "node" + index;
    }
  }

  public NetworkFile {
    nodes = List.copyOf(nodes);
  }

  NetworkFile with(Node more) {
    var all = new ArrayList<>(nodes);
    all.add(more);
    return new NetworkFile(chainId, slotMillis, separate, proxies, all);
  }

  NetworkFile withProxies(int first) {
    return new NetworkFile(chainId, slotMillis, separate, first, nodes);
  }

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  static NetworkFile read(Path folder) throws NetworkException, IOException {
    var file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new NetworkException(NetworkException.Kind.INPUT, "there is no network in " + folder
          + "; start one with: atoll network up --dir " + folder);
    }
    var root = JsonMapper.builder().build().readTree(file.toFile());
    if (!root.path("schema").asText().equals(SCHEMA)) {
      throw new NetworkException(NetworkException.Kind.INPUT, file + " is not of schema " + SCHEMA
          + "; choose another folder");
    }
    var nodes = new ArrayList<Node>();
    for (var node : root.path("nodes")) {
      nodes.add(new Node(node.path("index").asInt(), node.path("validator").asBoolean(),
          node.path("rpcPort").asInt(), node.path("opsPort").asInt(), node.path("peerPort").asInt()));
    }
    return new NetworkFile(root.path("chainId").asLong(), root.path("slotMillis").asLong(),
        root.path("separate").asBoolean(), root.path("proxies").asInt(), nodes);
  }

  void write(Path folder) throws IOException {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", SCHEMA);
    root.put("chainId", chainId);
    root.put("slotMillis", slotMillis);
    root.put("separate", separate);
    root.put("proxies", proxies);
    var list = root.putArray("nodes");
    nodes.forEach(node -> list.addObject().put("index", node.index()).put("validator", node.validator())
        .put("rpcPort", node.rpcPort()).put("opsPort", node.opsPort()).put("peerPort", node.peerPort()));
    var next = folder.resolve(NAME + ".new");
    Files.deleteIfExists(next);
    WholeFile.create(next, root.toPrettyString() + "\n", "rw-r--r--");
    Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }
}
