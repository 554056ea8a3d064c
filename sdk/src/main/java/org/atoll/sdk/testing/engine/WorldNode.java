package org.atoll.sdk.testing.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** One validator of an {@link EngineWorld}: a head, drafts, timers, and an engine that is called at once. */
final class WorldNode {
  private static final long BUILD_MILLIS = 20;

  /** Sums since genesis: the same order as since the last final block, whose chain all share. */
  private record Score(long weight, long cost, Bytes tie, BlockId id) implements Comparable<Score> {
    private static final Comparator<Score> BETTER = Comparator.comparingLong(Score::weight).reversed()
        .thenComparingLong(Score::cost).thenComparing(Score::tie).thenComparing(Score::id);

    @Override
    public int compareTo(Score other) {
      return BETTER.compare(this, other);
    }
  }

  private record Draft(long id, BlockId parent, long timestampMillis, int life) {}

  private final EngineWorld world;
  private final int index;
  private final PublicKey key;
  private final Map<BlockId, Integer> arrivals = new LinkedHashMap<>();
  private final Map<BlockId, Score> scores = new HashMap<>();
  private final Set<BlockId> rejected = new HashSet<>();
  private final Set<Long> sealed = new HashSet<>(); // timestamps, or heights
  private final Map<Long, Draft> drafts = new HashMap<>();
  private final Map<Long, Long> timers = new HashMap<>();
  private final ArrayDeque<Event> queue = new ArrayDeque<>();
  private final List<EngineCall> calls = new ArrayList<>();
  private Engine engine;
  private Bytes snapshot = Bytes.EMPTY;
  private int life;
  private boolean busy;
  private BlockId head;
  private BlockId lastFinal;

  WorldNode(EngineWorld world, int index, PublicKey key) {
    this.world = world;
    this.index = index;
    this.key = key;
    this.engine = world.subject.engines().get();
    this.head = world.genesis.id();
    this.lastFinal = head;
    arrivals.put(head, 0);
    scores.put(head, new Score(0, 0, Bytes.EMPTY, head));
  }

  int index() {
    return index;
  }

  PublicKey key() {
    return key;
  }

  BlockId head() {
    return head;
  }

  BlockId lastFinal() {
    return lastFinal;
  }

  /** All it was told in its present life. */
  List<EngineCall> calls() {
    return List.copyOf(calls);
  }

  void begin() {
    var context = new InitContext(world.headerOf(lastFinal), EngineWorld.CHAIN_TAG, world.subject.params(), key,
        snapshot);
    var view = view();
    var actions = List.copyOf(engine.init(context, world.now(), view));
    calls.add(new EngineCall.Init(context, world.now(), view, actions));
    perform(actions);
    for (var other : world.nodes) {
      if (other != this) {
        tell(new Event.PeerUp(other.key));
      }
    }
  }

  /** Loses all but the chain and the last snapshot; a new life begins. */
  void kill() {
    life++;
    engine = world.subject.engines().get();
    drafts.clear();
    timers.clear();
    queue.clear();
    calls.clear();
    begin();
  }

  void tell(Event event) {
    queue.add(event);
    if (busy) {
      return;
    }
    busy = true;
    while (!queue.isEmpty()) {
      var next = queue.remove();
      var view = view();
      var actions = List.copyOf(engine.step(next, world.now(), view));
      calls.add(new EngineCall.Step(next, world.now(), view, actions));
      if (next instanceof Event.Finalized) {
        snapshot = engine.snapshot();
      }
      perform(actions);
    }
    busy = false;
  }

  private void perform(List<Action> actions) {
    for (var action : actions) {
      switch (action) {
        case Action.SetTimer(var id, var at) -> setTimer(id, at);
        case Action.CancelTimer(var id) -> timers.remove(id);
        case Action.BuildBlock build -> build(build);
        case Action.DropDraft(var id) -> drafts.remove(id);
        case Action.SealBlock(var id, var consensus, var ignored) -> seal(id, consensus);
        case Action.RequestTicket(var height, var ignored) ->
            later(new Event.TicketFailed(height, "there is no ticket source"));
        case Action.Validate ignored -> {} // all are valid at once
        case Action.Reject(var id, var ignored) -> {
          rejected.add(id);
          choose();
        }
        case Action.Send(var peer, var type, var bytes) -> world.nodes.stream()
            .filter(node -> node.key.equals(peer)).forEach(node -> world.carry(this, node, type, bytes));
        case Action.Broadcast(var type, var bytes) -> world.nodes.stream()
            .filter(node -> node != this).forEach(node -> world.carry(this, node, type, bytes));
        case Action.ReportEvidence ignored -> {}
        case Action.Metric ignored -> {}
      }
    }
  }

  private void later(Event event) {
    int current = life;
    world.at(world.now(), () -> {
      if (life == current) {
        tell(event);
      }
    });
  }

