package org.atoll.validator.chain.core;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.engine.DirectEngine;
import org.atoll.validator.engine.EngineListener;
import org.atoll.validator.engine.core.DevEngine;
import org.atoll.validator.engine.core.EngineLog;
import org.atoll.validator.engine.core.HostEffect;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.atoll.validator.testing.FakeHead;

/**
 * A chain machine with an executor, a disk, a clock and clients made up around it. What they do and when is up to the
 * seed; each answer comes later, in the order of the work. Checks after every step what must always hold.
 */
final class ChainWorld {
  private static final int SENDERS = 5;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(20);

  /** How often things go wrong, in percent. */
  record Trouble(int refused, int noRoom, int unavailable, int failed) {
    static final Trouble NONE = new Trouble(0, 0, 0, 0);
  }

  private final RandomGenerator random;
  private final ChainMachine machine;
  private final Trouble trouble;
  private long now = 1_000_000;

  // Executor
  private final ArrayDeque<Runnable> execution = new ArrayDeque<>();
  private long open = -1;
  private ExecutedBlock parent;
  private Map<Integer, Long> nonces = new TreeMap<>();
  private final List<BatchView> drafted = new ArrayList<>();
  private final Map<BlockId, Map<Integer, Long>> noncesAfter = new HashMap<>();

  // Disk
  private final ArrayDeque<BlockId> disk = new ArrayDeque<>();
  private final Set<BlockId> persisted = new HashSet<>();

  // Clients
  private final Map<TransactionId, BatchView> admitted = new LinkedHashMap<>();
  private final Set<TransactionId> included = new HashSet<>();
  private final Set<TransactionId> dropped = new HashSet<>();
  private final List<ExecutedBlock> published = new ArrayList<>();
  private final Map<BlockId, ExecutedBlock> sealed = new HashMap<>();
  private long tickets;
  private int salt;

  private final Map<TimerKey, Long> timers = new LinkedHashMap<>();
  private final DirectEngine port;
  private final ArrayDeque<ChainEvent> again = new ArrayDeque<>();

