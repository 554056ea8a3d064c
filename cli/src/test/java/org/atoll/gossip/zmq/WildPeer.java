package org.atoll.gossip.zmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.Control;
import org.atoll.gossip.core.Frame;
import org.atoll.gossip.core.FrameCodec;
import org.atoll.gossip.core.Handshake;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.value.Bytes;

/**
 * A link to a validator without any manners, driven by the test's own thread. It lives in this package for its sockets,
 * which nobody else may have.
 */
public final class WildPeer implements AutoCloseable {
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Mailbox mailbox;
  private final Sockets sockets;
  private final Sockets.Dealer dealer;
  private final Handshake.Dialler handshake;
  private boolean lost;
  private String refusal = "";

  /** Who it says it is. */
  public record Identity(PrivateKey key, CurveKeyPair curve, NetworkId network) {}

  public WildPeer(Identity self, PeerAddress to, Random random) throws IOException {
    mailbox = new Mailbox();
    sockets = new Sockets(self.curve, List.of(new Endpoint("127.0.0.1", 0)), mailbox);
    var nonce = new byte[32];
    random.nextBytes(nonce);
    var instance = new byte[8];
    random.nextBytes(instance);
    handshake = new Handshake.Dialler(new Handshake.Local(self.key, self.network, Bytes.wrap(instance),
        self.curve.publicKey(), other -> true), to.nodeKey(), to.curveKey(), Bytes.wrap(nonce));
    dealer = sockets.dial(1, to.endpoint(), to.curveKey());
  }

  public Bytes hello() {
    return FrameCodec.encode(handshake.hello());
  }

  /** A frame that holds a whole message. */
  public static Bytes message(int type, Bytes body) {
    return FrameCodec.encode(new Frame.Piece(true, true, type, body.size(), body));
  }

  /** Why it was refused; empty: nobody said. */
  public String refusal() {
    return refusal;
  }

  /** The handshake and the request for peering; false when the other end did not want. */
  public boolean join() {
    send(hello());
    var welcome = receive(5_000);
    if (welcome.isPresent() && welcome.get() instanceof Frame.Refuse(var why)) {
      refusal = why;
    }
    if (welcome.isEmpty() || !(handshake.receive(welcome.get()) instanceof Handshake.Step.DoneWith(var proof, var _))) {
      return false;
    }
    send(FrameCodec.encode(proof));
    send(FrameCodec.encode(new Frame.Talk(new Control.PeerRequest(List.of()))));
    while (true) {
      var answer = receive(5_000);
      if (answer.isPresent() && answer.get() instanceof Frame.Refuse(var why)) {
        refusal = why;
        return false;
      }
      if (answer.isEmpty() || answer.get() instanceof Frame.Talk(Control.PeerAccept _)) {
        return answer.isPresent();
      }
    }
  }

  /** Blocks until it is on its way; false when the link has ended, or takes nothing any more. */
  public boolean send(Bytes frame) {
    long end = System.nanoTime() + STUCK_NANOS;
    while (!lost()) {
      if (System.nanoTime() > end) {
        lost = true;
      }
      switch (dealer.send(frame)) {
        case OK -> {
          return true;
        }
        case FULL -> sockets.poll(1);
        case GONE -> {
          return false;
        }
      }
    }
    return false;
  }

  /** The next frame that can be read; empty when none comes in time or the link has ended. */
  Optional<Frame> receive(long timeoutMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (System.nanoTime() < end) {
      var bytes = dealer.receive();
      if (bytes.isPresent()) {
        return FrameCodec.decode(bytes.get()) instanceof FrameCodec.Decoded.Ok(var frame)
            ? Optional.of(frame) : Optional.empty();
      }
      if (lost()) {
        return Optional.empty();
      }
      sockets.poll(50);
      sockets.nudge();
    }
    return Optional.empty();
  }

  /** Takes what comes for a while, so that an end of the link is noticed. */
  public void listen(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end && !lost()) {
      receive(Math.max(1, millis / 10));
    }
  }

  /** Whether the link has ended. */
  public boolean lost() {
    mailbox.acknowledge();
    lost |= mailbox.nextHousekeeping().isPresent();
    return lost;
  }

  @Override
  public void close() {
    sockets.close();
    try {
      mailbox.close();
    } catch (IOException odd) {
      throw new UncheckedIOException(odd);
    }
  }
}
