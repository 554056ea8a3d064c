package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.atoll.gossip.Conduct;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;

/**
 * Decides whom to dial, to peer with, to refuse and to cut. A link is dialling, then connected (the handshake is done),
 * then peered (messages flow). Deterministic: time, randomness and what happened are arguments, what to do is returned.
 * Single-threaded.
 */
public final class Peering {
  private static final long DIAL_MILLIS = 5_000;
  private static final long PING_MILLIS = 3_000; // slots of that length keep links awake by themselves
  private static final long DEAD_MILLIS = 8_000;
  private static final long PLAIN_MILLIS = 15_000;
  private static final long PLAIN_TURN_MILLIS = 1_000; // then it makes room for the next when all places are taken
  private static final long ASK_WHILE_LOOKING_MILLIS = 2_000;
  private static final long ASK_MILLIS = 60_000;
  private static final long AFTER_REFUSAL_MILLIS = 10_000;
  private static final long GRACE_MILLIS = 700; // the node with the lower id dials first
  private static final int DIALS = 8;
  private static final String BANNED = "banned";

  /**
   * @param genuine checks a record's signature
   * @param own this node's record, asked for whenever it is sent; empty when it listens nowhere
   * @param organisations who runs a node; empty: nobody knows
   */
  public record Setup(PeerId self, PeeringLimits limits, Predicate<PeerRecord> genuine,
      Supplier<Optional<PeerRecord>> own, Function<PeerId, String> organisations) {}

  private final Setup setup;
  private final RandomGenerator random;
  private final PeerBook book;
  private final Standing standing = new Standing();
  private final Bans bans = new Bans();
  private final LinkTable links;
  private List<PeeringEffect> effects = new ArrayList<>();
  private long nowMillis;
  private long nextLink = 1;
  private long lastAskMillis = Long.MIN_VALUE / 2;
  /** All in the book that are always wanted have a link or are being dialled: nothing to look for. */
  private boolean settled;

  public Peering(Setup setup, RandomGenerator random) {
    this.setup = setup;
    this.random = random;
    this.book = new PeerBook(random);
    this.links = new LinkTable(setup.limits, setup.organisations);
  }

  /** Peers known from before; records that are not genuine are left out. */
  public void restore(Collection<PeerRecord> records) {
    records.forEach(this::learn);
  }

  /** @param now milliseconds of a monotonic clock */
  public List<PeeringEffect> step(PeeringEvent event, long now) {
    nowMillis = now;
    switch (event) {
      case PeeringEvent.Tick _ -> tick();
      case PeeringEvent.Opened e -> opened(e);
      case PeeringEvent.Closed(var link, var why) -> closed(link, why);
      case PeeringEvent.Said(var id, var control) -> links.byId(id).filter(Link::isOpen).ifPresent(link -> {
        link.heardMillis = nowMillis;
        said(link, control);
      });
      case PeeringEvent.Offended(var peer, var offence) -> offend(peer, offence);
      case PeeringEvent.Members(var changed, var direct) -> {
        links.members(changed, direct);
        book.members(changed::contains);
        settled = false;
      }
      case PeeringEvent.AddBootstrap(var address) -> {
        book.addBootstrap(address);
        settled = false;
      }
      case PeeringEvent.AddStatic(var address) -> {
        book.addStatic(address);
        settled = false;
      }
      case PeeringEvent.Ban(var peer) -> {
        standing.banForGood(peer, nowMillis);
        links.to(peer).ifPresent(link -> cut(link, BANNED));
      }
      case PeeringEvent.Unban(var peer) -> standing.forgive(peer);
    }
    var done = effects;
    effects = new ArrayList<>();
    return done;
  }

  /** Anything at all came over this link: it lives. */
  public void heard(long id, long now) {
    links.byId(id).ifPresent(link -> link.heardMillis = now);
  }

  public boolean isPeered(long id) {
    return links.byId(id).filter(Link::isPeered).isPresent();
  }

  /** What the book holds, when it changed since the last call. */
  public Optional<List<PeerRecord>> changedBook() {
    return book.takeDirty() ? Optional.of(book.records()) : Optional.empty();
  }

  public List<PeerRecord> book() {
    return book.records();
  }

