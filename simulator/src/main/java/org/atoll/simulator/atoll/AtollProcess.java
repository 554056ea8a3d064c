package org.atoll.simulator.atoll;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.model.MessageKind;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.chain.core.ChainEffect;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.chain.core.ChainMachine;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.engine.DirectEngine;
import org.atoll.validator.engine.EngineListener;
import org.atoll.validator.engine.core.EngineLog;
import org.atoll.validator.engine.core.HostEffect;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.Vouch;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.peer.core.FinalBlocks;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.store.Tip;

/** One life of a validator: the chain's state machine and a rim of virtual time around it. */
final class AtollProcess {
  private static final long TICK_MILLIS = 1_000;
  private static final int CERTIFICATES = 64;

  private final AtollCluster cluster;
  private final NodeContext world;
  private final Optional<MemberGuards> guards;
  private final Witness witness;
  private final OpenStore store;
  private final FinalBlocks answers;
  private final StoreThread disk;
  private final Execution execution;
  private final ChainRules rules;
  private final ChainMachine machine;
  private final DirectEngine engine;
  private final Links links;
  /** What the engine said while it was called. */
  private final ArrayDeque<ChainEvent> again = new ArrayDeque<>();
  /** Whom the network hears of when the chain has done what it wants. */
  private final ArrayDeque<Integer> offenders = new ArrayDeque<>();
  private KnownBlock head;
  private boolean halted;

  /** What outlives a crash. */
  record Past(Links.Past links, Guards guards, Witness witness) {}

  AtollProcess(AtollCluster cluster, NodeContext world, Past past, OpenStore store, long nowMillis) {
    this.cluster = cluster;
    this.world = world;
    this.witness = past.witness();
    this.store = store;
    answers = new FinalBlocks(store.stored());
    rules = cluster.rules(world.self());
    head = store.lastFinal(cluster.ledger());
    long sequence = store.store().tip().map(Tip::guardSequence).orElse(0L);
    guards = cluster.isMember(world.self())
        ? Optional.of(past.guards().open(rules, new MemberGuards.Start(head.height(), sequence, false,
            MemberGuards.Loss.ABSTAIN, nowMillis))) : Optional.empty();
    disk = new StoreThread(world, store, () -> guards.map(own -> own.votes().sequence()).orElse(0L), this::happen);
    execution = new Execution(cluster, world, guards, this::happen);
    machine = new ChainMachine(rules, new Mempool(PoolLimits.defaults()), head.sealed(),
        new FinalHeaders(store.stored()), guards.map(MemberGuards::votes), EngineLog.ring());
    engine = new DirectEngine(cluster.engines());
    links = new Links(cluster, world, past.links(), new Links.Listener() {
      @Override
      public void up(int peer, long now) {
        happen(new ChainEvent.PeerUp(cluster.key(peer)), now);
      }

      @Override
      public void down(int peer, long now) {
        happen(new ChainEvent.PeerDown(cluster.key(peer)), now);
      }
    });
  }

  /** Begins with what was on disk, as the validator does. */
  void start(long now) {
    witness.restarted(head);
    var known = new LinkedHashMap<BlockId, BlockStore.Unfinal>();
    store.blocks().unfinal().forEach(block -> known.put(block.header().id(), block));
    guards.flatMap(MemberGuards::lastSealed).ifPresent(block -> known.putIfAbsent(block.header().id(), block));
    var unfinal = known.values().stream().filter(block -> block.header().height() > head.height()).toList();
    perform(machine.start(store.stored().certificateUpTo(head.height()), unfinal, now), now);
    engine.open(new Engine());
    drainAgain(now);
    var accepted = store.accepted(world);
    if (!accepted.isEmpty()) {
      submit(accepted, now);
    }
    world.setTimer(TimerNumbers.TICK, now + TICK_MILLIS);
    links.start(now);
  }

  // What happens

  Links links() {
    return links;
  }

  void received(int from, PeerMessage message, long now) {
    if (links.hears(from)) {
      track(message);
      happen(new ChainEvent.Received(cluster.key(from), message), now);
    }
  }

  void submit(List<BatchView> batches, long now) {
    batches.forEach(this::track);
    happen(new ChainEvent.Submitted(0, batches), now);
  }

