package org.atoll.gossip.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Random;

/** One direction of one connection: bytes read, held back as planned, written. Proxy thread only. */
final class Flow {
  static final int MAX_BUFFERED = 4 << 20;
  private static final int READ = 64 << 10;
  private static final int SEGMENT = 1_460;
  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long LAST_RETRY_MILLIS = 6_400;

  private record Chunk(long dueMillis, ByteBuffer bytes) {}

  private final SocketChannel from;
  private final SocketChannel to;
  private final Random random;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private int buffered;
  private long lastDueMillis;
  private double allowance; // bytes that may leave now, when the rate is limited
  private long allowedMillis;
  private boolean ended; // the sender has nothing more to say
  private boolean endTold;

  Flow(SocketChannel from, SocketChannel to, Random random, long nowMillis) {
    this.from = from;
    this.to = to;
    this.random = random;
    this.allowedMillis = nowMillis;
  }

  boolean wantsToRead() {
    return !ended && buffered < MAX_BUFFERED;
  }

  /** Whether both ends know that this direction is over. */
  boolean isOver() {
    return endTold;
  }

  void read(FaultPlan plan, long nowMillis) throws IOException {
    var bytes = ByteBuffer.allocate(READ);
    int count = from.read(bytes);
    if (count < 0) {
      ended = true;
      return;
    }
    if (count == 0) {
      return;
    }
    bytes.flip();
    corrupt(bytes, plan);
    long due = Math.max(lastDueMillis, nowMillis + delay(plan)) + retransmission(count, plan);
    lastDueMillis = due;
    buffered += count;
    chunks.add(new Chunk(due, bytes));
  }

  void write(FaultPlan plan, long nowMillis) throws IOException {
    if (plan.blocked()) {
      allowedMillis = nowMillis;
      return;
    }
    refill(plan, nowMillis);
    while (!chunks.isEmpty() && chunks.peek().dueMillis <= nowMillis) {
      var bytes = chunks.peek().bytes;
      int limit = bytes.limit();
      if (plan.bytesPerSecond() > 0) {
        bytes.limit(bytes.position() + (int) Math.min(bytes.remaining(), allowance));
      }
      int count = bytes.hasRemaining() ? to.write(bytes) : 0;
      bytes.limit(limit);
      buffered -= count;
      if (plan.bytesPerSecond() > 0) {
        allowance -= count;
      }
      if (bytes.hasRemaining()) {
        return;
      }
      chunks.remove();
    }
    if (ended && chunks.isEmpty() && !endTold) {
      endTold = true;
      to.shutdownOutput();
    }
  }

  /** When {@link #write} may get further: milliseconds of the clock; far away when only an event can help. */
  long nextMillis(FaultPlan plan, long nowMillis) {
    if (plan.blocked() || (chunks.isEmpty() && (!ended || endTold))) {
      return Long.MAX_VALUE;
    }
    long due = chunks.isEmpty() ? nowMillis : chunks.peek().dueMillis;
    if (due > nowMillis) {
      return due;
    }
    if (plan.bytesPerSecond() == 0 || allowance >= 1) {
      return nowMillis + 1; // the receiver is slow
    }
    return nowMillis + Math.max(1, (long) ((1 - allowance) * 1_000 / plan.bytesPerSecond()));
  }

  private void refill(FaultPlan plan, long nowMillis) {
    long passed = nowMillis - allowedMillis;
    allowedMillis = nowMillis;
    double burst = Math.max(1, plan.bytesPerSecond() / 20.0);
    allowance = Math.min(burst, allowance + passed * plan.bytesPerSecond() / 1_000.0);
  }

  private long delay(FaultPlan plan) {
    if (plan.delayMillis() == 0 || plan.jitterPercent() == 0) {
      return plan.delayMillis();
    }
    return (long) (plan.delayMillis() * Math.exp(random.nextGaussian() * plan.jitterPercent() / 100));
  }

  private long retransmission(int count, FaultPlan plan) {
    long wait = 0;
    for (int i = 0; plan.lossPerMille() > 0 && i < (count + SEGMENT - 1) / SEGMENT; i++) {
      for (long retry = FIRST_RETRY_MILLIS; random.nextInt(1_000) < plan.lossPerMille();
          retry = Math.min(LAST_RETRY_MILLIS, retry * 2)) {
        wait += retry;
      }
    }
    return wait;
  }

  private void corrupt(ByteBuffer bytes, FaultPlan plan) {
    for (int i = bytes.position(); plan.corruptPerMillion() > 0 && i < bytes.limit(); i++) {
      if (random.nextInt(1_000_000) < plan.corruptPerMillion()) {
        bytes.put(i, (byte) (bytes.get(i) ^ 1 << random.nextInt(8)));
      }
    }
  }
}