  /** One line per open link. */
  public List<LinkStatus> links(long now) {
    var list = new ArrayList<LinkStatus>();
    for (var link : links.where(Link::isOpen)) {
      list.add(new LinkStatus(link.id, link.peer, link.isPeered(), link.outbound, links.isMember(link.peer), link.host,
          link.latencyMillis, standing.points(link.peer, now),
          link.record.map(PeerRecord::address).or(() -> book.address(link.peer))));
    }
    return list;
  }

  public Conduct conduct(long now) {
    return new Conduct(standing.low(now), bans.current(now));
  }

  /** As {@link org.atoll.gossip.PeerStatus}, with the link's number. */
  public record LinkStatus(long link, PeerId peer, boolean peered, boolean outbound, boolean member, String remote,
      long latencyMillis, int standing, Optional<PeerAddress> address) {}

  private void tick() {
    links.all().forEach(this::checkLife);
    dialAlwaysWanted();
    if (links.isLooking()) {
      askPlainLinks();
      dialOthers();
    }
    long every = links.isLooking() ? ASK_WHILE_LOOKING_MILLIS : ASK_MILLIS;
    if (nowMillis - lastAskMillis >= every) {
      var open = links.where(l -> l.isOpen() && !l.awaitsReply);
      if (!open.isEmpty()) {
        lastAskMillis = nowMillis;
        ask(open.get(random.nextInt(open.size())));
      }
    }
    makeRoom();
  }

  private void checkLife(Link link) {
    if (!link.isOpen()) {
      if (nowMillis - link.sinceMillis > DIAL_MILLIS) {
        cut(link, "no handshake in time");
        book.failed(link.peer, nowMillis);
      }
      return;
    }
    if (nowMillis - link.heardMillis > DEAD_MILLIS) {
      cut(link, "silent");
    } else if (!link.isPeered() && nowMillis - link.sinceMillis > PLAIN_MILLIS) {
      book.notBefore(link.peer, nowMillis + AFTER_REFUSAL_MILLIS);
      cut(link, "not peered");
    } else if (nowMillis - Math.max(link.heardMillis, link.pingedMillis) >= PING_MILLIS) {
      link.pingedMillis = nowMillis;
      link.pingNonce = random.nextLong();
      say(link, new Control.Ping(link.pingNonce));
    }
  }

  private void dialAlwaysWanted() {
    if (!settled) {
      book.due(peer -> isAlwaysWanted(peer) && mayDial(peer), nowMillis).forEach(this::dial);
      settled = book.peers().stream().noneMatch(
          peer -> isAlwaysWanted(peer) && links.to(peer).isEmpty() && !peer.equals(setup.self));
    }
  }

  private boolean isAlwaysWanted(PeerId peer) {
    return links.isDirect(peer) || book.isStatic(peer);
  }

  private void dialOthers() {
    long dialling = links.where(l -> !l.isOpen()).size();
    long room = links.dialsWanted(DIALS);
    if (room <= dialling) {
      return;
    }
    var due = new ArrayList<>(book.due(peer -> !links.isDirect(peer) && mayDial(peer), nowMillis));
    while (dialling < room && !due.isEmpty()) {
      var preferred = due.stream().filter(a -> links.isMember(a.id())).toList();
      var choice = preferred.isEmpty() ? due : preferred;
      var address = choice.get(random.nextInt(choice.size()));
      due.remove(address);
      if (links.hasRoomFor(address.id(), AddressGroup.of(address.endpoint().host()))) {
        dial(address);
        dialling++;
      }
    }
  }

  private boolean mayDial(PeerId peer) {
    return links.to(peer).isEmpty() && !peer.equals(setup.self) && !standing.isBanned(peer, nowMillis);
  }

  private void dial(PeerAddress address) {
    var link = new Link(nextLink++, address.id(), true, Link.State.DIALING, nowMillis);
    links.add(link);
    effects.add(new PeeringEffect.Dial(link.id, address));
  }

  private void askPlainLinks() {
    for (var link : links.where(
        l -> l.state == Link.State.CONNECTED && l.outbound && !l.awaitsAccept && !l.refused)) {
      if (wantsToPeer(link)) {
        requestPeering(link);
      }
    }
  }

