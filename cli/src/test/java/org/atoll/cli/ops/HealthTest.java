package org.atoll.cli.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.validator.NodeStatus;
import org.atoll.validator.chain.core.Trust;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.store.DiskSpace;
import org.junit.jupiter.api.Test;

final class HealthTest {
  private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");
  private static final NodeStatus GOOD = status(true, 3, 4, new EngineState.Up(1), List.of("evm 1.0"),
      DiskSpace.Level.OK, NOW);

  private Optional<Instant> certificateEnd = Optional.empty();
  private final Health health = new Health(Duration.ofSeconds(3), List.of("evm"), () -> certificateEnd);

  private static NodeStatus status(boolean inStep, int peers, long weight, EngineState engine, List<String> families,
      DiskSpace.Level disk, Instant lastFinal) {
    return new NodeStatus(10, 0, 9, inStep, engine, 0, new NodeStatus.Links(peers, weight, 3, 4, true,
        List.of("02aabbccddee")), new NodeStatus.Finality(lastFinal.toEpochMilli(), 1, 1), families,
        new NodeStatus.Disk(disk, 1, 0, 0), new NodeStatus.Guard(NodeStatus.Standing.OPEN, 7), NodeStatus.Members.QUIET,
        Optional.empty());
  }

  private static NodeStatus with(int pending, NodeStatus.Links links, NodeStatus.Standing guard) {
    return new NodeStatus(GOOD.headHeight(), 0, GOOD.finalHeight(), true, GOOD.engine(), pending, links, GOOD.finality(),
        GOOD.families(), GOOD.disk(), new NodeStatus.Guard(guard, 7), GOOD.members(), GOOD.doubt());
  }

  private static NodeStatus with(NodeStatus.Disk disk, NodeStatus.Members members, Optional<Trust.Doubt> doubt) {
    return new NodeStatus(GOOD.headHeight(), 0, GOOD.finalHeight(), true, GOOD.engine(), 0, GOOD.links(), GOOD.finality(),
        GOOD.families(), disk, GOOD.guard(), members, doubt);
  }

  private static NodeStatus with(NodeStatus.Members members) {
    return with(GOOD.disk(), members, Optional.empty());
  }

  private Reason only(NodeStatus status) {
    var reasons = health.reasons(status, Health.Phase.RUNNING, NOW);
    assertThat(reasons).hasSize(1);
    return reasons.getFirst();
  }

  private List<String> codes(NodeStatus status) {
    return health.reasons(status, Health.Phase.RUNNING, NOW).stream().map(Reason::code).toList();
  }

  @Test
  void aGoodNodeIsReady() {
    assertThat(codes(GOOD)).isEmpty();
  }

  @Test
  void eachTroubleHasItsCode() {
    assertThat(codes(status(false, 3, 4, new EngineState.Up(1), List.of("evm 1.0"), DiskSpace.Level.OK, NOW)))
        .containsExactly("syncing");
    assertThat(codes(status(true, 0, 1, new EngineState.Up(1), List.of("evm 1.0"), DiskSpace.Level.OK, NOW)))
        .containsExactly("no-quorum", "peers-low");
    assertThat(codes(status(true, 3, 4, new EngineState.Down("it broke", 1), List.of("intkey 1.0"),
        DiskSpace.Level.STOP, NOW))).containsExactly("processor-missing", "engine-down", "disk-low");
    assertThat(codes(status(true, 3, 4, new EngineState.Up(1), List.of("evm 1.0"), DiskSpace.Level.OK,
        NOW.minusSeconds(31)))).containsExactly("finality-stalled");
  }

  @Test
  void aGuardThatForbidsVotingIsToldWithItsReason() {
    assertThat(codes(with(0, GOOD.links(), NodeStatus.Standing.QUARANTINE))).containsExactly("guard-quarantine");
    assertThat(codes(with(0, GOOD.links(), NodeStatus.Standing.STOPPED))).containsExactly("key-conflict");
    assertThat(codes(with(0, GOOD.links(), NodeStatus.Standing.NONE))).isEmpty();
  }

