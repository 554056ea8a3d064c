package org.atoll.gateway.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.gateway.rpc.Budget;

/**
 * A budget for each remote address: it fills steadily up to a burst. Clients on this machine have none. Only
 * so many addresses are remembered; the one that asked least recently is forgotten, its budget full again.
 * Thread-safe.
 */
public final class Budgets {
  private static final int MAX_ADDRESSES = 10_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final int unitsPerSecond;
  private final int burst;
  private final Clock clock;
  private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) { // guarded by this
    @Override
    protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
      return size() > MAX_ADDRESSES;
    }
  };

  public Budgets(int unitsPerSecond, int burst, Clock clock) {
    this.unitsPerSecond = unitsPerSecond;
    this.burst = burst;
    this.clock = clock;
  }

  Budget of(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && !inet.getAddress().isLoopbackAddress()
        ? units -> spend(inet.getAddress(), units)
        : Budget.UNLIMITED;
  }

  private synchronized Optional<Duration> spend(InetAddress address, int units) {
    return buckets.computeIfAbsent(address, any -> new Bucket(burst, clock.instant())).spend(units, clock.instant());
  }

  private final class Bucket {
    private double units;
    private Instant filledAt;

    Bucket(double units, Instant filledAt) {
      this.units = units;
      this.filledAt = filledAt;
    }

    Optional<Duration> spend(int wanted, Instant now) {
      long nanos = Math.max(0, Duration.between(filledAt, now).toNanos());
      units = Math.min(burst, units + (double) nanos * unitsPerSecond / NANOS_PER_SECOND);
      filledAt = now;
      if (units < wanted) {
        return Optional.of(Duration.ofNanos((long) ((wanted - units) / unitsPerSecond * NANOS_PER_SECOND)));
      }
      units -= wanted;
      return Optional.empty();
    }
  }
}
