package org.atoll.simulator.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.kernel.Samplers;

/** Says when a message arrives, if it does. */
public final class Network {
  /** Instead of an arrival time. */
  public static final long LOST = -1;

  private static final long FIRST_RETRY_MICROS = 200_000;
  private static final int MOST_RETRIES = 6;
  private static final int URGENT_PACKET_BYTES = 1_500;

  private final int nodes;
  private final LinkModel model;
  private final SplittableRandom delays;
  private final SplittableRandom losses;
  private final List<Cut> cuts = new ArrayList<>();
  private final long[] lastArrival;
  private final long[] bulkFree;
  private final long[] urgentFree;
  private final int[] lossPpm;
  private final int[] duplicatePpm;
  private final long[] extraMicros;
  private final long[] extraJitterMicros;

  /** @param nodes at least 1; a node number is below it */
  public Network(int nodes, LinkModel model, RandomTree random) {
    this.nodes = nodes;
    this.model = model;
    delays = random.stream(RandomTree.WORLD, "delay");
    losses = random.stream(RandomTree.WORLD, "loss");
    lastArrival = new long[nodes * nodes];
    bulkFree = new long[nodes];
    urgentFree = new long[nodes];
    lossPpm = new int[nodes];
    duplicatePpm = new int[nodes];
    extraMicros = new long[nodes];
    extraJitterMicros = new long[nodes];
  }

  public void cut(Cut cut) {
    cuts.add(cut);
  }

  public void heal(Cut cut) {
    cuts.remove(cut);
  }

  /** Adds to what every message from or to the node meets; negative amounts take away again. */
  public void disturb(int node, int moreLossPpm, int moreDuplicatePpm, long moreMicros, long moreJitterMicros) {
    lossPpm[node] += moreLossPpm;
    duplicatePpm[node] += moreDuplicatePpm;
    extraMicros[node] += moreMicros;
    extraJitterMicros[node] += moreJitterMicros;
  }

  /** Whether a partition keeps these two from hearing each other, this way. */
  public boolean isCut(int from, int to) {
    for (int at = 0; at < cuts.size(); at++) {
      if (cuts.get(at).stops(from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Virtual time in microseconds. Of a stream, which sends again what was lost; the caller keeps the order. */
  public long reliableArrival(long nowMicros, int from, int to, int bytes) {
    int loss = model.lossPpm() + lossPpm[from] + lossPpm[to];
    long stall = Samplers.chance(losses, loss) ? stall(loss) : 0;
    return depart(nowMicros, from, bytes, true) + stall + model.delay().sample(delays, from, to) + extra(from) + extra(to);
  }

  private long stall(int loss) {
    long stall = FIRST_RETRY_MICROS;
    for (int retry = 1; retry < MOST_RETRIES && Samplers.chance(losses, loss); retry++) {
      stall += FIRST_RETRY_MICROS << retry;
    }
    return stall;
  }

  /** Virtual time in microseconds, or {@link #LOST}. Urgent messages pass those that wait for the uplink. */
  public long arrival(long nowMicros, int from, int to, int bytes, boolean urgent) {
    if (isCut(from, to)) {
      return LOST;
    }
    int loss = model.lossPpm() + lossPpm[from] + lossPpm[to];
    long stall = 0;
    if (Samplers.chance(losses, loss)) {
      if (!model.lossIsStall()) {
        return LOST;
      }
      stall = stall(loss);
    }
    long sent = depart(nowMicros, from, bytes, urgent);
    long arrival = sent + stall + model.delay().sample(delays, from, to) + extra(from) + extra(to);
    if (Samplers.chance(losses, model.reorderPpm())) {
      return arrival + losses.nextLong(model.reorderMicros() + 1);
    }
    int link = from * nodes + to;
    long inOrder = Math.max(arrival, lastArrival[link]);
    lastArrival[link] = inOrder;
    return inOrder;
  }

  /** Whether the message just sent arrives twice. */
  public boolean duplicated(int from, int to) {
    return Samplers.chance(losses, model.duplicatePpm() + duplicatePpm[from] + duplicatePpm[to]);
  }

  private long depart(long nowMicros, int from, int bytes, boolean urgent) {
    if (model.bytesPerSecond() == 0) {
      return nowMicros;
    }
    long takes = micros(bytes);
    if (urgent) {
      long behindOnePacket = Math.min(Math.max(0, bulkFree[from] - nowMicros), micros(URGENT_PACKET_BYTES));
      long start = Math.max(nowMicros + behindOnePacket, urgentFree[from]);
      urgentFree[from] = start + takes;
      bulkFree[from] = Math.max(bulkFree[from], nowMicros) + takes;
      return start + takes;
    }
    bulkFree[from] = Math.max(bulkFree[from], nowMicros) + takes;
    return bulkFree[from];
  }

  private long micros(int bytes) {
    return bytes * 1_000_000L / model.bytesPerSecond();
  }

  private long extra(int node) {
    long extra = extraMicros[node];
    return extraJitterMicros[node] > 0 ? extra + delays.nextLong(extraJitterMicros[node]) : extra;
  }
}