  private void setTimer(long id, long atMillis) {
    long at = Math.max(atMillis, world.now() + 1);
    int current = life;
    timers.put(id, at);
    world.at(at, () -> {
      if (life == current && timers.remove(id, at)) {
        tell(new Event.TimerFired(id));
      }
    });
  }

  private void build(Action.BuildBlock build) {
    if (!build.parent().equals(head)) {
      later(new Event.DraftFailed(build.draftId(), "the parent is not the head"));
    } else if (build.timestampMillis() <= world.headerOf(head).timestampMillis()) {
      later(new Event.DraftFailed(build.draftId(), "time does not move on from the parent's"));
    } else if (build.timestampMillis() > world.now() + 500 && !mayDream()) {
      later(new Event.DraftFailed(build.draftId(), "its time is still to come"));
    } else {
      var draft = new Draft(build.draftId(), build.parent(), build.timestampMillis(), life);
      drafts.put(draft.id, draft);
      world.at(Math.min(world.now() + BUILD_MILLIS, Math.max(build.deadlineMillis(), world.now())), () -> {
        if (drafts.get(draft.id) == draft) {
          tell(new Event.ProposalReady(draft.id, 3));
        }
      });
    }
  }

  /** With one member nobody minds a clock that is ahead (consensus.md §6). */
  private boolean mayDream() {
    return world.nodes.size() == 1;
  }

  private void seal(long id, Bytes consensus) {
    var draft = drafts.remove(id);
    if (draft == null) {
      later(new Event.SealRefused(id, "no such draft"));
      return;
    }
    var parent = world.headerOf(draft.parent);
    boolean slotted = engine.info().capabilities().contains(EngineInfo.Capability.SLOTTED);
    long scope = slotted ? draft.timestampMillis : parent.height() + 1;
    if (!sealed.add(scope)) {
      later(new Event.SealRefused(id, "there is a seal for " + scope + " already"));
      return;
    }
    var numbers = ByteBuffer.allocate(16).putLong(parent.height() + 1).putLong(draft.timestampMillis).array();
    var blockId = new BlockId(
        EngineWorld.idOf(parent.id().bytes(), Bytes.wrap(numbers), key.encoded(), consensus).bytes());
    world.publish(new Header(blockId, parent.id(), parent.height() + 1, draft.timestampMillis, key, consensus), this);
  }

  void receive(Header header, boolean ownOne) {
    var verdict = engine.verifyHeader(header, view());
    world.judged(header, verdict);
    if (!(verdict instanceof HeaderVerdict.Accept accept)) {
      return;
    }
    var parent = scores.get(header.parentId());
    if (parent == null) {
      return; // on a branch that lost: what is final is not in it
    }
    arrivals.put(header.id(), arrivals.size());
    scores.put(header.id(),
        new Score(parent.weight + accept.weight(), parent.cost + accept.cost(), accept.tie(), header.id()));
    if (!ownOne) {
      queue.add(new Event.HeaderArrived(header));
    }
    queue.add(new Event.BlockValid(header.id()));
    choose();
    world.settle();
  }

  private void choose() {
    var best = scores.entrySet().stream()
        .filter(entry -> !rejected.contains(entry.getKey()) && world.descends(entry.getKey(), lastFinal))
        .min(Map.Entry.comparingByValue()).orElseThrow().getKey();
    if (!best.equals(head)) {
      var old = head;
      head = best;
      tell(new Event.HeadChanged(old, best));
    }
  }

  void finalise(Header settled) {
    if (settled.height() > world.headerOf(lastFinal).height() && arrivals.containsKey(settled.id())) {
      lastFinal = settled.id();
      scores.keySet().removeIf(id -> !world.descends(id, lastFinal)); // never head again
      tell(new Event.Finalized(settled.id()));
    }
  }

  /** Of this moment, for ever: later blocks are not in it. */
  ReadView view() {
    return new View(arrivals.size(), head, lastFinal);
  }

  private final class View implements ReadView {
    private final int known;
    private final BlockId viewHead;
    private final BlockId viewFinal;

    View(int known, BlockId viewHead, BlockId viewFinal) {
      this.known = known;
      this.viewHead = viewHead;
      this.viewFinal = viewFinal;
    }

    private boolean knows(BlockId id) {
      var arrival = arrivals.get(id);
      return arrival != null && arrival < known;
    }

    @Override
    public Optional<Header> header(BlockId id) {
      return knows(id) ? Optional.of(world.headerOf(id)) : Optional.empty();
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      var header = header(id);
      while (header.isPresent() && header.get().height() > height) {
        header = header(header.get().parentId());
      }
      return header.filter(found -> found.height() == height);
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      return knows(id) && epoch >= 0 && epoch < 1 << 20 ? Optional.of(world.epoch(epoch)) : Optional.empty();
    }

    @Override
    public BlockId head() {
      return viewHead;
    }

    @Override
    public BlockId lastFinal() {
      return viewFinal;
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      return Optional.empty();
    }
  }
}
