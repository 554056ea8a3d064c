package org.atoll.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class BudgetsTest {
  private Instant now = Instant.EPOCH;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Budgets budgets = new Budgets(1_000, 2_000, clock);

  private static InetSocketAddress address(int last) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last}), 4_000);
  }

  @Test
  void aBurstIsSpentAndFillsAgain() throws Exception {
    var budget = budgets.of(address(1));
    assertThat(budget.spend(2_000)).isEmpty();
    assertThat(budget.spend(10)).hasValue(Duration.ofMillis(10));

    now = now.plusMillis(10);
    assertThat(budget.spend(10)).isEmpty();
    assertThat(budget.spend(1)).isPresent();

    now = now.plus(Duration.ofHours(1));
    assertThat(budget.spend(2_001)).isPresent();
    assertThat(budget.spend(2_000)).isEmpty();
  }

  @Test
  void eachAddressHasItsOwn() throws Exception {
    assertThat(budgets.of(address(1)).spend(2_000)).isEmpty();
    assertThat(budgets.of(address(2)).spend(2_000)).isEmpty();
    assertThat(budgets.of(address(1)).spend(1)).isPresent();
  }

  @Test
  void thisMachineHasNone() {
    var budget = budgets.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    for (int i = 0; i < 10; i++) {
      assertThat(budget.spend(2_000)).isEmpty();
    }
  }
}
