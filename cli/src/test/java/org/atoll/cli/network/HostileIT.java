package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.NetworkKeyFile;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.zmq.WildPeer;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.proto.PeerWant;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What bad peers can do to a validator's process (reliability.md M1, N1, F1): nothing but lose their link. The network has
 * four members, one of which is the test. {@code -Datoll.network.flood=10000000} sends more.
 */
@Timeout(3_600)
final class HostileIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int FLOOD = Scale.of("flood", 100_000);
  private static final int MUTATIONS = Scale.of("mutations", 300);
  private static final int VICTIM = 0;
  private static final int ATTACKER = 3;
  private static final List<Integer> HONEST = List.of(0, 1, 2);
  private static final long MAX_GROWTH = 64L << 20;
  private static final int WANT_HEADERS = 19;
  private static final int[] TYPES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 32, 33, 34};

  private final Random random = new Random(Scale.of("seed", 1));

  @TempDir Path folder;

  @Test
  void givenHostilePeers_whenTheyTryAll_thenTheValidatorGoesOnAndTheyLoseTheirLinks() throws Exception {
    try (var cluster = Cluster.make(folder.resolve("n"), 4, false, NetworkPlan.Ports.of(21_500))) {
      for (int node : HONEST) {
        cluster.network.start(node);
      }
      cluster.awaitOn(HONEST, PATIENCE, "final without the fourth", health -> health.finalHeight() > 3
          && health.hasStarted());
      try (var observer = new Observer(cluster)) {
        long pid = cluster.network.status().get(VICTIM).pid().orElseThrow();
        long began = System.nanoTime();
        Thread.sleep(8_000);
        var usual = observer.intervals(1, began, System.nanoTime());
        long threads = Math.round(metric(cluster, "jvm_threads"));

        flood(cluster, observer, usual);
        garbageOnThePort(cluster);
        strangers(cluster);
        malformedHandshakes(cluster);
        malformedMessages(cluster);
        theForbidden(cluster);

        long height = cluster.highestFinal();
        cluster.awaitOn(HONEST, PATIENCE, "final after all of it", health -> health.finalHeight() > height + 3
            && health.inStep());
        assertThat(cluster.network.status().get(VICTIM).pid()).hasValue(pid);
        assertThat(metric(cluster, "jvm_threads")).as("threads").isBetween(threads - 5.0, threads + 5.0);
        assertThat(observer.conflicts()).isEmpty();
        assertThat(observer.finalTransactions()).isEmpty();
        assertThat(cluster.network.log(VICTIM)).content().doesNotContain(" ERROR ").doesNotContain("Exception");
      }
    }
  }

  private void flood(Cluster cluster, Observer observer, Observer.Intervals usual) throws Exception {
    var question = question();
    long before = liveHeap(cluster);
    long most = before;
    long began = System.nanoTime();
    int sent = 0;
    try (var flooder = new WildPeer(member(cluster), address(cluster), random)) {
      assertThat(flooder.join()).isTrue();
      while (sent < FLOOD && flooder.send(question)) {
        sent++;
        if (sent % 20_000 == 0) {
          most = Math.max(most, liveHeap(cluster));
        }
      }
      flooder.listen(2_000);
      assertThat(flooder.lost()).as("the flooder keeps its link").isTrue();
    }
    most = Math.max(most, liveHeap(cluster));
    long left = 6_000 - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    Thread.sleep(Math.max(0, left));
    var meanwhile = observer.intervals(1, began, System.nanoTime());
    System.out.println("flood: " + sent + " of " + FLOOD + " messages until it was dropped, live heap grew by at most "
        + ((most - before) >> 10) + " KiB\n  before: " + usual + "\n  then:   " + meanwhile);

    assertThat(sent).as("dropped before the end").isLessThan(FLOOD);
    assertThat(most - before).as("growth of the heap").isLessThanOrEqualTo(MAX_GROWTH);
    assertThat(meanwhile.p99()).as("block interval").isLessThanOrEqualTo(Scale.bound(2 * usual.p99(), 5_000));
    try (var again = new WildPeer(member(cluster), address(cluster), random)) {
      again.join();
      again.listen(500);
      assertThat(again.lost()).as("banned").isTrue();
    }
  }

  /** Asks for much and costs the asker nothing. */
  private static Bytes question() {
    return WildPeer.message(WANT_HEADERS,
        Bytes.wrap(PeerWant.newBuilder().setFromHeight(1).setCount(512).build().toByteArray()));
  }

  private void garbageOnThePort(Cluster cluster) throws IOException {
    int port = cluster.network.file().nodes().get(VICTIM).peerPort();
    for (int i = 0; i < MUTATIONS / 3; i++) {
      var bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      try (var socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write(bytes);
      } catch (IOException cutAlready) {
        continue;
      }
    }
  }

  /** Those of another chain, another genesis, another key than they say are told so and cut. */
  private void strangers(Cluster cluster) throws Exception {
    var own = network(cluster);
    var others = Map.of("other chain id", new NetworkId(own.chainId() + 1, own.genesisId()),
        "other genesis", new NetworkId(own.chainId(), Hash32.fromHex("22".repeat(32))));
    for (var other : others.entrySet()) {
      try (var stranger = new WildPeer(new WildPeer.Identity(anyKey(), anyCurve(), other.getValue()), address(cluster),
          random)) {
        assertThat(stranger.join()).isFalse();
        assertThat(stranger.refusal()).startsWith(other.getKey());
      }
    }
    try (var rude = new WildPeer(new WildPeer.Identity(anyKey(), anyCurve(), own), address(cluster), random)) {
      rude.send(question()); // without having said hello
      rude.listen(3_000);
      assertThat(rude.lost()).isTrue();
    }
  }

  private void malformedHandshakes(Cluster cluster) throws Exception {
    for (int i = 0; i < MUTATIONS / 20; i++) {
      try (var peer = new WildPeer(new WildPeer.Identity(anyKey(), anyCurve(), network(cluster)), address(cluster),
          random)) {
        peer.send(mutated(peer.hello()));
        peer.listen(20);
      }
    }
  }

  private void malformedMessages(Cluster cluster) throws Exception {
    int sent = 0;
    while (sent < MUTATIONS) {
      try (var peer = new WildPeer(new WildPeer.Identity(anyKey(), anyCurve(), network(cluster)), address(cluster),
          random)) {
        assertThat(peer.join()).isTrue();
        for (int i = 0; i < 20 && peer.send(anyMessage()); i++) {
          sent++;
        }
        peer.listen(100);
      }
    }
  }

  /** With a permission by name all others lose their links and get none, and the members keep theirs. */
  private void theForbidden(Cluster cluster) throws Exception {
    if (ignoresHangUp()) {
      System.out.println("skipped: permissions that change, because SIGHUP is ignored here, as under nohup");
      return;
    }
    var guest = new WildPeer.Identity(anyKey(), anyCurve(), network(cluster));
    var friend = new WildPeer.Identity(anyKey(), anyCurve(), network(cluster));
    try (var linked = new WildPeer(guest, address(cluster), random)) {
      assertThat(linked.join()).isTrue();
      set(cluster, "[p2p]\nallow = [\"" + friend.key().publicKey().bytes().toHex() + "\"]\n");
      linked.listen(5_000);
      assertThat(linked.lost()).as("a guest keeps its link").isTrue();
    }
    try (var refused = new WildPeer(guest, address(cluster), random)) {
      assertThat(refused.join()).isFalse();
      assertThat(refused.refusal()).isEqualTo("not authorised");
    }
    try (var allowed = new WildPeer(friend, address(cluster), random)) {
      assertThat(allowed.join()).isTrue();
    }
    cluster.awaitOn(List.of(1, 2), PATIENCE, "members are linked", health -> health.peers() >= 2);
  }

  /** What a process is started with it passes on, and nothing in it can change that. */
  private static boolean ignoresHangUp() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
  }

  /** Adds to the victim's settings and has them read anew. */
  private static void set(Cluster cluster, String toml) throws Exception {
    var file = cluster.network.folder().resolve("node" + VICTIM).resolve("atoll.toml");
    var text = Files.readString(file);
    Files.writeString(file, text.replace("[p2p]\n", toml));
    cluster.network.signal("HUP", List.of(VICTIM));
    cluster.await(PATIENCE, "settings are read", () -> Files.readString(cluster.network.folder().resolve("node" + VICTIM)
        .resolve("logs").resolve("node.log")).contains("config.reloaded"));
  }

  private Bytes anyMessage() {
    var body = new byte[random.nextInt(random.nextInt(20) == 0 ? 3_000 : 90)];
    random.nextBytes(body);
    var frame = WildPeer.message(TYPES[random.nextInt(TYPES.length)], Bytes.wrap(body));
    return random.nextInt(3) == 0 ? mutated(frame) : frame;
  }

  private Bytes mutated(Bytes frame) {
    var bytes = frame.toArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0 ? Bytes.wrap(bytes).slice(0, random.nextInt(bytes.length)) : Bytes.wrap(bytes);
  }

  private PrivateKey anyKey() {
    return PrivateKey.generate(SignatureAlgorithm.SECP256K1, random);
  }

  private CurveKeyPair anyCurve() {
    return CurveKeyPair.generate(random);
  }

  private WildPeer.Identity member(Cluster cluster) throws IOException {
    var own = cluster.network.folder().resolve("node" + ATTACKER);
    return new WildPeer.Identity(KeyFiles.signing(own), NetworkKeyFile.read(own.resolve("keys").resolve("network.json")),
        network(cluster));
  }

  private PeerAddress address(Cluster cluster) throws IOException {
    var own = cluster.network.folder().resolve("node" + VICTIM);
    return new PeerAddress(KeyFiles.signing(own).publicKey(),
        NetworkKeyFile.read(own.resolve("keys").resolve("network.json")).publicKey(),
        new Endpoint("127.0.0.1", cluster.network.file().nodes().get(VICTIM).peerPort()));
  }

  private NetworkId network(Cluster cluster) throws IOException {
    var genesis = Genesis.read(cluster.network.folder().resolve("node0").resolve("genesis.json"));
    var state = StateDatabase.open(new MemoryStore(), Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(10, 1 << 20, Runnable::run));
    return new NetworkId(genesis.chainId(), new Hash32(GenesisBlock.build(genesis, state).block().id().bytes()));
  }

  /** Bytes of heap in use after a full collection. */
  private static long liveHeap(Cluster cluster) throws Exception {
    long pid = cluster.network.status().get(VICTIM).pid().orElseThrow();
    var jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid),
        "GC.run").redirectErrorStream(true).start();
    var said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(said).isZero();
    return Math.round(metric(cluster, "jvm_heap_used_bytes"));
  }

  private static double metric(Cluster cluster, String name) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + cluster.network.file().nodes().get(VICTIM).opsPort() + "/metrics");
      var values = new HashMap<String, Double>();
      http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body().lines()
          .filter(line -> line.startsWith("atoll_" + name + " "))
          .forEach(line -> values.put(name, Double.parseDouble(line.substring(line.indexOf(' ') + 1))));
      return values.get(name);
    }
  }
}
