package org.atoll.gossip.zmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.gossip.Lane;
import org.atoll.gossip.PerLane;

/**
 * From any thread to the socket thread. A full lane refuses, by number and by bytes; housekeeping always fits, since
 * what causes it is bounded elsewhere. Wakes the socket thread through a pipe it polls.
 */
final class Mailbox implements AutoCloseable {
  private static final long MAX_BYTES = 64L << 20; // per lane

  private static final class LaneBox {
    final Queue<Request.Post> posts;
    final AtomicLong bytes = new AtomicLong();

    LaneBox(int capacity) {
      posts = new ArrayBlockingQueue<>(capacity);
    }
  }

  private final PerLane<LaneBox> lanes = new PerLane<>(new LaneBox(4_096), new LaneBox(256), new LaneBox(8_192));
  private final Queue<Request> housekeeping = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Pipe pipe;

  Mailbox() throws IOException {
    pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    pipe.sink().configureBlocking(false);
  }

  /** Thread-safe. False when its lane is full. */
  boolean offer(Request.Post post) {
    var box = lanes.of(post.lane());
    int size = post.body().size();
    if ((box.bytes.addAndGet(size) > MAX_BYTES && box.bytes.get() > size) || !box.posts.offer(post)) {
      box.bytes.addAndGet(-size);
      return false;
    }
    wake();
    return true;
  }

  /** Thread-safe. */
  void tell(Request request) {
    housekeeping.add(request);
    wake();
  }

  Pipe.SourceChannel source() {
    return pipe.source();
  }

  /** Socket thread: before it looks into the boxes. */
  void acknowledge() {
    if (signalled.getAndSet(false)) {
      try {
        pipe.source().read(ByteBuffer.allocate(8));
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  Optional<Request> nextHousekeeping() {
    return Optional.ofNullable(housekeeping.poll());
  }

  Optional<Request.Post> next(Lane lane) {
    var box = lanes.of(lane);
    var post = box.posts.poll();
    if (post == null) {
      return Optional.empty();
    }
    box.bytes.addAndGet(-post.body().size());
    return Optional.of(post);
  }

  PerLane<Integer> depths() {
    return lanes.map(box -> box.posts.size());
  }

  void wake() {
    if (!signalled.getAndSet(true)) {
      try {
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
      } catch (IOException closed) {
        signalled.set(false); // the socket thread has ended: nobody left to wake
      }
    }
  }

  @Override
  public void close() throws IOException {
    pipe.sink().close();
    pipe.source().close();
  }
}
