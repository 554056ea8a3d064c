package org.atoll.validator.chain;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.ChainEffect;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.chain.core.ChainMachine;
import org.atoll.validator.chain.core.Snapshot;
import org.atoll.validator.chain.core.TimerKey;
import org.atoll.validator.engine.EngineListener;
import org.atoll.validator.engine.EnginePort;
import org.atoll.validator.engine.core.HostEffect;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.execution.BlockExecutor;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.HeadView;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.SenderRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain thread: feeds the state machine from a mailbox and a clock and performs what it decides. Public methods
 * are thread-safe.
 */
public final class ChainLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChainLoop.class);
  private static final int MAILBOX = 16_384;
  private static final long TICK_MILLIS = 1_000;
  private static final long NOBODY = 0; // a ticket without an answer

  /**
   * Answer to a submission.
   *
   * @param refusals one a batch, in order; empty: admitted
   * @param executable ids of admitted batches the next block could hold
   */
  public record Admission(List<Optional<Refusal>> refusals, Set<TransactionId> executable) {}

  /** Where effects go that leave the chain thread. */
  interface Effects {
    /** Makes accepted batches survive a crash of the process; before anybody is told that they were accepted. */
    void journal(List<BatchView> accepted);

    void announcePending(List<BatchView> accepted);

    void store(SignedHeader header, List<BatchView> batches);

    void persist(List<ChainBlock> blocks, Optional<Certificate> certificate, List<BlockId> dropped);

    /**
     * @param removed published blocks of a fork that is left, newest first
     * @param added lowest first; the last is the head
     */
    void publish(List<ChainBlock> removed, List<ChainBlock> added);

    /** The block, which is published, and all before it are final and on disk. */
    void finalised(ChainBlock block);

    void dropped(TransactionId id);

    /** Answered by {@link #imported} or {@link ChainEvent.ImportRefused}. */
    void importSnapshot(Snapshot snapshot);

    /** A snapshot has taken the place of the chain that was shown. */
    void replaced(ChainBlock head);

    void report(Evidence evidence);

    void answer(Hash32 accusation, Pol pol);

    /** @param oldestEpoch proofs of earlier ones are of no use any more */
    void keep(Pol pol, long oldestEpoch);

    /** The node must stop: {@code proof} is to be kept for people. */
    void halt(String why, List<Bytes> proof);
  }

  /** Makes the machine that goes on from a block another has not executed. */
  @FunctionalInterface
  interface Successor {
    ChainMachine after(ChainMachine before, ChainBlock head);
  }

  /** Something for the chain thread to do. */
  private sealed interface Mail {
    record Happened(ChainEvent event) implements Mail {}

    record Sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) implements Mail {}

    record Executed(ChainBlock block, List<EvmAddress> changedAccounts) implements Mail {}

    /** A snapshot is the chain on disk now. */
    record Imported(ChainBlock head, Certificate certificate) implements Mail {}

    record Question<T>(Function<ChainMachine, T> ask, CompletableFuture<T> answer) implements Mail {
      void answer(ChainMachine machine) {
        answer.complete(ask.apply(machine));
      }
    }

    record Command(Bytes bytes, CompletableFuture<Long> answer) implements Mail {}

    /** Wakes the thread so that it sees that it is to end. */
    record Close() implements Mail {}
  }

  private final Successor successor;
  private final BlockExecutor executor;
  private final EnginePort engine;
  private final PeerPort peers;
  private final Effects effects;
  private final Function<ChainBlock, HeadView> views;
  private final Clock clock;
  private final Consumer<Throwable> onFatal;
  private final BlockingQueue<Mail> mailbox = new ArrayBlockingQueue<>(MAILBOX);
  private final Map<Long, CompletableFuture<Admission>> tickets = new ConcurrentHashMap<>();
  private final AtomicLong ticketIds = new AtomicLong();
  private final Thread thread;

  // Chain thread only.
  private ChainMachine machine;
  /** What waits while a snapshot is put in place; null: none is. */
  private @Nullable List<Mail> held;
  private final Map<BlockId, ChainBlock> inFlight = new HashMap<>();
  private final Map<TimerKey, Long> timers = new HashMap<>();
  /** What the engine said while it was called on this thread. */
  private final ArrayDeque<ChainEvent> again = new ArrayDeque<>();
  /** Published blocks that are not known to be final, and the last that is; lowest first. */
  private final List<ChainBlock> shown = new ArrayList<>();
  private long nextTick;
  private long lastNow;
  private Runnable begin = () -> {};

  private volatile boolean closing;

  ChainLoop(ChainMachine machine, Successor successor, ChainBlock head, BlockExecutor executor, EnginePort engine, PeerPort peers,
      Effects effects, Function<ChainBlock, HeadView> views, Clock clock, Consumer<Throwable> onFatal) {
    this.machine = machine;
    this.successor = successor;
    this.executor = executor;
    this.engine = engine;
    this.peers = peers;
    this.effects = effects;
    this.views = views;
    this.clock = clock;
    this.onFatal = onFatal;
    this.thread = Thread.ofPlatform().name("chain").daemon(true).unstarted(this::run);
    inFlight.put(head.block().id(), head);
    shown.add(head);
  }

  /** Starts the thread, which begins with what was on disk. */
  void start(Optional<Certificate> last, List<BlockStore.Unfinal> unfinal) {
    lastNow = clock.millis();
    nextTick = lastNow + TICK_MILLIS;
    begin = () -> {
      perform(machine.start(last, unfinal, clock.millis()));
      engine.open(engineListener());
      drainAgain();
    };
    thread.start();
  }

  /**
   * Hands batches to the mempool. The answers, one a batch, come when accepted ones are safe from a crash of this
   * process; fails with {@link RejectedExecutionException} when the mailbox is full.
   */
  public CompletableFuture<Admission> submit(List<BatchView> batches) {
    long ticket = ticketIds.incrementAndGet();
    var answer = new CompletableFuture<Admission>();
    tickets.put(ticket, answer);
    if (!mailbox.offer(new Mail.Happened(new ChainEvent.Submitted(ticket, batches)))) {
      tickets.remove(ticket);
      return CompletableFuture.failedFuture(new RejectedExecutionException("the chain's mailbox is full"));
    }
    return answer;
  }

  /** Asks something about the mempool, on the chain thread. */
  public <T> CompletableFuture<T> ask(Function<ChainMachine, T> question) {
    var answer = new CompletableFuture<T>();
    return offer(new Mail.Question<>(question, answer), answer);
  }

  private <T> CompletableFuture<T> offer(Mail mail, CompletableFuture<T> answer) {
    return mailbox.offer(mail) ? answer
        : CompletableFuture.failedFuture(new RejectedExecutionException("the chain's mailbox is full"));
  }

  /** For what must not be lost while the chain runs: waits for room. */
  private void put(Mail mail) {
    try {
      while (!closing && !mailbox.offer(mail, TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        log.warn("chain.mailbox_full depth={}", mailbox.size());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** From any thread: something happened. Waits for room. */
  void happened(ChainEvent event) {
    put(new Mail.Happened(event));
  }

  /** From a peer: false when there is no room, and it is lost. */
  public boolean offer(ChainEvent event) {
    return mailbox.size() < MAILBOX - MAILBOX / 4 && mailbox.offer(new Mail.Happened(event));
  }

  public void processorsChanged() {
    put(new Mail.Happened(new ChainEvent.ProcessorsChanged()));
  }

  /** Whose batches are taken from now on. */
  public void senders(SenderRules rules) {
    put(new Mail.Happened(new ChainEvent.SendersChanged(rules)));
  }

  /** Hands the operator's command to the engine; answers the height of the head just before. */
  public CompletableFuture<Long> command(Bytes bytes) {
    var answer = new CompletableFuture<Long>();
    return offer(new Mail.Command(bytes, answer), answer);
  }

  /** What the execution thread reports. */
  BlockExecutor.Listener executorListener() {
    return new BlockExecutor.Listener() {
      @Override
      public void executed(long draftId, List<BatchResult> results) {
        happened(new ChainEvent.ChunkDone(draftId, results));
      }

      @Override
      public void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) {
        put(new Mail.Sealed(draftId, block, changedAccounts));
      }

      @Override
      public void failed(long draftId, String why) {
        happened(new ChainEvent.DraftFailed(draftId, why));
      }

      @Override
      public void valid(ChainBlock block, List<EvmAddress> changedAccounts) {
        put(new Mail.Executed(block, changedAccounts));
      }

      @Override
      public void invalid(BlockId id, String why) {
        happened(new ChainEvent.BlockRefused(id, why));
      }

      @Override
      public void held(BlockId id, String why) {
        happened(new ChainEvent.BlockHeld(id, why));
      }
    };
  }

  private EngineListener engineListener() {
    return new EngineListener() {
      @Override
      public void acted(long life, long seq, List<Action> actions, Bytes snapshot) {
        said(new ChainEvent.EngineActed(life, seq, actions, snapshot));
      }

      @Override
      public void judged(long life, long askId, List<HeaderVerdict> verdicts) {
        said(new ChainEvent.EngineJudged(life, askId, verdicts));
      }

      @Override
      public void failed(long life, String why) {
        said(new ChainEvent.EngineFailed(life, why));
      }

      @Override
      public void available(EngineInfo info) {
        said(new ChainEvent.EngineAvailable(info));
      }

      @Override
      public void gone(String why) {
        said(new ChainEvent.EngineGone(why));
      }
    };
  }

  private void said(ChainEvent event) {
    if (Thread.currentThread() == thread) {
      again.add(event);
    } else {
      happened(event);
    }
  }

  private void run() {
    try {
      begin.run();
      while (!closing) {
        var mail = mailbox.poll(Math.max(0, nextWake() - clock.millis()), TimeUnit.MILLISECONDS);
        if (mail != null) {
          handle(mail);
        }
        fireTimers();
      }
    } catch (InterruptedException stopped) { // nobody does
      Thread.currentThread().interrupt();
    } catch (Throwable broken) {
      onFatal.accept(broken); // a stopped validator is safe, a confused one is not
    }
  }

  private void handle(Mail mail) {
    if (held != null && !passes(mail)) {
      boolean heard = mail instanceof Mail.Happened(ChainEvent.Received ignored);
      if (!heard || held.size() < MAILBOX) {
        held.add(mail);
      }
      return;
    }
    switch (mail) {
      case Mail.Imported(var head, var certificate) -> rebase(head, certificate);
      case Mail.Happened(ChainEvent.ImportRefused refused) -> {
        var waited = release();
        step(refused);
        waited.forEach(this::handle);
      }
      case Mail.Happened(var event) -> step(event);
      case Mail.Sealed(var draftId, var block, var changed) ->
          step(new ChainEvent.BlockSealed(draftId, known(block, changed)));
      case Mail.Executed(var block, var changed) -> step(new ChainEvent.BlockExecuted(known(block, changed)));
      case Mail.Question<?> question -> question.answer(machine);
      case Mail.Command(var bytes, var answer) -> {
        answer.complete(machine.head().block().height());
        step(new ChainEvent.Command(bytes));
      }
      case Mail.Close() -> {}
    }
  }

  /** What must not wait for a snapshot to be in place; what peers say may be lost, links must not. */
  private boolean passes(Mail mail) {
    return switch (mail) {
      case Mail.Imported ignored -> true;
      case Mail.Question<?> ignored -> true;
      case Mail.Close ignored -> true;
      case Mail.Happened(ChainEvent.ImportRefused ignored) -> true;
      case Mail.Happened ignored -> false;
      case Mail.Sealed ignored -> false;
      case Mail.Executed ignored -> false;
      case Mail.Command ignored -> false;
    };
  }

  /** Goes on from a block that came as a snapshot. What the machine before had asked for is of no use any more. */
  private void rebase(ChainBlock head, Certificate certificate) {
    var before = machine;
    log.info("join.done height={} id={}", head.block().height(), head.block().id().brief());
    machine = successor.after(before, head);
    inFlight.clear();
    inFlight.put(head.block().id(), head);
    shown.clear();
    shown.add(head);
    timers.clear();
    again.clear();
    effects.replaced(head);
    var waited = release();
    perform(machine.start(Optional.of(certificate), List.of(), clock.millis()));
    drainAgain();
    step(new ChainEvent.Submitted(NOBODY, List.copyOf(before.pool().all())));
    waited.stream().filter(ChainLoop::concernsSuccessor).forEach(this::handle);
  }

  private List<Mail> release() {
    var waited = held == null ? List.<Mail>of() : held;
    held = null;
    return waited;
  }

  private static boolean concernsSuccessor(Mail mail) {
    return switch (mail) {
      case Mail.Happened(var event) -> switch (event) {
        case ChainEvent.Submitted ignored -> true;
        case ChainEvent.Received ignored -> true;
        case ChainEvent.PeerUp ignored -> true;
        case ChainEvent.PeerDown ignored -> true;
        case ChainEvent.Command ignored -> true;
        case ChainEvent.SendersChanged ignored -> true;
        case ChainEvent.EngineAvailable ignored -> true;
        case ChainEvent.EngineGone ignored -> true;
        default -> false; // of blocks, drafts and lives of the engine that are over
      };
      case Mail.Command ignored -> true;
      default -> false;
    };
  }

  /** From the store thread: the snapshot is on disk. */
  void imported(ChainBlock head, Certificate certificate) {
    put(new Mail.Imported(head, certificate));
  }

  /** Notes a block that was executed. */
  private SealedBlock known(ChainBlock block, List<EvmAddress> changed) {
    inFlight.put(block.block().id(), block);
    return new SealedBlock(block.block(), block.nextRules(), views.apply(block), changed);
  }

  private void step(ChainEvent event) {
    perform(machine.step(event, clock.millis()));
    if (event instanceof ChainEvent.Persisted(var id)) {
      forgetBelow(known(id));
    }
    drainAgain();
  }

  private void drainAgain() {
    while (!again.isEmpty()) {
      perform(machine.step(again.poll(), clock.millis()));
    }
  }

  private void perform(List<ChainEffect> all) {
    all.forEach(this::perform);
  }

  private void perform(ChainEffect effect) {
    switch (effect) {
      case ChainEffect.Admitted(var ticket, var accepted, var refusals, var executable) ->
          answer(ticket, accepted, new Admission(refusals, executable));
      case ChainEffect.Pooled(var batches) -> effects.announcePending(batches);
      case ChainEffect.Dropped(var id, var why) -> {
        log.info("pool.dropped id={} why=\"{}\"", id.brief(), why);
        effects.dropped(id);
      }
      case ChainEffect.StartDraft(var id, var parent, var timestamp) ->
          executor.start(id, known(parent), timestamp);
      case ChainEffect.Execute(var id, var batches) -> executor.execute(id, batches);
      case ChainEffect.Abandon(var id) -> executor.abandon(id);
      case ChainEffect.Seal(var id, var consensus, var certificate) -> executor.seal(id, consensus, certificate);
      case ChainEffect.Validate(var header, var batches) ->
          executor.validate(Optional.ofNullable(inFlight.get(header.parentId())), header, batches);
      case ChainEffect.Store(var header, var batches) -> effects.store(header, batches);
      case ChainEffect.Persist(var ids, var certificate, var dropped) -> {
        effects.persist(ids.stream().map(this::known).toList(), certificate, dropped);
        dropped.forEach(inFlight::remove);
      }
      case ChainEffect.Publish(var id) -> publish(known(id));
      case ChainEffect.AnnounceFinal(var id) ->
          log.info("block.final height={} id={}", known(id).block().height(), id.brief());
      case ChainEffect.SetTimer(var key, var at) -> timers.put(key, at);
      case ChainEffect.CancelTimer(var key) -> timers.remove(key);
      case ChainEffect.Metric(var name, var value) -> log.debug("chain.metric name={} value={}", name, value);
      case ChainEffect.Note(var event, var detail) -> log.info("{} {}", event, detail);
      case ChainEffect.CallEngine(var call) -> call(call);
      case ChainEffect.Links(var members, var direct) -> peers.link(members, direct);
      case ChainEffect.Send(var to, var message) -> peers.send(to, message);
      case ChainEffect.Broadcast(var message, var except) -> peers.broadcast(message, except);
      case ChainEffect.Penalise(var peer, var why) -> peers.penalise(peer, why);
      case ChainEffect.ServeCertificates(var peer, var from) -> peers.serveCertificates(peer, from);
      case ChainEffect.ServeHeaders(var peer, var from, var max) -> peers.serveHeaders(peer, from, max);
      case ChainEffect.ServeBodies(var peer, var from, var count) -> peers.serveBodies(peer, from, count);
      case ChainEffect.ServeVouch(var peer, var nonce, var height) -> peers.serveVouch(peer, nonce, height);
      case ChainEffect.ServeAnchor(var peer, var height) -> peers.serveAnchor(peer, height);
      case ChainEffect.ServeRange(var peer, var wanted) -> peers.serveRange(peer, wanted);
      case ChainEffect.Import(var snapshot) -> {
        held = new ArrayList<>();
        effects.importSnapshot(snapshot);
      }
      case ChainEffect.ServeBlock(var peer, var id) -> peers.serveBlock(peer, id);
      case ChainEffect.Report(var evidence) -> effects.report(evidence);
      case ChainEffect.Answer(var accusation, var pol) -> effects.answer(accusation, pol);
      case ChainEffect.KeepPol(var pol, var oldest) -> effects.keep(pol, oldest);
      case ChainEffect.Halt(var why, var proof) -> effects.halt(why, proof);
    }
  }

  private void answer(long ticket, List<BatchView> accepted, Admission admission) {
    if (!accepted.isEmpty()) {
      effects.journal(accepted);
    }
    var waits = tickets.remove(ticket);
    if (waits != null) {
      waits.complete(admission);
    }
    if (!accepted.isEmpty()) {
      effects.announcePending(accepted);
    }
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

  private ChainBlock known(BlockId id) {
    var block = inFlight.get(id);
    if (block == null) {
      throw new IllegalStateException("block " + id + " is not in memory");
    }
    return block;
  }

  /** Shows the chain up to the block, which is on disk, in place of what was shown of another fork. */
  private void publish(ChainBlock head) {
    var added = new ArrayDeque<ChainBlock>();
    var at = head;
    while (at != null && !shown.contains(at)) {
      added.addFirst(at);
      at = inFlight.get(at.block().parentId());
    }
    var removed = new ArrayList<ChainBlock>();
    while (at != null && shown.getLast() != at) {
      removed.add(shown.removeLast());
    }
    if (added.isEmpty()) {
      added.add(head); // the head went back along its own chain
    } else {
      shown.addAll(added);
    }
    effects.publish(removed, List.copyOf(added));
  }

  /** The block and all before it are final and on disk. */
  private void forgetBelow(ChainBlock block) {
    block.lineage().cut();
    effects.finalised(block);
    inFlight.values().removeIf(older -> older.block().height() < block.block().height());
    shown.removeIf(older -> older.block().height() < block.block().height());
  }

  private long nextWake() {
    long wake = nextTick;
    if (held != null) {
      return wake;
    }
    for (var at : timers.values()) {
      wake = Math.min(wake, at);
    }
    return wake;
  }

  private void fireTimers() {
    long now = clock.millis();
    if (held != null) {
      nextTick = now + TICK_MILLIS; // the machine stands still
      return;
    }
    if (now < lastNow) { // the clock was set back: what was due in a second still is
      long back = lastNow - now;
      nextTick -= back;
      timers.replaceAll((key, at) -> at - back);
    }
    lastNow = now;
    if (!timers.isEmpty()) {
      var due = new ArrayList<TimerKey>();
      timers.forEach((key, at) -> {
        if (at <= now) {
          due.add(key);
        }
      });
      for (var key : due) {
        timers.remove(key);
        step(new ChainEvent.TimerFired(key));
      }
    }
    if (now >= nextTick) {
      nextTick = now + TICK_MILLIS;
      step(new ChainEvent.Tick());
    }
  }

  /** The pool of the machine at work; chain thread only. */
  Mempool pool() {
    return machine.pool();
  }

  /** Whether the mailbox is nearly full, for health reports. */
  public int mailboxDepth() {
    return mailbox.size();
  }

  /** Ends the thread after the mail it is at. No interrupt: that would close the journal's file under its hands. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    mailbox.offer(new Mail.Close()); // when there is no room the thread is not asleep
    thread.join(5_000);
  }
}
