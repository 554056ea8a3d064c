package org.atoll.gossip.zmq;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.core.FrameCodec;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMonitor;
import zmq.Msg;
import zmq.ZError;
import zmq.io.Metadata;
import zmq.io.net.Address;

/**
 * All that knows JeroMQ: one ROUTER bound, one DEALER per outgoing link, one REP that answers ZMQ's question who may
 * connect. Everybody may, but only with CURVE, and the key used becomes the connection's user id. One thread owns it,
 * also while it is made and closed; JeroMQ's own thread reports broken connections to the mailbox.
 */
final class Sockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
  private static final int CURVE_OVERHEAD = 64;
  private static final int SEND_HWM = 32; // frames under way inside JeroMQ, per link
  private static final int RECEIVE_HWM = 1_024; // when it is reached JeroMQ spoils a frame: see Intake
  private static final int HANDSHAKE_MILLIS = 5_000;
  private static final int NEVER_MILLIS = 3_600_000; // links are dialled again by Peering, with a new socket
  private static final int MAX_ACCEPTED = 256;
  private static final int MAX_ACCEPTED_PER_HOST = 128;
  private static final int BROKEN = ZMQ.EVENT_DISCONNECTED | ZMQ.EVENT_CONNECT_RETRIED
      | ZMQ.HANDSHAKE_FAILED_NO_DETAIL | ZMQ.HANDSHAKE_FAILED_PROTOCOL | ZMQ.HANDSHAKE_FAILED_AUTH;

  /**
   * A frame from an incoming connection.
   *
   * @param user CURVE key in hexadecimal
   * @param remote address and port
   */
  record Incoming(Bytes routingId, String user, String remote, Bytes frame) {}

  private record Accepted(SocketChannel channel, String host, long sinceNanos) {}

  private final CurveKeyPair keys;
  private final Mailbox mailbox;
  private final ZMQ.Context context = ZMQ.context(1);
  private final Map<String, Accepted> accepted = new ConcurrentHashMap<>(); // shared with JeroMQ's thread
  private final Map<SelectableChannel, String> remotes = new ConcurrentHashMap<>(); // likewise
  private final List<Endpoint> bound = new ArrayList<>();
  private final List<Dealer> dealers = new ArrayList<>();
  private final ZMQ.Socket zap;
  private final ZMQ.Socket router;
  private final ZMQ.Socket nudger;
  private final ZMQ.Poller poller;

  Sockets(CurveKeyPair keys, List<Endpoint> bind, Mailbox mailbox) {
    this.keys = keys;
    this.mailbox = mailbox;
    context.setBlocky(false);
    context.setUncaughtExceptionHandler((_, broken) -> mailbox.tell(new Request.Broken(broken)));
    context.setNotificationExceptionHandler((_, odd) -> LOG.debug("event=zmq.connection.odd", odd));
    zap = context.socket(SocketType.REP);
    zap.setLinger(0);
    zap.bind("inproc://zeromq.zap.01");
    router = server(SocketType.ROUTER);
    router.setRouterMandatory(true);
    nudger = server(SocketType.PULL);
    router.setEventHook(this::onIncoming, ZMQ.EVENT_ACCEPTED | ZMQ.EVENT_DISCONNECTED);
    poller = context.poller(16);
    poller.register(zap, ZMQ.Poller.POLLIN);
    poller.register(router, ZMQ.Poller.POLLIN);
    poller.register(mailbox.source(), ZMQ.Poller.POLLIN);
    try {
      for (var endpoint : bind) {
        router.bind("tcp://" + endpoint);
        var last = router.getLastEndpoint();
        bound.add(endpoint.withPort(Endpoint.parse(last.substring("tcp://".length())).port()));
      }
    } catch (ZMQException taken) {
      close();
      throw taken;
    }
  }

  List<Endpoint> bound() {
    return List.copyOf(bound);
  }

  /** Until something can be received, the mailbox wakes, or the time is up. */
  void poll(long millis) {
    poller.poll(millis);
  }

  /**
   * Makes JeroMQ's thread look again at what it watches; to be called now and then while a dial is under way. JeroMQ
   * 0.6.0 may lose sight of a connection just made: when the end of connecting and the start of talking fall into one
   * round of its poller, the new interest is attached to a selection key already cancelled. The next change of any
   * interest repairs it, and a port bound for a moment (with CURVE, to nobody) is such a change.
   */
  void nudge() {
    try {
      nudger.bind("tcp://127.0.0.1:*");
      nudger.unbind(nudger.getLastEndpoint());
    } catch (ZMQException noPort) {
      LOG.debug("event=zmq.nudge.failed error={}", noPort.toString()); // the next tick tries again
    }
  }

  /** Answers all pending questions of JeroMQ's thread. */
  void authenticate() {
    while (true) {
      var version = zap.recv(ZMQ.DONTWAIT);
      if (version == null) {
        return;
      }
      var parts = new ArrayList<byte[]>();
      while (zap.hasReceiveMore()) {
        parts.add(zap.recv());
      }
      boolean curve = parts.size() == 6 && new String(parts.get(4), ZMQ.CHARSET).equals("CURVE");
      zap.sendMore(version);
      zap.sendMore(parts.getFirst());
      zap.sendMore(curve ? "200" : "400");
      zap.sendMore(curve ? "" : "CURVE only");
      zap.sendMore(curve ? HexFormat.of().formatHex(parts.get(5)) : "");
      zap.send("");
    }
  }

  /** The next frame of any incoming connection. Connections without CURVE are cut. */
  Optional<Incoming> receive() {
    while (true) {
      var routingId = router.base().recv(ZMQ.DONTWAIT);
      if (routingId == null) {
        return Optional.empty();
      }
      var frame = router.base().recv(ZMQ.DONTWAIT);
      boolean single = frame != null && !frame.hasMore();
      for (var rest = frame; rest != null && rest.hasMore();) {
        rest = router.base().recv(ZMQ.DONTWAIT);
      }
      if (frame == null) {
        continue;
      }
      var user = property(frame, Metadata.USER_ID);
      var remote = property(frame, Metadata.PEER_ADDRESS);
      if (single && user.length() == 2 * CurveKeyPair.SIZE) {
        return Optional.of(
            new Incoming(Bytes.copyOf(routingId.data()), user, remote, Bytes.wrap(frame.data())));
      }
      cut(remote);
    }
  }

  /** The way back to an incoming connection. */
  Way wayTo(Bytes routingId, String remote) {
    return new Way() {
      @Override
      public Sent send(Bytes frame) {
        if (!router.base().send(new Msg(routingId.toArray()), ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
          return router.base().errno() == ZError.EAGAIN ? Sent.FULL : Sent.GONE;
        }
        return router.base().send(new Msg(frame.unsafeArray()), ZMQ.DONTWAIT) ? Sent.OK : Sent.GONE;
      }

      @Override
      public void cut() {
        Sockets.this.cut(remote);
      }
    };
  }

  /** Ends an incoming connection; JeroMQ itself offers no such thing, but reads the end of the stream. */
  void cut(String remote) {
    var connection = accepted.get(remote);
    if (connection != null) {
      shut(connection.channel);
    }
  }

  /** Cuts incoming connections that have been open for five seconds and said nothing we know them by. */
  void cutSilent(Predicate<String> known) {
    long limit = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(HANDSHAKE_MILLIS);
    accepted.forEach((remote, connection) -> {
      if (connection.sinceNanos < limit && !known.test(remote)) {
        shut(connection.channel);
      }
    });
  }

  /** An outgoing connection. */
  final class Dealer implements Way {
    private final ZMQ.Socket socket;
    private boolean closed;

    private Dealer(ZMQ.Socket socket) {
      this.socket = socket;
    }

    /** The next frame from the other end. */
    Optional<Bytes> receive() {
      while (!closed) {
        var frame = socket.base().recv(ZMQ.DONTWAIT);
        if (frame == null) {
          return Optional.empty();
        }
        boolean single = !frame.hasMore();
        for (var rest = frame; rest != null && rest.hasMore();) {
          rest = socket.base().recv(ZMQ.DONTWAIT);
        }
        if (single) {
          return Optional.of(Bytes.wrap(frame.data()));
        }
      }
      return Optional.empty();
    }

    @Override
    public Sent send(Bytes frame) {
      return closed ? Sent.GONE
          : socket.base().send(new Msg(frame.unsafeArray()), ZMQ.DONTWAIT) ? Sent.OK : Sent.FULL;
    }

    @Override
    public void cut() {
      if (!closed) {
        closed = true;
        dealers.remove(this);
        poller.unregister(socket);
        socket.close();
      }
    }
  }

  /**
   * Begins to connect; the end of it comes as {@link Request.Lost}.
   *
   * @param to an IP literal
   * @param serverKey CURVE key of the other end
   */
  Dealer dial(long link, Endpoint to, Bytes serverKey) {
    var socket = configured(context.socket(SocketType.DEALER));
    socket.setReconnectIVL(NEVER_MILLIS);
    socket.setCurveServerKey(serverKey.toArray());
    socket.setCurvePublicKey(keys.publicKey().toArray());
    socket.setCurveSecretKey(keys.secretKey().toArray());
    socket.setEventHook(event -> mailbox.tell(new Request.Lost(link, event.getEvent().name())), BROKEN);
    poller.register(socket, ZMQ.Poller.POLLIN);
    var dealer = new Dealer(socket);
    dealers.add(dealer);
    try {
      socket.connect("tcp://" + to);
    } catch (ZMQException impossible) {
      mailbox.tell(new Request.Lost(link, String.valueOf(impossible.getMessage())));
    }
    return dealer;
  }

  @Override
  public void close() {
    List.copyOf(dealers).forEach(Dealer::cut);
    poller.close();
    router.close();
    nudger.close();
    zap.close();
    context.close();
  }

  /** On JeroMQ's thread. */
  private void onIncoming(ZEvent event) {
    SelectableChannel channel = event.getValue();
    if (event.getEvent() == ZMonitor.Event.DISCONNECTED) {
      var remote = remotes.remove(channel);
      if (remote != null) {
        accepted.computeIfPresent(remote, (_, latest) -> latest.channel.equals(channel) ? null : latest);
        mailbox.tell(new Request.Gone(remote));
      }
      return;
    }
    if (channel instanceof SocketChannel socket) {
      try {
        var address = new Address(socket.getRemoteAddress()); // spelt as in the frames' metadata
        long fromThere = accepted.values().stream().filter(other -> other.host.equals(address.host())).count();
        remotes.put(socket, address.address());
        accepted.put(address.address(), new Accepted(socket, address.host(), System.nanoTime()));
        if (accepted.size() > MAX_ACCEPTED || fromThere >= MAX_ACCEPTED_PER_HOST) {
          shut(socket);
        }
      } catch (IOException ended) {
        LOG.debug("event=zmq.accepted.ended error={}", ended.toString());
      }
    }
  }

  private static void shut(SocketChannel channel) {
    try {
      channel.shutdownInput();
    } catch (IOException ended) {
      LOG.debug("event=zmq.cut.ended error={}", ended.toString());
    }
  }

  private ZMQ.Socket server(SocketType type) {
    var socket = configured(context.socket(type));
    socket.setCurveServer(true);
    socket.setCurveSecretKey(keys.secretKey().toArray());
    socket.setCurvePublicKey(keys.publicKey().toArray());
    return socket;
  }

  private static ZMQ.Socket configured(ZMQ.Socket socket) {
    socket.setLinger(0);
    socket.setIPv6(true);
    socket.setMaxMsgSize(FrameCodec.MAX_FRAME + CURVE_OVERHEAD);
    socket.setMsgAllocator(new BoundedAllocator(FrameCodec.MAX_FRAME + CURVE_OVERHEAD));
    socket.setSndHWM(SEND_HWM);
    socket.setRcvHWM(RECEIVE_HWM);
    socket.setHandshakeIvl(HANDSHAKE_MILLIS);
    return socket;
  }

  private static String property(Msg frame, String name) {
    var metadata = frame.getMetadata();
    var value = metadata == null ? null : metadata.get(name);
    return value == null ? "" : value;
  }
}