  private void opened(PeeringEvent.Opened e) {
    var dialled = links.byId(e.link());
    if (dialled.isEmpty() && e.outbound()) {
      effects.add(new PeeringEffect.Cut(e.link(), "no longer wanted"));
      return;
    }
    var link = dialled.orElseGet(() -> new Link(e.link(), e.peer(), false, Link.State.CONNECTED, nowMillis));
    link.state = Link.State.CONNECTED;
    if (standing.isBanned(e.peer(), nowMillis)) {
      links.addSecond(link);
      cut(link, BANNED);
      return;
    }
    var rival = links.to(e.peer()).filter(other -> other.id != link.id);
    if (rival.isPresent() && rival.get().isOpen() && staysOpen(rival.get(), e)) {
      links.addSecond(link);
      cut(link, "second link");
      return;
    }
    rival.ifPresent(this::giveWay);
    links.add(link);
    link.sinceMillis = nowMillis;
    link.heardMillis = nowMillis;
    link.instance = e.instance();
    link.host = e.host();
    link.group = AddressGroup.of(e.host());
    book.succeeded(e.peer());
    greet(link);
  }

  private void giveWay(Link rival) {
    if (rival.isOpen()) {
      cut(rival, "replaced");
    } else if (setup.self.compareTo(rival.peer) > 0) {
      cut(rival, "they were first");
    } // else our own dial goes on: when it opens it wins, as the other end knows
  }

  private void greet(Link link) {
    if (!link.outbound) {
      var crowd = link.direct ? List.<Link>of() : links.crowdOfPlainLinks();
      crowd.stream().min(Comparator.comparingLong(l -> l.sinceMillis)).ifPresent(
          oldest -> cut(nowMillis - oldest.sinceMillis > PLAIN_TURN_MILLIS ? oldest : link, "busy"));
      return;
    }
    if (wantsToPeer(link)) {
      requestPeering(link);
    } else {
      ask(link);
    }
  }

  /** Of two links between one pair: a restarted process wins, then the newer of one direction, then the lower id's. */
  private boolean staysOpen(Link old, PeeringEvent.Opened fresh) {
    if (!old.instance.equals(fresh.instance()) || old.outbound == fresh.outbound()) {
      return false;
    }
    boolean ownIsLower = setup.self.compareTo(old.peer) < 0;
    return old.outbound == ownIsLower;
  }

  private void closed(long id, String why) {
    links.byId(id).ifPresent(link -> {
      if (!link.isOpen()) {
        book.failed(link.peer, nowMillis);
      }
      forget(link, why);
    });
  }

  private void said(Link link, Control control) {
    switch (control) {
      case Control.Ping(var nonce) -> say(link, new Control.Pong(nonce));
      case Control.Pong(var nonce) -> {
        if (nonce == link.pingNonce) {
          link.latencyMillis = nowMillis - link.pingedMillis;
        }
      }
      case Control.PeerRequest(var self) -> {
        note(link, self);
        answer(link);
      }
      case Control.PeerAccept(var self) -> {
        note(link, self);
        if (link.awaitsAccept) {
          link.awaitsAccept = false;
          peer(link);
        } else if (!link.isPeered()) {
          offend(link.peer, Offence.UNDECODABLE);
        }
      }
      case Control.PeerRefuse _ -> {
        link.awaitsAccept = false;
        link.refused = true;
        book.notBefore(link.peer, nowMillis + AFTER_REFUSAL_MILLIS / 2 + random.nextLong(AFTER_REFUSAL_MILLIS));
        ask(link);
      }
      case Control.PeersRequest _ -> {
        if (link.requests.take(1, nowMillis)) {
          var records = new ArrayList<>(book.sample(FrameCodec.MAX_RECORDS - 1));
          setup.own.get().ifPresent(records::add);
          say(link, new Control.PeersReply(records));
        } else {
          offend(link.peer, Offence.OVER_BUDGET);
        }
      }
      case Control.PeersReply(var records) -> {
        if (link.awaitsReply) {
          link.awaitsReply = false;
          records.forEach(this::learn);
          if (link.outbound && link.state == Link.State.CONNECTED && !link.awaitsAccept
              && (link.refused || !wantsToPeer(link))) {
            cut(link, "thank you");
          }
        } else {
          offend(link.peer, Offence.UNDECODABLE);
        }
      }
      case Control.Goodbye(var why) -> {
        if (why.equals(BANNED)) {
          bans.said(link.peer, nowMillis);
        }
        book.notBefore(link.peer, nowMillis + GRACE_MILLIS);
        cut(link, "they said: " + why);
      }
    }
  }