  @Test
  void aClockThatIsOffIsToldWithItsDirection() {
    var behind = only(with(new NodeStatus.Members(OptionalLong.of(-12_345), true, Optional.empty(), List.of(), List.of())));

    assertThat(behind.code()).isEqualTo("clock-skew");
    assertThat(behind.severity()).isEqualTo(Reason.Severity.NODE);
    assertThat(behind.detail()).startsWith("the clock is 12.3 s behind the median");
    assertThat(codes(with(new NodeStatus.Members(OptionalLong.of(9_000), false, Optional.empty(), List.of(), List.of()))))
        .isEmpty();
  }

  @Test
  void newerMembersAndLowStandingAreWarnings() {
    var newer = only(with(new NodeStatus.Members(OptionalLong.empty(), false,
        Optional.of(new NodeStatus.Members.Newer("0.1.0", "0.2.1", 2)), List.of(), List.of())));
    var low = only(with(new NodeStatus.Members(OptionalLong.empty(), false, Optional.empty(),
        List.of(new NodeStatus.Members.Low("02aabbccddee", 25), new NodeStatus.Members.Low("03aabbccddee", 0)),
        List.of("02ffbbccddee"))));

    assertThat(newer).returns("version-behind", Reason::code).returns(Reason.Severity.WARNING, Reason::severity)
        .returns("this is 0.1.0; members of weight 2 of 4 run up to 0.2.1", Reason::detail);
    assertThat(low).returns("standing-low", Reason::code).returns(Reason.Severity.WARNING, Reason::severity)
        .returns("member 02aabbcc has 25 of 100 points here; member 03aabbcc is banned here; "
            + "member 02ffbbcc has banned this node", Reason::detail);
  }

  @Test
  void aStoreThatLostStepsIsInRepairUntilTheyAreBack() {
    var repair = only(with(new NodeStatus.Disk(DiskSpace.Level.OK, 1, 1, 12), GOOD.members(), Optional.empty()));

    assertThat(repair).returns("store-repair", Reason::code).returns(Reason.Severity.NODE, Reason::severity);
    assertThat(repair.detail()).contains("height 12").contains("at height 9");
    assertThat(codes(with(new NodeStatus.Disk(DiskSpace.Level.OK, 1, 1, 0), GOOD.members(), Optional.empty()))).isEmpty();
  }

  @Test
  void aNodeAwayForTooLongSaysWhatItWaitsFor() {
    var doubt = new Trust.Doubt(NOW.minusSeconds(400_000).toEpochMilli(), false, "too few members");

    assertThat(only(with(GOOD.disk(), GOOD.members(), Optional.of(doubt)))).returns("trust-stale", Reason::code)
        .returns(Reason.Severity.NODE, Reason::severity).returns("the last final block here is of 2027-01-26T20:53:20Z: "
            + "too old to follow proofs of finality without a quorum of members; too few members", Reason::detail);
  }

  @Test
  void aHeadThatStandsStillIsATroubleWhileSomethingWaits() {
    var waiting = with(3, GOOD.links(), NodeStatus.Standing.OPEN);

    assertThat(codes(waiting)).isEmpty();
    assertThat(health.reasons(waiting, Health.Phase.RUNNING, NOW.plusSeconds(31))).extracting(Reason::code)
        .contains("head-stalled");
    assertThat(health.reasons(GOOD, Health.Phase.RUNNING, NOW.plusSeconds(31))).extracting(Reason::code)
        .doesNotContain("head-stalled");
  }

  @Test
  void oneLossFromAStallIsAWarning() {
    var fragile = with(0, new NodeStatus.Links(2, 3, 3, 4, true, List.of("02aabbccddee")), NodeStatus.Standing.OPEN);

    assertThat(codes(fragile)).containsExactly("quorum-fragile");
    assertThat(HealthDocument.isReady(health.reasons(fragile, Health.Phase.RUNNING, NOW), false)).isTrue();
  }

