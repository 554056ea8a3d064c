package org.atoll.gossip.zmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.Control;
import org.atoll.gossip.core.Frame;
import org.atoll.gossip.core.FrameCodec;
import org.atoll.gossip.core.Handshake;
import org.atoll.sdk.value.Bytes;

/** An outgoing link without any manners, driven by the test's own thread. */
final class RawPeer implements AutoCloseable {
  private final Mailbox mailbox;
  private final Sockets sockets;
  private final Sockets.Dealer dealer;
  private final Handshake.Dialler handshake;
  private boolean lost;
  private Bytes lastProof = Bytes.EMPTY;

  RawPeer(long seed, PeerAddress to, Random random) throws IOException {
    mailbox = new Mailbox();
    sockets = new Sockets(Node.curve(seed), List.of(new Endpoint("127.0.0.1", 0)), mailbox);
    var nonce = new byte[32];
    random.nextBytes(nonce);
    var local = new Handshake.Local(
        Node.key(seed), Node.NETWORK, Bytes.wrap(new byte[8]), Node.curve(seed).publicKey(), _ -> true);
    handshake = new Handshake.Dialler(local, to.nodeKey(), to.curveKey(), Bytes.wrap(nonce));
    dealer = sockets.dial(1, to.endpoint(), to.curveKey());
  }

  Frame hello() {
    return handshake.hello();
  }

  Bytes lastProof() {
    return lastProof;
  }

  /** The handshake and the request for peering; false when the other end did not want. */
  boolean join() {
    send(FrameCodec.encode(handshake.hello()));
    var welcome = receive(5_000);
    if (welcome.isEmpty() || !(handshake.receive(welcome.get()) instanceof Handshake.Step.DoneWith(var proof, var _))) {
      return false;
    }
    lastProof = FrameCodec.encode(proof);
    send(lastProof);
    send(FrameCodec.encode(new Frame.Talk(new Control.PeerRequest(List.of()))));
    while (true) {
      var answer = receive(5_000);
      if (answer.isEmpty() || answer.get() instanceof Frame.Talk(Control.PeerAccept _)) {
        return answer.isPresent();
      }
    }
  }

  /** Blocks until JeroMQ takes it; false when the connection has ended. */
  boolean send(Bytes frame) {
    while (!lost()) {
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

  /** Whether the connection has ended. */
  boolean lost() {
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
