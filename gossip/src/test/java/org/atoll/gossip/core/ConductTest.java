package org.atoll.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.atoll.gossip.Conduct;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

/** A node and one other that offends it, or that it has offended. */
class ConductTest {
  private static final PeerId SELF = SimulatedNetwork.id(1);
  private static final PeerId OTHER = SimulatedNetwork.id(2);
  private static final long MINUTE = 60_000;

  private final Peering peering = new Peering(
      new Peering.Setup(SELF, PeeringLimits.DEFAULT, _ -> true, Optional::empty, _ -> ""), new Random(1));
  private long now;
  private long link;

  private void tell(PeeringEvent event) {
    peering.step(event, now);
  }

  private void linked() {
    tell(new PeeringEvent.Opened(--link, OTHER, false, Bytes.copyOf((byte) 1), "10.0.0.2"));
    tell(new PeeringEvent.Said(link, new Control.PeerRequest(List.of())));
  }

  @Test
  void aNodeThatOffendsIsLowUntilTimeHasPassed() {
    linked();
    assertThat(peering.conduct(now)).isEqualTo(Conduct.GOOD);

    for (int i = 0; i < 3; i++) {
      tell(new PeeringEvent.Offended(OTHER, Offence.UNDECODABLE));
    }
    assertThat(peering.conduct(now).low()).containsEntry(OTHER, 25);

    now += 25 * MINUTE;
    assertThat(peering.conduct(now)).isEqualTo(Conduct.GOOD);
  }

  @Test
  void aBannedNodeHasNoStanding() {
    linked();

    tell(new PeeringEvent.Offended(OTHER, Offence.BAD_SIGNATURE));

    assertThat(peering.conduct(now).low()).containsEntry(OTHER, 0);
  }

  @Test
  void whoSaysThatItHasBannedThisNodeIsKnownUntilItLinksAgain() {
    linked();

    tell(new PeeringEvent.Said(link, new Control.Goodbye("stopping")));
    assertThat(peering.conduct(now).banning()).isEmpty();

    linked();
    tell(new PeeringEvent.Said(link, new Control.Goodbye("banned")));
    assertThat(peering.conduct(now).banning()).containsExactly(OTHER);

    linked();
    assertThat(peering.conduct(now)).isEqualTo(Conduct.GOOD);
  }

  @Test
  void aBanNobodyRepeatsIsForgotten() {
    linked();
    tell(new PeeringEvent.Said(link, new Control.Goodbye("banned")));

    now += 10 * MINUTE;
    assertThat(peering.conduct(now).banning()).containsExactly(OTHER);
    assertThat(peering.conduct(now + 1).banning()).isEmpty();
  }
}
