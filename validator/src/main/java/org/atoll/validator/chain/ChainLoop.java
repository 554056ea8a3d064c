package org.atoll.validator.chain;

import java.time.Clock;
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
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.chain.core.ChainEffect;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.chain.core.ChainMachine;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.DraftExecutor;
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

    void persist(ChainBlock block);

    void publish(ChainBlock block);

    void dropped(TransactionId id);
  }

  /** Something for the chain thread to do. */
  private sealed interface Mail {
    record Happened(ChainEvent event) implements Mail {}

    record Sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) implements Mail {}

    record Question<T>(Function<ChainMachine, T> ask, CompletableFuture<T> answer) implements Mail {
      void answer(ChainMachine machine) {
        answer.complete(ask.apply(machine));
      }
    }

    record Command(Bytes bytes, CompletableFuture<Long> answer) implements Mail {}

    /** Wakes the thread so that it sees that it is to end. */
    record Close() implements Mail {}
  }

  private final ChainMachine machine;
  private final DraftExecutor executor;
  private final Effects effects;
  private final Function<ChainBlock, org.atoll.validator.mempool.core.HeadView> views;
  private final Clock clock;
  private final Consumer<Throwable> onFatal;
  private final BlockingQueue<Mail> mailbox = new ArrayBlockingQueue<>(MAILBOX);
  private final Map<Long, CompletableFuture<Admission>> tickets = new ConcurrentHashMap<>();
  private final AtomicLong ticketIds = new AtomicLong();
  private final Thread thread;

  // Chain thread only.
  private final Map<BlockId, ChainBlock> inFlight = new HashMap<>();
  private final Map<Long, Long> timers = new HashMap<>();
  private long nextTick;
  private long lastNow;

  private volatile boolean closing;

  ChainLoop(ChainMachine machine, ChainBlock head, DraftExecutor executor, Effects effects,
      Function<ChainBlock, org.atoll.validator.mempool.core.HeadView> views, Clock clock,
      Consumer<Throwable> onFatal) {
    this.machine = machine;
    this.executor = executor;
    this.effects = effects;
    this.views = views;
    this.clock = clock;
    this.onFatal = onFatal;
    this.thread = Thread.ofPlatform().name("chain").daemon(true).unstarted(this::run);
    inFlight.put(head.block().id(), head);
  }

  /** Performs the machine's first effects and starts the thread. */
  void start(PublicKey own, Bytes engineParams) {
    long now = clock.millis();
    lastNow = now;
    nextTick = now + TICK_MILLIS;
    machine.start(own, engineParams, now).forEach(this::perform);
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

  void persisted(ChainBlock block) {
    put(new Mail.Happened(new ChainEvent.Persisted(block.block().id())));
  }

  public void processorsChanged() {
    put(new Mail.Happened(new ChainEvent.ProcessorsChanged()));
  }

  /** Hands the operator's command to the engine; answers the height of the head just before. */
  public CompletableFuture<Long> command(Bytes bytes) {
    var answer = new CompletableFuture<Long>();
    return offer(new Mail.Command(bytes, answer), answer);
  }

  /** What the execution thread reports. */
  DraftExecutor.Listener draftListener() {
    return new DraftExecutor.Listener() {
      @Override
      public void executed(long draftId, List<BatchResult> results) {
        put(new Mail.Happened(new ChainEvent.ChunkDone(draftId, results)));
      }

      @Override
      public void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) {
        put(new Mail.Sealed(draftId, block, changedAccounts));
      }

      @Override
      public void failed(long draftId, String why) {
        put(new Mail.Happened(new ChainEvent.DraftFailed(draftId, why)));
      }
    };
  }

  private void run() {
    try {
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
    switch (mail) {
      case Mail.Happened(var event) -> step(event);
      case Mail.Sealed(var draftId, var block, var changed) -> {
        inFlight.put(block.block().id(), block);
        step(new ChainEvent.BlockSealed(draftId, new org.atoll.validator.chain.core.SealedBlock(block.block(),
            block.nextRules(), views.apply(block), changed)));
      }
      case Mail.Question<?> question -> question.answer(machine);
      case Mail.Command(var bytes, var answer) -> {
        answer.complete(machine.head().block().height());
        step(new ChainEvent.Command(bytes));
      }
      case Mail.Close() -> {}
    }
  }

  private void step(ChainEvent event) {
    machine.step(event, clock.millis()).forEach(this::perform);
  }

  private void perform(ChainEffect effect) {
    switch (effect) {
      case ChainEffect.Admitted(var ticket, var accepted, var refusals, var executable) -> {
        if (!accepted.isEmpty()) {
          effects.journal(accepted);
        }
        var answer = tickets.remove(ticket);
        if (answer != null) {
          answer.complete(new Admission(refusals, executable));
        }
        if (!accepted.isEmpty()) {
          effects.announcePending(accepted);
        }
      }
      case ChainEffect.Dropped(var id, var why) -> {
        log.info("pool.dropped id={} why=\"{}\"", id.brief(), why);
        effects.dropped(id);
      }
      case ChainEffect.StartDraft(var id, var parent, var timestamp) ->
          executor.start(id, known(parent), timestamp);
      case ChainEffect.Execute(var id, var batches) -> executor.execute(id, batches);
      case ChainEffect.Abandon(var id) -> executor.abandon(id);
      case ChainEffect.Seal(var id, var consensus) -> executor.seal(id, consensus);
      case ChainEffect.Persist(var id) -> effects.persist(known(id));
      case ChainEffect.Publish(var id) -> publish(known(id));
      case ChainEffect.SetTimer(var id, var at) -> timers.put(id, at);
      case ChainEffect.CancelTimer(var id) -> timers.remove(id);
      case ChainEffect.Metric(var name, var value) -> log.debug("engine.metric name={} value={}", name, value);
    }
  }

  private ChainBlock known(BlockId id) {
    var block = inFlight.get(id);
    if (block == null) {
      throw new IllegalStateException("block " + id + " is not in memory");
    }
    return block;
  }

  private void publish(ChainBlock block) {
    effects.publish(block);
    inFlight.values().removeIf(older -> older.block().height() < block.block().height());
  }

  private long nextWake() {
    long wake = nextTick;
    for (var at : timers.values()) {
      wake = Math.min(wake, at);
    }
    return wake;
  }

  private void fireTimers() {
    long now = clock.millis();
    if (now < lastNow) { // the clock was set back: what was due in a second still is
      long back = lastNow - now;
      nextTick -= back;
      timers.replaceAll((id, at) -> at - back);
    }
    lastNow = now;
    if (!timers.isEmpty()) {
      var due = new ArrayList<Long>();
      timers.forEach((id, at) -> {
        if (at <= now) {
          due.add(id);
        }
      });
      for (var id : due) {
        timers.remove(id);
        step(new ChainEvent.TimerFired(id));
      }
    }
    if (now >= nextTick) {
      nextTick = now + TICK_MILLIS;
      step(new ChainEvent.Tick());
    }
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
