package org.atoll.gossip.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.fault.FaultPlan;
import org.atoll.gossip.fault.FaultProxy;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members with the fault proxy between them. */
@Timeout(60)
class FaultyLinkTest {
  private static final Bytes BODY = Bytes.wrap(new byte[1_000]);

  private final Map<Endpoint, Endpoint> detours = new ConcurrentHashMap<>();

  @Test
  void aOneWayCutIsNoticedAndHealed() throws InterruptedException {
    try (var proxy = FaultProxy.start(1); var a = Node.start(1); var b = behind(proxy, "2>1", a)) {
      ZmqPeerNetworkTest.awaitPair(a, b);
      proxy.plan("2>1", FaultPlan.CLEAR, FaultPlan.BLOCKED); // b hears nothing, a hears all
      Node.await("noticed at b", Duration.ofSeconds(12), () -> b.up.isEmpty());
      proxy.plan("2>1", FaultPlan.CLEAR);
      Node.await("healed", Duration.ofSeconds(10), () -> a.up.size() == 1 && b.up.size() == 1);
      a.network.broadcast(Lane.VOTE, Node.VOTE, BODY);
      assertThat(b.next().body()).isEqualTo(BODY);
    }
  }

  @Test
  void corruptionAndResetsCostTheConnectionNotTheStanding() throws InterruptedException {
    try (var proxy = FaultProxy.start(2); var a = Node.start(1); var b = behind(proxy, "2>1", a)) {
      ZmqPeerNetworkTest.awaitPair(a, b);
      proxy.plan("2>1", FaultPlan.parse("corrupt=2000"), FaultPlan.parse("corrupt=2000"));
      for (int i = 0; i < 20; i++) {
        b.network.broadcast(Lane.BATCH, Node.BATCH, BODY);
      }
      Node.await("noticed", () -> a.up.isEmpty());
      proxy.plan("2>1", FaultPlan.CLEAR);
      ZmqPeerNetworkTest.awaitPair(a, b);
      proxy.reset("2>1");
      Node.await("reset noticed", () -> a.ups.get() > 2);
      ZmqPeerNetworkTest.awaitPair(a, b);
      Node.await("status", () -> !a.network.peers().isEmpty());
      assertThat(a.network.peers().getFirst().standing()).isEqualTo(100);
    }
  }

  private Node behind(FaultProxy proxy, String name, Node target) {
    var direct = target.address().endpoint();
    detours.put(direct, proxy.add(name, direct));
    var config = Node.config(2, 0, target.address()); // it advertises nothing: the other does not dial past the proxy
    return Node.start(new GossipConfig(config.nodeKey(), config.curveKeys(), config.network(), config.bind(), List.of(),
        config.bootstrap(), config.types()),
        options -> options.withDialRewrite(endpoint -> detours.getOrDefault(endpoint, endpoint)));
  }
}
