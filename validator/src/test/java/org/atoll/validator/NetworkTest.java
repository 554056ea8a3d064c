package org.atoll.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.atoll.dpos.DposEngine;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.gossip.fault.FaultPlan;
import org.atoll.gossip.fault.FaultProxy;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.engine.runner.EngineRunner;
import org.atoll.sdk.proto.Conviction;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.family.evidence.EvidenceHandler;
import org.atoll.validator.finality.GuardFolder;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.mempool.core.SenderRules;
import org.atoll.validator.settings.ConsensusEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Four validators in one process, linked by real sockets. */
final class NetworkTest {
  private static final int MEMBERS = 4;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long PARTITION_MILLIS = 1_000L * Integer.getInteger("atoll.network.partition-seconds", 8);

  @TempDir Path root;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final List<CurveKeyPair> curves = new ArrayList<>();
  private final List<PeerAddress> addresses = new ArrayList<>();
  private final List<Optional<Validator>> nodes = new ArrayList<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final Ways ways = new Ways(addresses);
  private Genesis genesis;

  @BeforeEach
  void makeKeys() throws Exception {
    var random = new SecureRandom();
    for (int i = 0; i < MEMBERS; i++) {
      keys.add(PrivateKey.generate(SignatureAlgorithm.SECP256K1, random));
      curves.add(CurveKeyPair.generate(random));
      addresses.add(new PeerAddress(keys.get(i).publicKey(), curves.get(i).publicKey(),
          new Endpoint("127.0.0.1", freePort())));
      var guard = GuardFolder.open(Files.createDirectories(root.resolve("n" + i)).resolve("guard"));
      VoteGuard.create(guard.votes(keys.get(i).publicKey()));
      SealGuard.create(guard.seals(keys.get(i).publicKey()));
      guard.close();
      nodes.add(Optional.empty());
    }
    var entry = new ConsensusEntry("dpos", "1.0",
        MemberSet.of(keys.stream().map(key -> Member.of(key.publicKey())).toList()), 840,
        ConsensusEntry.SealScope.TIMESTAMP, Map.of("slot_ms", 500L, "propagation_reserve_ms", 200L), Map.of());
    genesis = Genesis.withTemplates(31_337, System.currentTimeMillis(), entry, Map.of(), Map.of());
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void start(int node) throws Exception {
    start(node, Set.of());
  }

  private void start(int node, Set<PublicKey> engineKeys) throws Exception {
    start(node, engineKeys, ValidatorConfig.Operator.USUAL);
  }

  private void start(int node, Set<PublicKey> engineKeys, ValidatorConfig.Operator operator) throws Exception {
    var endpoint = addresses.get(node).endpoint();
    var network = new NetworkConfig(curves.get(node), List.of(endpoint), List.of(endpoint), addresses,
        PeeringLimits.DEFAULT, dialled -> ways.rewrite(node, dialled));
    nodes.set(node, Optional.of(Validator.start(new ValidatorConfig(root.resolve("n" + node), genesis, keys.get(node),
        Optional.of(network), engineKeys, 0, true, false, 100, 16L << 20, PoolLimits.defaults(),
        operator, BigInteger.ONE, "test/v0.1.0"),
        Clock.systemUTC(), new SecureRandom(), failure -> broken.compareAndSet(null, failure))));
  }

  private void stop(int node) throws Exception {
    nodes.get(node).orElseThrow().close();
    nodes.set(node, Optional.empty());
  }

  private long finalHeight(int node) {
    return nodes.get(node).orElseThrow().reader().finalHeight();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!condition.getAsBoolean()) {
      assertThat(broken.get()).isNull();
      assertThat(System.currentTimeMillis()).as("time for " + what).isLessThan(end);
      Thread.sleep(20);
    }
  }

