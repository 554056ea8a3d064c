package org.atoll.gossip.zmq;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PerLane;
import org.atoll.gossip.core.BookStore;
import org.atoll.gossip.core.LaneBudget;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.sdk.crypto.PublicKey;
import org.slf4j.LoggerFactory;

/**
 * What has a sensible default. Functions are called on the socket thread: they must be quick and must not block.
 *
 * @param authorised which node keys may be linked; asked in the handshake and once a second for every link
 * @param budgets what a peer may send, and a little more than this node sends
 * @param dialRewrite from advertised endpoint to the one to dial: puts a fault proxy between
 * @param organisations who runs a node; empty: nobody knows. One organisation gets a third of the places at most
 * @param onFatal the socket thread ended by a bug; the process should stop
 */
public record GossipOptions(PeeringLimits limits, Predicate<PublicKey> authorised, BookStore book,
    PerLane<LaneBudget> budgets, UnaryOperator<Endpoint> dialRewrite,
    Function<PublicKey, String> organisations, Consumer<Throwable> onFatal) {
  /** Everybody is authorised, nothing is kept, a fatal error is logged. */
  public static final GossipOptions DEFAULT = new GossipOptions(PeeringLimits.DEFAULT, _ -> true, BookStore.none(),
      LaneBudget.defaults(), UnaryOperator.identity(), _ -> "", broken -> LoggerFactory.getLogger(GossipOptions.class)
          .error("event=gossip.stopped help=\"report this bug and restart\"", broken));

  public GossipOptions withLimits(PeeringLimits other) {
    return new GossipOptions(other, authorised, book, budgets, dialRewrite, organisations, onFatal);
  }

  public GossipOptions withAuthorised(Predicate<PublicKey> other) {
    return new GossipOptions(limits, other, book, budgets, dialRewrite, organisations, onFatal);
  }

  public GossipOptions withBook(BookStore other) {
    return new GossipOptions(limits, authorised, other, budgets, dialRewrite, organisations, onFatal);
  }

  public GossipOptions withBudgets(PerLane<LaneBudget> other) {
    return new GossipOptions(limits, authorised, book, other, dialRewrite, organisations, onFatal);
  }

  public GossipOptions withDialRewrite(UnaryOperator<Endpoint> other) {
    return new GossipOptions(limits, authorised, book, budgets, other, organisations, onFatal);
  }

  public GossipOptions withOrganisations(Function<PublicKey, String> other) {
    return new GossipOptions(limits, authorised, book, budgets, dialRewrite, other, onFatal);
  }

  public GossipOptions withOnFatal(Consumer<Throwable> other) {
    return new GossipOptions(limits, authorised, book, budgets, dialRewrite, organisations, other);
  }
}