  @Test
  void aCertificateThatEndsWithinThirtyDaysIsAWarning() {
    certificateEnd = Optional.of(NOW.plus(Duration.ofDays(31)));
    assertThat(codes(GOOD)).isEmpty();

    certificateEnd = Optional.of(NOW.plus(Duration.ofDays(29)));
    var reasons = health.reasons(GOOD, Health.Phase.RUNNING, NOW);

    assertThat(reasons).extracting(Reason::code).containsExactly("cert-expiring");
    assertThat(reasons.getFirst().detail()).contains("ends 2027-03-01T12:00:00Z");
    assertThat(HealthDocument.isReady(reasons, false)).isTrue();
    certificateEnd = Optional.of(NOW.minusSeconds(1));
    assertThat(health.reasons(GOOD, Health.Phase.RUNNING, NOW).getFirst().detail()).contains("ended 2027-01-31");
  }

  @Test
  void aStallOfTheNetworkTakesNoTrafficAway() {
    var reasons = health.reasons(status(true, 1, 2, new EngineState.Up(1), List.of("evm 1.0"), DiskSpace.Level.OK,
        NOW.minusSeconds(60)), Health.Phase.RUNNING, NOW);

    assertThat(reasons).extracting(Reason::code).containsExactly("finality-stalled", "no-quorum");
    assertThat(reasons.getLast().detail()).isEqualTo("linked with weight 2 of 4, need 3; missing 02aabbcc");
    assertThat(HealthDocument.isReady(reasons, false)).isFalse();
    assertThat(HealthDocument.isReady(reasons, true)).isTrue();
  }

  @Test
  void aReasonKeepsItsBeginningUntilItIsGone() {
    var bad = status(false, 3, 4, new EngineState.Up(1), List.of("evm 1.0"), DiskSpace.Level.OK, NOW);
    health.reasons(bad, Health.Phase.RUNNING, NOW);

    assertThat(health.reasons(bad, Health.Phase.RUNNING, NOW.plusSeconds(5)).getFirst().since()).isEqualTo(NOW);

    health.reasons(GOOD, Health.Phase.RUNNING, NOW.plusSeconds(6));
    assertThat(health.reasons(bad, Health.Phase.RUNNING, NOW.plusSeconds(7)).getFirst().since())
        .isEqualTo(NOW.plusSeconds(7));
  }

  @Test
  void theServerAnswersAsProbesExpect() throws Exception {
    var answer = new AtomicReference<>(CompletableFuture.completedFuture(GOOD));
    try (var server = OpsServer.start(new InetSocketAddress("127.0.0.1", 0), answer::get, Duration.ofDays(1),
        List.of("evm"), () -> Optional.of(Instant.EPOCH), "0.1.0", Clock.systemUTC()); var http = HttpClient.newHttpClient()) {
      assertThat(get(http, server, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(http, server, "/readyz").body()).contains("\"code\":\"starting\"");
      server.running();
      assertThat(get(http, server, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(http, server, "/livez").body()).isEqualTo("ok\n");
      assertThat(get(http, server, "/metrics").body()).contains("atoll_chain_final_height 9\n")
          .contains("# TYPE atoll_cert_expiry_seconds gauge\natoll_cert_expiry_seconds -")
          .contains("atoll_reason_active{code=\"cert-expiring\"} 1\n");
      answer.set(CompletableFuture.completedFuture(with(new NodeStatus.Members(OptionalLong.of(-1_500), false,
          Optional.empty(), List.of(), List.of()))));
      assertThat(get(http, server, "/metrics").body()).contains("atoll_clock_offset_seconds -1.500\n")
          .contains("atoll_store_repairs_total 0\n");
      assertThat(get(http, server, "/version").body()).contains("0.1.0");
      assertThat(get(http, server, "/readyzz").statusCode()).isEqualTo(404);
      server.stopping();
      assertThat(get(http, server, "/readyz?for=traffic").statusCode()).isEqualTo(503);
      answer.set(CompletableFuture.failedFuture(new IllegalStateException("closed")));
      assertThat(get(http, server, "/readyz").body()).contains("does not answer");
    }
  }

  private static HttpResponse<String> get(HttpClient http, OpsServer server, String path) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