  private void answer(Link link) {
    if (link.isPeered()) {
      say(link, new Control.PeerAccept(own()));
      return;
    }
    var refusal = refusal(link);
    if (refusal.isPresent()) {
      say(link, new Control.PeerRefuse(refusal.get()));
      return;
    }
    say(link, new Control.PeerAccept(own()));
    link.awaitsAccept = false;
    peer(link);
  }

  private Optional<String> refusal(Link link) {
    if (link.direct) {
      return Optional.empty();
    }
    if (!links.hasRoomFor(link.peer, link.group)) {
      return Optional.of("enough from there");
    }
    if (links.hasRoom() && (link.outbound || links.hasRoomForInbound())) {
      return Optional.empty();
    }
    var victims = links.isMember(link.peer)
        ? links.where(l -> l.isPeered() && !l.outbound && !links.isMember(l.peer)) : List.<Link>of();
    if (victims.isEmpty()) {
      return Optional.of("full");
    }
    cut(victims.getFirst(), "room for a member");
    return Optional.empty();
  }

  private void peer(Link link) {
    if (!link.isPeered()) {
      link.state = Link.State.PEERED;
      bans.over(link.peer);
      effects.add(new PeeringEffect.Up(link.id, link.peer, link.outbound));
    }
  }

  private boolean wantsToPeer(Link link) {
    return link.direct
        || (book.isStatic(link.peer) && links.hasRoom())
        || (links.wantsMore() && links.hasRoomFor(link.peer, link.group));
  }

  private void requestPeering(Link link) {
    link.awaitsAccept = true;
    say(link, new Control.PeerRequest(own()));
  }

  private void ask(Link link) {
    if (!link.awaitsReply && nowMillis - link.askedMillis >= 1_000) {
      link.awaitsReply = true;
      link.askedMillis = nowMillis;
      say(link, new Control.PeersRequest());
    }
  }

  private void makeRoom() {
    long over = links.excess();
    if (over <= 0) {
      return;
    }
    for (var link : links.all().reversed()) {
      if (over > 0 && link.isPeered() && !link.direct && !book.isStatic(link.peer)) {
        cut(link, "too many");
        over--;
      }
    }
  }

  private void note(Link link, List<PeerRecord> self) {
    for (var record : self) {
      if (record.id().equals(link.peer)) {
        learn(record);
        link.record = Optional.of(record);
      }
    }
  }

  private void learn(PeerRecord record) {
    if (!record.id().equals(setup.self) && book.wants(record) && setup.genuine.test(record)) {
      book.put(record);
      settled = false;
      if (links.isDirect(record.id()) && setup.self.compareTo(record.id()) > 0) {
        book.notBefore(record.id(), nowMillis + GRACE_MILLIS);
      }
    }
  }

  private void offend(PeerId peer, Offence offence) {
    if (standing.offend(peer, offence, links.isMember(peer), nowMillis)) {
      links.to(peer).ifPresent(link -> cut(link, BANNED));
    }
  }

  private void cut(Link link, String why) {
    effects.add(new PeeringEffect.Cut(link.id, why));
    forget(link, why);
  }

  private void forget(Link link, String why) {
    links.remove(link);
    settled = false;
    if (link.isPeered()) {
      effects.add(new PeeringEffect.Down(link.id, link.peer, why));
    }
    boolean waits = setup.self.compareTo(link.peer) > 0;
    book.notBefore(link.peer, nowMillis + (waits ? GRACE_MILLIS : 0) + random.nextLong(300));
  }

  private List<PeerRecord> own() {
    return setup.own.get().map(List::of).orElse(List.of());
  }

  private void say(Link link, Control control) {
    effects.add(new PeeringEffect.Say(link.id, control));
  }
}