  void timer(long id, long now) {
    if (id == TimerNumbers.TICK) {
      world.setTimer(TimerNumbers.TICK, now + TICK_MILLIS);
      disk.retry();
      happen(new ChainEvent.Tick(), now);
    } else if (id == TimerNumbers.PEERING) {
      links.tick(now);
    } else {
      happen(new ChainEvent.TimerFired(TimerNumbers.key(id)), now);
    }
  }

  private void happen(ChainEvent event, long now) {
    if (halted) {
      return;
    }
    perform(machine.step(event, now), now);
    drainAgain(now);
    while (!offenders.isEmpty()) {
      links.offended(offenders.poll(), now);
    }
    if (machine.head() != head.sealed()) {
      var next = cluster.ledger().known(machine.head().block().id());
      world.record().head(next.key(), next.height(), head.blocksOff(next));
      head = next;
    }
  }

  private void drainAgain(long now) {
    while (!again.isEmpty() && !halted) {
      perform(machine.step(again.poll(), now), now);
    }
  }

  private final class Engine implements EngineListener {
    @Override
    public void acted(long life, long seq, List<Action> actions, Bytes snapshot) {
      again.add(new ChainEvent.EngineActed(life, seq, actions, snapshot));
    }

    @Override
    public void judged(long life, long askId, List<HeaderVerdict> verdicts) {
      again.add(new ChainEvent.EngineJudged(life, askId, verdicts));
    }

    @Override
    public void failed(long life, String why) {
      world.record().count("engine_failures", 1);
      again.add(new ChainEvent.EngineFailed(life, why));
    }

    @Override
    public void available(EngineInfo info) {
      again.add(new ChainEvent.EngineAvailable(info));
    }

    @Override
    public void gone(String why) {
      again.add(new ChainEvent.EngineGone(why));
    }
  }

  // What the chain wants

  private void perform(List<ChainEffect> effects, long now) {
    for (int at = 0; at < effects.size(); at++) {
      perform(effects.get(at), now);
    }
  }

  private void perform(ChainEffect effect, long now) {
    switch (effect) {
      case ChainEffect.Send(var to, var message) -> send(cluster.number(to), message);
      case ChainEffect.Broadcast(var message, var except) -> broadcast(message, except);
      case ChainEffect.Links(var members, var direct) -> links.want(members, direct, now);
      case ChainEffect.SetTimer(var key, var at) -> world.setTimer(TimerNumbers.of(key), at);
      case ChainEffect.CancelTimer(var key) -> world.cancelTimer(TimerNumbers.of(key));
      case ChainEffect.CallEngine(var call) -> call(call);
      case ChainEffect.StartDraft(var id, var parent, var timestamp) -> execution.start(id, parent, timestamp);
      case ChainEffect.Execute(var id, var batches) -> execution.execute(id, batches);
      case ChainEffect.Abandon(var id) -> execution.abandon(id);
      case ChainEffect.Seal(var id, var consensus, var certificate) -> execution.seal(id, consensus, certificate);
      case ChainEffect.Validate(var header, var batches) -> execution.validate(header, batches);
      case ChainEffect.Store(var header, var batches) -> disk.store(header, batches);
      case ChainEffect.Persist(var ids, var certificate, var dropped) -> persist(ids, certificate, dropped);
      case ChainEffect.AnnounceFinal(var id) -> witness.reported(cluster.ledger().known(id));
      case ChainEffect.Admitted(var ticket, var accepted, var refusals, var executable) -> {
        if (!accepted.isEmpty()) {
          disk.journal(accepted);
        }
      }
      case ChainEffect.ServeCertificates(var peer, var from) -> answers.certificates(from, CERTIFICATES)
          .forEach(certificate -> send(cluster.number(peer), new PeerMessage.Finality(certificate)));
      case ChainEffect.ServeHeaders(var peer, var from, var max) ->
          send(cluster.number(peer), answers.headers(from, max));
      case ChainEffect.ServeBodies(var peer, var from, var count) ->
          send(cluster.number(peer), answers.bodies(from, count));
      case ChainEffect.ServeBlock(var peer, var id) -> store.stored().heightOf(id).flatMap(answers::block)
          .ifPresent(block -> send(cluster.number(peer), block));
      case ChainEffect.ServeVouch(var peer, var nonce, var height) -> answers.at(height).ifPresent(block ->
          send(cluster.number(peer), new PeerMessage.Vouched(new Vouch(nonce, block,
              FakeKeys.sign(rules.own(), Vouch.signingBytes(rules.chainTag(), nonce, block))))));
      case ChainEffect.ServeAnchor serve -> throw unused(serve);
      case ChainEffect.ServeRange serve -> throw unused(serve);
      case ChainEffect.Import snapshot -> throw unused(snapshot);
      case ChainEffect.Report(var evidence) -> Convictions.of(evidence, cluster).forEach(world.record()::evidence);
      case ChainEffect.Answer ignored -> {} // state is made up
      case ChainEffect.KeepPol ignored -> {}
      case ChainEffect.Halt(var why, var proof) -> {
        halted = true;
        world.record().broken("stops: " + why);
      }
      case ChainEffect.Penalise(var peer, var why) -> {
        world.record().count("penalties", 1);
        offenders.add(cluster.number(peer));
      }
      case ChainEffect.Metric(var name, var value) -> world.record().count(name, value);
      case ChainEffect.Pooled ignored -> {} // nobody watches
      case ChainEffect.Dropped ignored -> world.record().count("batches_dropped", 1);
      case ChainEffect.Publish ignored -> {} // clients come to ask what is final only
      case ChainEffect.Note(var event, var detail) -> world.log(event + ' ' + detail);
    }
  }

