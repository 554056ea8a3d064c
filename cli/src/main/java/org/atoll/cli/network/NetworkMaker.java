package org.atoll.cli.network;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.atoll.cli.config.Setting;
import org.atoll.cli.config.Settings;
import org.atoll.cli.config.SettingsFile;
import org.atoll.cli.network.NetworkFile.Node;
import org.atoll.cli.node.Consensus;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.NetworkKeyFile;
import org.atoll.cli.node.WholeFile;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.genesis.Genesis;

/** Makes the folders of a network on this machine. */
final class NetworkMaker {
  static final int TEST_ACCOUNTS = 10;
  private static final BigInteger BALANCE = BigInteger.TEN.pow(22);
  private static final String HOST = "127.0.0.1";

  private NetworkMaker() {}

  /** Makes all or nothing that counts: the network's file comes last. */
  static NetworkFile make(Path folder, NetworkPlan plan, long nowMillis) throws NetworkException, IOException {
    requireEmpty(folder);
    var nodes = new ArrayList<Node>();
    for (int i = 0; i < plan.validators(); i++) {
      nodes.add(new Node(i, true, plan.ports().rpc() + i, plan.ports().ops() + i, plan.ports().peer() + i));
      KeyFiles.create(folder.resolve(nodes.get(i).folderName()));
    }
    var members = new ArrayList<PublicKey>();
    for (var node : nodes) {
      members.add(KeyFiles.signing(folder.resolve(node.folderName())).publicKey());
    }
    var genesis = genesis(plan, members, nowMillis).toJson() + "\n";
    var network = new NetworkFile(plan.chainId(), plan.slotMillis(), plan.separate(),
        plan.ports().proxies(), nodes);
    for (var node : nodes) {
      finish(folder, network, node, genesis);
    }
    network.write(folder);
    return network;
  }

  private static void requireEmpty(Path folder) throws NetworkException, IOException {
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      var found = files.findFirst();
      if (found.isPresent()) {
        throw new NetworkException(NetworkException.Kind.INPUT, folder + " holds no network but is not empty ("
            + found.get().getFileName() + "); choose another folder with --dir, or empty it");
      }
    }
  }

  private static Genesis genesis(NetworkPlan plan, List<PublicKey> members, long nowMillis) {
    Map<EvmAddress, Genesis.Account> funded = new LinkedHashMap<>();
    Mnemonic.keys(Mnemonic.WELL_KNOWN, TEST_ACCOUNTS)
        .forEach(key -> funded.put(Secp256k1.addressOf(key.publicKey()), Genesis.Account.funded(BALANCE)));
    return Genesis.withTemplates(plan.chainId(), nowMillis, Consensus.dpos(members, plan.slotMillis()), funded,
        Map.of("evm.allow_unprotected", "true")); // web3j's default signs so
  }

  /** Makes the folder of one more node, which follows and does not vote. */
  static NetworkFile add(Path folder, NetworkFile network) throws NetworkException, IOException {
    var first = network.nodes().getFirst();
    int index = network.nodes().size();
    if (index >= NetworkPlan.MAX_NODES) {
      throw new NetworkException(NetworkException.Kind.USAGE, "a network on one machine has at most "
          + NetworkPlan.MAX_NODES + " nodes");
    }
    if (network.proxies() != 0 && index >= ProxyPorts.MOST_NODES) {
      throw new NetworkException(NetworkException.Kind.USAGE, "a network with fault proxies has at most "
          + ProxyPorts.MOST_NODES + " nodes");
    }
    var node = new Node(index, false, first.rpcPort() + index, first.opsPort() + index, first.peerPort() + index);
    var bigger = network.with(node);
    var own = folder.resolve(node.folderName());
    if (!Files.exists(own.resolve("keys").resolve("network.json"))) { // else of an add that was cut short
      KeyFiles.create(own);
    }
    finish(folder, bigger, node, Files.readString(folder.resolve(first.folderName()).resolve("genesis.json")));
    bigger.write(folder);
    return bigger;
  }

  private static void finish(Path folder, NetworkFile network, Node node, String genesis) throws IOException {
    var own = folder.resolve(node.folderName());
    Files.createDirectories(own.resolve("logs"));
    Files.createDirectories(own.resolve("run"));
    create(own.resolve("genesis.json"), genesis);
    create(own.resolve("atoll.toml"), SettingsFile.render(settings(folder, network, node)));
  }

  private static void create(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    WholeFile.create(file, text, "rw-r--r--");
  }

  private static Map<Setting<?>, String> settings(Path folder, NetworkFile network, Node node) throws IOException {
    var others = new ArrayList<PeerAddress>();
    for (var other : network.nodes()) {
      if (other.index() != node.index()) {
        others.add(address(folder, other));
      }
    }
    var listen = network.separate() ? "unix" : "off";
    var texts = new LinkedHashMap<Setting<?>, String>();
    texts.put(Settings.NODE_NAME, node.folderName());
    texts.put(Settings.P2P_BIND, HOST + ":" + node.peerPort());
    texts.put(Settings.P2P_ADVERTISE, HOST + ":" + node.peerPort());
    texts.put(Settings.P2P_BOOTSTRAP, others.stream().map(PeerAddress::toString).collect(Collectors.joining(",")));
    texts.put(Settings.STORE_CACHE, "32MiB");
    texts.put(Settings.PROCESSORS_EMBEDDED, network.separate() ? "" : String.join(",", List.of("evm", "intkey")));
    texts.put(Settings.PROCESSORS_LISTEN, listen);
    texts.put(Settings.CLIENT_LISTEN, listen);
    texts.put(Settings.MEMPOOL_MAX_BYTES, "64MiB");
    if (!network.separate()) {
      texts.put(Settings.RPC_BIND, HOST + ":" + node.rpcPort());
    }
    texts.put(Settings.OPS_BIND, HOST + ":" + node.opsPort());
    return texts;
  }

  private static PeerAddress address(Path folder, Node node) throws IOException {
    var own = folder.resolve(node.folderName());
    return new PeerAddress(KeyFiles.signing(own).publicKey(),
        NetworkKeyFile.read(own.resolve("keys").resolve("network.json")).publicKey(),
        new Endpoint(HOST, node.peerPort()));
  }
}