  private EngineListener listener() {
    return new EngineListener() {
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
        throw new AssertionError("engine failed: " + why);
      }

      @Override
      public void available(EngineInfo info) {
        again.add(new ChainEvent.EngineAvailable(info));
      }

      @Override
      public void gone(String why) {
        throw new AssertionError("engine gone: " + why);
      }
    };
  }

  private void drainAgain() {
    while (!again.isEmpty()) {
      perform(machine.step(again.poll(), now));
    }
  }

  private void call(HostEffect call) {
    switch (call) {
      case HostEffect.CallInit(var life, var context, var at, var view) -> port.init(life, context, at, view);
      case HostEffect.CallStep(var life, var seq, var event, var at, var view) -> port.step(life, seq, event, at, view);
      case HostEffect.CallAsk(var life, var ask, var headers, var view) -> port.ask(life, ask, headers, view);
      default -> throw new AssertionError("unexpected " + call);
    }
  }

  ChainWorld(RandomGenerator random, DevEngine engine, Trouble trouble) {
    this.random = random;
    this.trouble = trouble;
    var genesis = Blocks.genesis();
    for (int i = 0; i < SENDERS; i++) {
      nonces.put(i, 0L);
    }
    noncesAfter.put(genesis.id(), Map.copyOf(nonces));
    published.add(genesis);
    sealed.put(genesis.id(), genesis);
    parent = genesis;
    port = new DirectEngine(() -> engine);
    machine = new ChainMachine(ChainRules.of(Batches.CHAIN_ID, Hash32.ZERO, Blocks.PRODUCER.publicKey(),
        ConsensusEntry.dev(Blocks.PRODUCER.publicKey())), new Mempool(new PoolLimits(200, 1 << 20, 60, 20, 600_000)),
        sealed(genesis), new FinalHeaders(new NoArchive()), Optional.empty(), EngineLog.ring());
    perform(machine.start(Optional.empty(), List.of(), now));
    port.open(listener());
    drainAgain();
  }

  private SealedBlock sealed(ExecutedBlock block) {
    var view = new FakeHead();
    noncesAfter.get(block.id()).forEach((sender, nonce) -> view.fund(Batches.account(sender), nonce, FUNDS));
    return Blocks.sealed(block, view,
        noncesAfter.get(block.id()).keySet().stream().map(Batches::account).toList());
  }

  /** One random thing happens. */
  void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> submit();
      case 3, 4, 5, 6 -> execute();
      case 7, 8 -> persist();
      case 9 -> {
        now += random.nextInt(400);
        fireTimers();
      }
      case 10 -> tick();
      default -> {
        switch (random.nextInt(6)) {
          case 0 -> happen(new ChainEvent.ProcessorsChanged());
          case 1 -> happen(new ChainEvent.Command(Bytes.wrap(
              DevCommandRequest.newBuilder().setMine(random.nextInt(3)).build().toByteArray())));
          default -> {}
        }
      }
    }
  }

  void tick() {
    now += 1_000;
    happen(new ChainEvent.Tick());
  }

  /** Runs until all is quiet: nothing is under way and what could be in a block is. */
  void settle() {
    for (int i = 0; i < 10_000; i++) {
      boolean any = execute() | persist();
      if (!any) {
        if (machine.pool().readyCount() == 0) {
          return;
        }
        tick();
        fireTimers();
      }
    }
    throw new AssertionError("never quiet; the pool holds " + machine.pool().size());
  }

  private void submit() {
    var batches = new ArrayList<BatchView>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      if (random.nextInt(5) == 0) {
        long expiry = machine.head().block().height() + 1 + random.nextInt(6);
        batches.add(Batches.intkey(random.nextInt(3)).expiry(expiry).salt(salt++).batch());
      } else {
        int sender = random.nextInt(SENDERS);
        long next = machine.pool().nextNonce(Batches.account(sender))
            .orElseGet(() -> machine.head().view().account(Batches.account(sender)).nonce());
        batches.add(Batches.transfer(sender, Math.max(0, next + random.nextInt(4) - 1), 1, 2,
            BigInteger.valueOf(random.nextInt(3))));
      }
    }
    long ticket = tickets++;
    var effects = happen(new ChainEvent.Submitted(ticket, batches));
    var answer = effects.stream().filter(ChainEffect.Admitted.class::isInstance).map(ChainEffect.Admitted.class::cast)
        .toList();
    require(answer.size() == 1 && answer.getFirst().ticket() == ticket, "one answer to a submission");
    require(answer.getFirst().refusals().size() == batches.size(), "one entry a batch");
  }

  private boolean execute() {
    var work = execution.poll();
    if (work != null) {
      work.run();
    }
    return work != null;
  }

  private boolean persist() {
    var id = disk.poll();
    if (id != null) {
      persisted.add(id);
      happen(new ChainEvent.Persisted(id));
    }
    return id != null;
  }

  private void fireTimers() {
    for (var id : List.copyOf(timers.keySet())) {
      if (timers.getOrDefault(id, Long.MAX_VALUE) <= now) {
        timers.remove(id);
        happen(new ChainEvent.TimerFired(id));
      }
    }
  }

  private List<ChainEffect> happen(ChainEvent event) {
    var before = machine.head().block().id();
    var effects = machine.step(event, now);
    perform(effects);
    drainAgain();
    boolean moved = !before.equals(machine.head().block().id());
    require(moved == (event instanceof ChainEvent.BlockSealed), "the head moves when a block is sealed, and only then");
    return effects;
  }

  private void perform(List<ChainEffect> effects) {
    for (var effect : effects) {
      switch (effect) {
        case ChainEffect.Admitted(var ticket, var accepted, var refusals, var executable) -> accepted.forEach(batch -> {
          require(admitted.put(batch.id(), batch) == null || dropped.remove(batch.id()) || replaced(batch.id()),
              "admitted once");
        });
        case ChainEffect.Dropped(var id, var why) -> {
          require(admitted.containsKey(id) && !included.contains(id), "only what waits is dropped");
          dropped.add(id);
        }
        case ChainEffect.StartDraft(var id, var parentId, var timestamp) -> start(id, parentId, timestamp);
        case ChainEffect.Execute(var id, var batches) -> {
          require(id == open, "work is for the open draft");
          execution.add(() -> run(id, batches));
        }
        case ChainEffect.Abandon(var id) -> {
          require(id == open, "only the open draft is abandoned");
          open = -1;
        }
        case ChainEffect.Seal(var id, var consensus, var certificate) -> {
          require(id == open, "only the open draft is sealed");
          execution.add(() -> seal(id));
        }
        case ChainEffect.Persist(var ids, var certificate, var gone) -> {
          require(ids.size() == 1 && certificate.isEmpty() && gone.isEmpty(), "one block at a time, without votes");
          disk.add(ids.getFirst());
        }
        case ChainEffect.Publish(var id) -> publish(id);
        case ChainEffect.SetTimer(var id, var at) -> timers.put(id, at);
        case ChainEffect.CancelTimer(var id) -> timers.remove(id);
        case ChainEffect.Metric ignored -> {}
        case ChainEffect.Note ignored -> {}
        case ChainEffect.CallEngine(var call) -> call(call);
        default -> throw new AssertionError("a node without peers does not do this: " + effect);
      }
    }
  }

  /** It had gone before without being in a block: replaced, or its nonce was spent by another. */
  private boolean replaced(TransactionId id) {
    return !included.contains(id);
  }

  private void start(long id, BlockId parentId, long timestampMillis) {
    require(open == -1, "one draft at a time");
    require(parentId.equals(machine.head().block().id()), "a draft is on the head");
    require(timestampMillis > sealed.get(parentId).timestampMillis(), "time moves on");
    open = id;
    execution.add(() -> {
      parent = sealed.get(parentId);
      nonces = new TreeMap<>(noncesAfter.get(parentId));
      drafted.clear();
    });
  }

  private void run(long id, List<BatchView> batches) {
    if (id != open) {
      return; // abandoned in the meantime
    }
    boolean unavailable = random.nextInt(100) < trouble.unavailable();
    var results = new ArrayList<BatchResult>();
    for (var batch : batches) {
      results.add(unavailable ? new BatchResult.Unavailable(batch, "away") : judge(batch));
    }
    happen(new ChainEvent.ChunkDone(id, results));
  }

  private BatchResult judge(BatchView batch) {
    require(!included.contains(batch.id()) && !drafted.contains(batch), "no batch is executed twice: " + batch.id());
    int luck = random.nextInt(100);
    if (luck < trouble.refused()) {
      return new BatchResult.Refused(batch, Refusal.of(-32_000, "no"));
    }
    if (luck < trouble.refused() + trouble.noRoom()) {
      return new BatchResult.NoRoom(batch);
    }
    if (luck < trouble.refused() + trouble.noRoom() + trouble.failed()) {
      return new BatchResult.Failed(batch, "crashed");
    }
    var transaction = batch.transactions().getFirst().ethereum();
    if (transaction.isPresent()) {
      int sender = java.nio.ByteBuffer.wrap(batch.batchSigner().unsafeArray()).getInt(16);
      long next = nonces.get(sender);
      if (transaction.get().nonce() != next) {
        require(transaction.get().nonce() > next, "no spent nonce is executed");
        return new BatchResult.Refused(batch, Refusal.of(-32_005, "nonce too high").retryable());
      }
      nonces.put(sender, next + 1);
    } else {
      require(batch.transactions().getFirst().expiryHeight() > parent.height(), "nothing expired is executed");
    }
    drafted.add(batch);
    return new BatchResult.Included(batch);
  }

  private void seal(long id) {
    if (id != open) {
      return;
    }
    open = -1;
    var body = new Blocks.Body();
    drafted.forEach(batch -> {
      if (batch.transactions().getFirst().ethereum().isPresent()) {
        body.add(batch, List.of());
      } else {
        body.add(batch);
      }
    });
    var block = Blocks.child(parent, body.batches());
    sealed.put(block.id(), block);
    noncesAfter.put(block.id(), Map.copyOf(nonces));
    drafted.forEach(batch -> require(included.add(batch.id()), "in one block only"));
    happen(new ChainEvent.BlockSealed(id, sealed(block)));
  }

  private void publish(BlockId id) {
    require(persisted.contains(id), "nothing is shown that is not on disk");
    var block = sealed.get(id);
    require(block.parentId().equals(published.getLast().id()), "blocks are shown in order");
    published.add(block);
  }

  /** What must hold at every moment. */
  void check() {
    var pool = new HashSet<TransactionId>();
    machine.pool().all().forEach(batch -> require(pool.add(batch.id()), "pooled once"));
    var head = machine.head().block().id();
    for (var id : admitted.keySet()) {
      boolean waits = pool.contains(id);
      boolean done = isSealed(id);
      boolean gone = dropped.contains(id) || isSuperseded(id, head);
      require(waits || done || gone, "an admitted batch is somewhere: " + id);
      require(!(waits && (done || dropped.contains(id))), "and in one place only: " + id);
    }
    require(machine.head().block().height() - published.getLast().height() <= 4, "the disk is not left far behind");
  }

  private boolean isSealed(TransactionId id) {
    return included.contains(id);
  }

  /** Another transaction took its nonce. */
  private boolean isSuperseded(TransactionId id, BlockId head) {
    var batch = admitted.get(id);
    var transaction = batch.transactions().getFirst().ethereum();
    if (transaction.isEmpty()) {
      return false;
    }
    int sender = java.nio.ByteBuffer.wrap(batch.batchSigner().unsafeArray()).getInt(16);
    long nonce = transaction.get().nonce();
    return noncesAfter.get(head).get(sender) > nonce || machine.pool().ofSender(Batches.account(sender)).stream()
        .anyMatch(other -> other.transactions().getFirst().ethereum().orElseThrow().nonce() == nonce)
        || supersededEarlier(sender, nonce, id);
  }

  /** The one that took its nonce was dropped after that. */
  private boolean supersededEarlier(int sender, long nonce, TransactionId id) {
    return dropped.stream().filter(other -> !other.equals(id)).map(admitted::get).filter(batch ->
        batch.batchSigner().equals(Batches.account(sender).bytes())).anyMatch(batch ->
        batch.transactions().getFirst().ethereum().orElseThrow().nonce() == nonce);
  }

  int publishedBlocks() {
    return published.size() - 1;
  }

  int includedBatches() {
    return published.stream().mapToInt(block -> block.batches().size()).sum();
  }

  Optional<BatchView> stillReady() {
    return machine.pool().readyCount() == 0 ? Optional.empty() : machine.pool().all().stream().findFirst();
  }

  List<BlockBatch> batchesOf(int block) {
    return published.get(block).batches();
  }

  ChainMachine machine() {
    return machine;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