  private static IllegalStateException unused(ChainEffect effect) {
    return new IllegalStateException("nodes catch up block by block here: " + effect);
  }

  /** Blocks are seen when they are executed. */
  private void track(PeerMessage message) {
    if (world.record().tracksDelivery()) {
      switch (message) {
        case PeerMessage.Finality(Vote vote) ->
            world.record().seen(MessageKind.VOTE, cluster.wire().digest(message));
        case PeerMessage.Batches(var batches) -> batches.forEach(this::track);
        default -> {}
      }
    }
  }

  private void track(BatchView batch) {
    world.record().seen(MessageKind.TRANSACTION, FakeKeys.word(batch.id().bytes(), 0));
  }

  private void send(int to, PeerMessage message) {
    if (links.isLinked(to)) {
      track(message);
      world.send(to, message, MessageSizes.of(message));
    }
  }

  private void broadcast(PeerMessage message, Set<PublicKey> except) {
    track(message);
    int size = MessageSizes.of(message);
    for (int peer : links.linked()) {
      if (except.isEmpty() || !except.contains(cluster.key(peer))) {
        world.send(peer, message, size);
      }
    }
  }

  private void persist(List<BlockId> ids, Optional<Certificate> certificate, List<BlockId> dropped) {
    var blocks = new ArrayList<KnownBlock>(ids.size());
    ids.forEach(id -> blocks.add(cluster.ledger().known(id)));
    certificate.ifPresent(proof -> world.record().decided(proof.instance(), proof.round() + 1));
    disk.persist(blocks, certificate, dropped);
  }

  private void call(HostEffect call) {
    switch (call) {
      case HostEffect.CallInit(var life, var context, var now, var view) -> engine.init(life, context, now, view);
      case HostEffect.CallStep(var life, var seq, var event, var now, var view) ->
          engine.step(life, seq, event, now, view);
      case HostEffect.CallAsk(var life, var ask, var headers, var view) -> engine.ask(life, ask, headers, view);
      case HostEffect.Discard(var life, var why) -> engine.discard(life, why);
      case HostEffect.Perform ignored -> throw new IllegalStateException("not a call: " + call);
      case HostEffect.Verdicts ignored -> throw new IllegalStateException("not a call: " + call);
      case HostEffect.DropDrafts ignored -> throw new IllegalStateException("not a call: " + call);
      case HostEffect.WakeAt ignored -> throw new IllegalStateException("not a call: " + call);
      case HostEffect.Note ignored -> throw new IllegalStateException("not a call: " + call);
      case HostEffect.Fingerprint ignored -> throw new IllegalStateException("not a call: " + call);
    }
  }

  SealedBlock head() {
    return machine.head();
  }
}
