package org.atoll.gossip.core;

import java.util.ArrayDeque;
import java.util.Optional;
import org.atoll.gossip.Lane;
import org.atoll.gossip.PerLane;
import org.atoll.sdk.value.Bytes;

/**
 * What waits to be sent on one link: control frames, then votes, blocks, batches; bounded; paced a little below what the
 * other end's {@link InboundBudget} bears, so that an honest node never offends. Large messages leave in pieces, between
 * which urgent ones slip through. Single-threaded.
 */
public final class Outgoing {
  private static final int MAX_CONTROL = 64;
  private static final PerLane<Integer> MAX_MESSAGES = new PerLane<>(4_096, 256, 8_192);
  private static final long MAX_BYTES = 32L << 20; // per lane, beside the number of messages

  private record Message(int type, Bytes body) {}

  private static final class Queue {
    final ArrayDeque<Message> messages = new ArrayDeque<>();
    final TokenBucket countBudget;
    final TokenBucket byteBudget;
    long bytes;
    Optional<Message> current = Optional.empty();
    int offset;

    boolean isEmpty() {
      return messages.isEmpty() && current.isEmpty();
    }

    Queue(LaneBudget budget, long nowMillis) {
      countBudget = new TokenBucket(share(budget.messagesPerSecond()), budget.messagesPerSecond(), nowMillis);
      byteBudget = new TokenBucket(share(budget.bytesPerSecond()), budget.bytesPerSecond() / 2, nowMillis);
    }

    private static long share(long perSecond) {
      return Math.max(1, perSecond / 10 * 9);
    }
  }

  private final ArrayDeque<Bytes> control = new ArrayDeque<>();
  private final PerLane<Queue> queues;
  private Optional<Bytes> staged = Optional.empty();
  private long dropped;

  /** @param budgets of the other end */
  public Outgoing(PerLane<LaneBudget> budgets, long nowMillis) {
    queues = budgets.map(budget -> new Queue(budget, nowMillis));
  }

  /** False when full: the link is of no use any more. */
  public boolean offerControl(Frame frame) {
    return control.size() < MAX_CONTROL && control.offer(FrameCodec.encode(frame));
  }

  /** False when the vote lane is full: the peer is to be disconnected. Other lanes drop their oldest. */
  public boolean offer(Lane lane, int type, Bytes body) {
    var queue = queues.of(lane);
    int most = MAX_MESSAGES.of(lane);
    while (queue.messages.size() >= most
        || (!queue.messages.isEmpty() && queue.bytes + body.size() > MAX_BYTES)) {
      if (lane == Lane.VOTE) {
        return false;
      }
      queue.bytes -= queue.messages.remove().body.size();
      dropped++;
    }
    queue.messages.add(new Message(type, body));
    queue.bytes += body.size();
    return true;
  }

  /** The frame to send next, the same until {@link #sent}; empty when there is none or pacing holds all back. */
  public Optional<Bytes> next(long nowMillis) {
    if (staged.isEmpty()) {
      staged = Optional.ofNullable(control.poll());
    }
    for (var lane : Lane.values()) {
      if (staged.isEmpty()) {
        staged = piece(queues.of(lane), nowMillis);
      }
    }
    return staged;
  }

  public void sent() {
    staged = Optional.empty();
  }

  /** Whether anything waits, paced or not. */
  public boolean isEmpty() {
    return staged.isEmpty() && control.isEmpty()
        && queues.vote().isEmpty() && queues.block().isEmpty() && queues.batch().isEmpty();
  }

  /** Messages waiting in all lanes. */
  public int size() {
    return queues.all().stream().mapToInt(queue -> queue.messages.size() + (queue.current.isPresent() ? 1 : 0)).sum();
  }

  /** Messages dropped so far because a queue was full. */
  public long dropped() {
    return dropped;
  }

  private static Optional<Bytes> piece(Queue queue, long nowMillis) {
    if (queue.current.isEmpty()) {
      if (queue.messages.isEmpty() || !queue.countBudget.take(1, nowMillis)) {
        return Optional.empty();
      }
      var message = queue.messages.remove();
      queue.bytes -= message.body.size();
      queue.current = Optional.of(message);
      queue.offset = 0;
    }
    var message = queue.current.get();
    int to = Math.min(message.body.size(), queue.offset + FrameCodec.PIECE);
    if (!queue.byteBudget.takeOnCredit(to - queue.offset, nowMillis)) {
      return Optional.empty();
    }
    boolean first = queue.offset == 0;
    boolean last = to == message.body.size();
    var frame = new Frame.Piece(
        first, last, message.type, first ? message.body.size() : 0, message.body.slice(queue.offset, to));
    queue.offset = to;
    if (last) {
      queue.current = Optional.empty();
    }
    return Optional.of(FrameCodec.encode(frame));
  }
}
