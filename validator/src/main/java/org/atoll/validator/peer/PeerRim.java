package org.atoll.validator.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.atoll.gossip.Lane;
import org.atoll.gossip.MessageType;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.PeerListener;
import org.atoll.gossip.PeerNetwork;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.chain.PeerPort;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.finality.core.Vouch;
import org.atoll.validator.peer.core.FinalBlocks;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.settings.Epochs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the network and the chain: encodes, decodes, checks signatures off the chain thread, answers from the store.
 * What comes faster than it can be checked is dropped, votes last.
 */
public final class PeerRim implements PeerPort, PeerListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeerRim.class);
  private static final int MAX_VOTES = 8_192;
  private static final int MAX_OTHERS = 2_048;
  private static final int MAX_SERVED = 256;
  private static final int CERTIFICATES = 64;
  private static final int CLOSE_SECONDS = 5;
  private static final int MAX_RANGES_OF_PEER = 8;

  private final PeerCodec codec;
  private final Hash32 chainTag;
  private final ExecutorService votes = pool("votes", 1, MAX_VOTES);
  private final ExecutorService others;
  private final ExecutorService serving = pool("serve", 1, MAX_SERVED);
  /** Requests for state that wait, by peer. */
  private final Map<PublicKey, AtomicInteger> ranges = new ConcurrentHashMap<>();
  private volatile @Nullable PeerNetwork network;
  private volatile @Nullable Links links;
  private volatile @Nullable Chain chain;

  /**
   * The chain, once it is there.
   *
   * @param offer false when there is no room
   * @param heights of final blocks by id
   * @param states ranges of the state of final blocks
   * @param sign with this node's key; thread-safe
   */
  public record Chain(Predicate<ChainEvent> offer, FinalBlocks blocks, Function<BlockId, Optional<Long>> heights,
      Function<PeerMessage.WantRange, PeerMessage.Range> states, UnaryOperator<Bytes> sign) {}

  public PeerRim(Hash32 chainTag, Epochs epochs, int threads) {
    this.codec = new PeerCodec(chainTag, epochs);
    this.chainTag = chainTag;
    this.others = pool("peer-check", threads, MAX_OTHERS);
  }

  /** The kinds of messages the network has to know. */
  public static List<MessageType> types() {
    return PeerKind.types();
  }

  private static ExecutorService pool(String name, int threads, int depth) {
    return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(depth),
        Thread.ofPlatform().name(name + "-", 0).daemon(true).factory());
  }

  /** Before the network is opened. */
  public void attach(Chain owner) {
    chain = owner;
  }

  public void attach(PeerNetwork opened) {
    network = opened;
    var wanted = links;
    if (wanted != null) {
      opened.protect(wanted.members, wanted.direct);
    }
  }

  private record Links(Set<PublicKey> members, Set<PublicKey> direct) {}

  // From the network

  @Override
  public void peerUp(PeerId id, PublicKey nodeKey, boolean outbound) {
    log.info("peer.up id={} outbound={}", id, outbound);
    tell(new ChainEvent.PeerUp(nodeKey));
  }

  @Override
  public void peerDown(PeerId id, String why) {
    log.info("peer.down id={} why=\"{}\"", id, why);
    tell(new ChainEvent.PeerDown(id.key()));
  }

  /** Links come and go seldom; the chain must know of each. */
  private void tell(ChainEvent event) {
    votes.execute(() -> {
      var owner = chain;
      while (owner != null && !owner.offer().test(event)) {
        Thread.onSpinWait();
      }
    });
  }

  @Override
  public void received(PeerId from, Lane lane, int type, Bytes body) {
    var kind = PeerKind.of(type);
    if (kind.isEmpty()) {
      return; // the network lets only configured types pass
    }
    try {
      (lane == Lane.VOTE ? votes : others).execute(() -> check(from, kind.get(), body));
    } catch (RejectedExecutionException full) {
      log.debug("peer.dropped kind={} from={}", kind.get(), from);
    }
  }

  private void check(PeerId from, PeerKind kind, Bytes body) {
    var owner = chain;
    if (owner == null) {
      return;
    }
    switch (codec.read(kind, body)) {
      case PeerCodec.Read.Ok(var message) -> {
        if (!owner.offer().test(new ChainEvent.Received(from.key(), message))) {
          log.debug("peer.dropped kind={} from={} why=mailbox", kind, from);
        }
      }
      case PeerCodec.Read.Undecodable(var why) -> offence(from, Offence.UNDECODABLE, kind + ": " + why);
      case PeerCodec.Read.Forged(var why) -> offence(from, Offence.BAD_SIGNATURE, kind + ": " + why);
    }
  }

  private void offence(PeerId peer, Offence offence, String why) {
    log.warn("peer.offence id={} offence={} why=\"{}\"", peer, offence, why);
    var open = network;
    if (open != null) {
      open.penalise(peer, offence);
    }
  }

  // From the chain

  @Override
  public void link(MemberSet members, Set<PublicKey> direct) {
    var wanted = new Links(members.members().stream().map(Member::key).collect(Collectors.toUnmodifiableSet()), direct);
    links = wanted; // before the network is asked for: whichever comes first, it is told
    var open = network;
    if (open != null) {
      open.protect(wanted.members, wanted.direct);
    }
  }

  @Override
  public void send(PublicKey to, PeerMessage message) {
    var open = network;
    if (open != null) {
      var encoded = codec.encode(message);
      if (fits(encoded)) {
        open.send(new PeerId(to), encoded.kind().lane(), encoded.kind().code(), encoded.body());
      }
    }
  }

  @Override
  public void broadcast(PeerMessage message, Set<PublicKey> except) {
    var open = network;
    if (open != null) {
      var encoded = codec.encode(message);
      if (fits(encoded)) {
        open.broadcastExcept(encoded.kind().lane(), encoded.kind().code(), encoded.body(),
            except.stream().map(PeerId::new).collect(Collectors.toSet()));
      }
    }
  }

  private static boolean fits(PeerCodec.Encoded encoded) {
    boolean fits = encoded.body().size() <= encoded.kind().maxBytes();
    if (!fits) {
      log.error("peer.oversize kind={} bytes={} help=\"report this: a message outgrew its cap\"", encoded.kind(),
          encoded.body().size());
    }
    return fits;
  }

  @Override
  public void penalise(PublicKey peer, String why) {
    offence(new PeerId(peer), Offence.BROKEN_PROMISE, why);
  }

  private void serve(Consumer<Chain> work) {
    var owner = chain;
    if (owner == null) {
      return;
    }
    try {
      serving.execute(() -> work.accept(owner));
    } catch (RejectedExecutionException busy) { // the peer asks again, or another
      log.debug("peer.not_served");
    }
  }

  @Override
  public void serveCertificates(PublicKey peer, long fromInstance) {
    serve(owner -> owner.blocks().certificates(fromInstance, CERTIFICATES)
        .forEach(certificate -> send(peer, new PeerMessage.Finality(certificate))));
  }

  @Override
  public void serveHeaders(PublicKey peer, long fromHeight, int max) {
    serve(owner -> send(peer, owner.blocks().headers(fromHeight, max)));
  }

  @Override
  public void serveBodies(PublicKey peer, long fromHeight, int count) {
    serve(owner -> send(peer, owner.blocks().bodies(fromHeight, count)));
  }

  @Override
  public void serveBlock(PublicKey peer, BlockId id) {
    serve(owner -> owner.heights().apply(id).flatMap(owner.blocks()::block).ifPresent(block -> send(peer, block)));
  }

  @Override
  public void serveVouch(PublicKey peer, Hash32 nonce, long height) {
    serve(owner -> owner.blocks().at(height).ifPresent(block -> send(peer,
        new PeerMessage.Vouched(new Vouch(nonce, block, owner.sign().apply(Vouch.signingBytes(chainTag, nonce, block)))))));
  }

  @Override
  public void serveAnchor(PublicKey peer, long height) {
    serve(owner -> send(peer, owner.blocks().anchor(height)));
  }

  @Override
  public void serveRange(PublicKey peer, PeerMessage.WantRange wanted) {
    var waiting = ranges.computeIfAbsent(peer, key -> new AtomicInteger());
    if (waiting.incrementAndGet() > MAX_RANGES_OF_PEER) {
      waiting.decrementAndGet();
      log.debug("peer.not_served why=ranges");
      return;
    }
    serve(owner -> {
      try {
        send(peer, owner.states().apply(wanted));
      } finally {
        waiting.decrementAndGet();
      }
    });
  }

  @Override
  public void close() {
    votes.shutdownNow();
    others.shutdownNow();
    serving.shutdownNow();
    try { // the store is closed next
      if (!serving.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("peer.serving_does_not_end seconds={}", CLOSE_SECONDS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