  @AfterEach
  void stopAll() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      if (nodes.get(i).isPresent()) {
        stop(i);
      }
    }
    assertThat(broken.get()).isNull();
  }

  @Test
  @Timeout(240)
  void fourDecideThreeGoOnAndTheFourthComesBack() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      start(i);
    }
    for (int i = 0; i < MEMBERS; i++) {
      int node = i;
      await("node " + i + " to see three final blocks", () -> finalHeight(node) >= 3);
    }
    stop(3);
    long before = finalHeight(0);
    await("three of four to go on", () -> finalHeight(0) >= before + 3);
    start(3);
    await("the fourth to come back", () -> finalHeight(3) >= before + 4);

    assertSameChain();
  }

  /** The block at the height was made by that node. */
  private boolean made(int node, long height) {
    return nodes.get(0).orElseThrow().reader().header(height).orElseThrow().signed().producer()
        .equals(keys.get(node).publicKey());
  }

  @Test
  @Timeout(240)
  void aNodeFollowsWithoutItsEngineAndPublishesWithIt() throws Exception {
    var engineKey = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
    for (int i = 0; i < 3; i++) {
      start(i);
    }
    start(3, Set.of(engineKey.publicKey()));
    await("the node without an engine to follow", () -> finalHeight(3) >= 4);
    long before = finalHeight(3);
    for (long height = 1; height <= before; height++) {
      assertThat(made(3, height)).isFalse();
    }

    var name = InProcessServerBuilder.generateName();
    var server = InProcessServerBuilder.forName(name)
        .addService(nodes.get(3).orElseThrow().engineService().orElseThrow()).build().start();
    var channel = InProcessChannelBuilder.forName(name).build();
    try (var engine = EngineRunner.start(channel, DposEngine::new, engineKey)) {
      await("a block of the node with its engine", () -> {
        for (long height = before + 1; height <= finalHeight(0); height++) {
          if (made(3, height)) {
            return true;
          }
        }
        return false;
      });
    }
    long gone = finalHeight(3);
    await("the node to follow again without", () -> finalHeight(3) >= gone + 3);
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  @Timeout(300)
  void twoAndTwoDecideNothingAndGoOnWhenTheyMeetAgain() throws Exception {
    try (var proxy = FaultProxy.start(7)) {
      ways.lead(proxy);
      for (int i = 0; i < MEMBERS; i++) {
        start(i);
      }
      await("two final blocks everywhere", () -> finalHeight(0) >= 2 && finalHeight(1) >= 2 && finalHeight(2) >= 2
          && finalHeight(3) >= 2);
      ways.between(proxy, List.of(0, 1), FaultPlan.BLOCKED);
      Thread.sleep(2_000); // what was under way arrives or not
      long before = finalHeight(0);
      long cutBefore = finalHeight(2);
      Thread.sleep(PARTITION_MILLIS);
      assertThat(finalHeight(0)).isLessThanOrEqualTo(before + 1);
      assertThat(finalHeight(2)).isLessThanOrEqualTo(cutBefore + 1);
      long reached = Math.max(finalHeight(0), finalHeight(2));

      ways.between(proxy, List.of(0, 1), FaultPlan.CLEAR);

      await("all to decide again", () -> finalHeight(0) >= reached + 2 && finalHeight(1) >= reached + 2
          && finalHeight(2) >= reached + 2 && finalHeight(3) >= reached + 2);
      assertSameChain();
    }
  }

  /** A member that signs everything twice, with real keys over the real wire, next to three that do not. */
  @ParameterizedTest
  @EnumSource(TwoFacedMember.Habit.class)
  @Timeout(240)
  void whoContradictsHimselfIsConvictedByAll(TwoFacedMember.Habit habit) throws Exception {
    for (int i = 0; i < 3; i++) {
      start(i);
    }
    await("three to decide", () -> finalHeight(0) >= 2);
    var bad = keys.get(3);
    var conviction = EvidenceHandler.convictionAddress(bad.publicKey());
    try (var forger = new TwoFacedMember(habit, genesis, bad, curves.get(3), addresses.get(3), addresses.subList(0, 3))) {
      await("all to have convicted the member", () -> IntStream.range(0, 3).allMatch(node ->
          state(node, conviction).isPresent()));
      assertThat(forger.lies()).isPositive();
    }

    for (int i = 0; i < 3; i++) {
      assertThat(state(i, conviction)).isEqualTo(state(0, conviction));
    }
    var decoded = Conviction.parseFrom(state(0, conviction).orElseThrow().unsafeArray());
    assertThat(decoded.getKind()).isEqualTo(habit.kind);
    long convicted = finalHeight(0);
    await("the others to go on", () -> finalHeight(0) >= convicted + 3);
    for (int i = 0; i < 3; i++) {
      var key = keys.get(i).publicKey();
      assertThat(state(0, EvidenceHandler.convictionAddress(key))).isEmpty();
    }
  }

  private Optional<Bytes> state(int node, Address address) {
    var reader = nodes.get(node).orElseThrow().reader();
    return reader.stateAt(reader.finalHeight()).flatMap(state -> state.get(address));
  }

  /** The folder is put back as it was a while ago: the node notices, and votes again only when it is sure. */
  @Test
  @Timeout(240)
  void anOldCopyOfTheGuardIsNoticed() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      start(i);
    }
    await("the first decisions", () -> finalHeight(3) >= 2);
    stop(3);
    var guard = root.resolve("n3").resolve("guard");
    var copy = root.resolve("copy");
    copy(guard, copy);
    start(3);
    long before = finalHeight(3);
    await("more decisions", () -> finalHeight(3) >= before + 3);
    stop(3);
    copy(copy, guard);

    start(3);

    assertThat(nodes.get(3).orElseThrow().isInQuarantine().get()).isTrue();
    await("the node to trust itself again", () -> !nodes.get(3).orElseThrow().isInQuarantine().join());
    for (int node : List.of(0, 1, 3)) {
      long reached = finalHeight(node);
      await("decisions", () -> finalHeight(node) >= reached + 3);
      assertThat(state(node, EvidenceHandler.convictionAddress(keys.get(3).publicKey()))).isEmpty();
    }
  }

  /** All have lost what they signed, so each waits for the others, until the operators accept it. */
  @Test
  @Timeout(240)
  void aLossOfAllGuardsIsForTheOperatorsToAccept() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      start(i);
    }
    await("the first decisions", () -> finalHeight(3) >= 2);
    for (int i = 0; i < MEMBERS; i++) {
      stop(i);
      deleteGuard(i);
    }
    for (int i = 0; i < MEMBERS; i++) {
      start(i);
    }
    long before = finalHeight(0);
    for (int i = 0; i < MEMBERS; i++) {
      int node = i;
      await("node " + i + " to know where the others are", () -> status(node).inStep() && status(node).links().peers() == 3);
    }
    assertThat(IntStream.range(0, MEMBERS).mapToObj(node -> status(node).guard().standing()))
        .containsOnly(NodeStatus.Standing.QUARANTINE);
    Thread.sleep(3_000); // six slots
    assertThat(finalHeight(0)).isLessThanOrEqualTo(before + 1); // what was decided when all stopped
    assertThat(status(0).guard().standing()).isEqualTo(NodeStatus.Standing.QUARANTINE);

    for (int i = 0; i < MEMBERS; i++) {
      stop(i);
      start(i, Set.of(), new ValidatorConfig.Operator(SenderRules.ALL, MemberGuards.Loss.ACCEPT));
    }

    await("decisions", () -> IntStream.range(0, MEMBERS).allMatch(node -> finalHeight(node) >= before + 3));
    assertSameChain();
    for (int i = 0; i < MEMBERS; i++) {
      assertThat(state(0, EvidenceHandler.convictionAddress(keys.get(i).publicKey()))).isEmpty();
      assertThat(status(i)).returns(NodeStatus.Standing.OPEN, status -> status.guard().standing())
          .returns(false, status -> status.members().clockOff())
          .returns(true, status -> Math.abs(status.members().clockAheadMillis().orElseThrow()) < 5_000);
    }
  }

  private NodeStatus status(int node) {
    return nodes.get(node).orElseThrow().status().join();
  }

  private void deleteGuard(int node) throws IOException {
    try (var files = Files.list(root.resolve("n" + node).resolve("guard"))) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void assertSameChain() {
    long common = Math.min(Math.min(finalHeight(0), finalHeight(1)), Math.min(finalHeight(2), finalHeight(3)));
    for (long height = 0; height <= common; height++) {
      var id = nodes.get(0).orElseThrow().reader().header(height).orElseThrow().id();
      for (int i = 1; i < MEMBERS; i++) {
        assertThat(nodes.get(i).orElseThrow().reader().header(height).orElseThrow().id()).isEqualTo(id);
      }
    }
  }

  @Test
  @Timeout(240)
  void whatIsFinalSurvivesThatAllStop() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      start(i);
    }
    await("two final blocks", () -> finalHeight(0) >= 2);
    long reached = finalHeight(0);
    var id = nodes.get(0).orElseThrow().reader().header(reached).orElseThrow().id();
    for (int i = 0; i < MEMBERS; i++) {
      stop(i);
    }
    for (int i = 0; i < MEMBERS; i++) {
      start(i);
    }
    assertThat(finalHeight(0)).isGreaterThanOrEqualTo(reached);
    await("new final blocks", () -> finalHeight(1) >= reached + 2);
    assertThat(nodes.get(1).orElseThrow().reader().header(reached).orElseThrow().id()).isEqualTo(id);
  }
}
