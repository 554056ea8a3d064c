package org.atoll.validator.finality.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.TestChain.TestBlock;

/** Overlays on an imagined network in imagined time; slots of blocks; one seed, one run. */
final class OverlayCluster {
  final List<Process> processes = new ArrayList<>();
  final SplittableRandom random;
  final MemberSet members;
  /** Global: what honest processes decided, by instance and by height. */
  final TreeMap<Long, BlockRef> decisions = new TreeMap<>();
  final Map<Long, BlockId> finalChain = new HashMap<>();
  final Map<BlockId, TestBlock> blocks = new HashMap<>();
  final List<Certificate> halts = new ArrayList<>();
  final List<Evidence> evidence = new ArrayList<>();
  boolean conflict;
  FinalityParams params = FinalityParams.DEFAULT;
  RoundMachine.LockRule lockRule = RoundMachine.LockRule.SOUND;
  boolean looseGuard;
  /** The member whose guard is empty after each crash; −1 none. */
  int forgetful = -1;
  int epochBlocks = 64;
  long slotMillis = 1_000;
  int minDelay = 5;
  int maxDelay = 50;
  double loss;
  /** Whether a message gets from one process to another now. */
  BiPredicate<Process, Process> link = (from, to) -> true;
  long voteMessages;
  long steps;
  long now;
  private long sequence;
  private long blockNumber = 1;
  private final PriorityQueue<Due> queue = new PriorityQueue<>();

  private record Due(long at, long sequence, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
    }
  }

  OverlayCluster(int n, long seed) {
    members = Fakes.members(n);
    random = new SplittableRandom(seed);
    blocks.put(TestChain.GENESIS.ref().id(), TestChain.GENESIS);
  }

  /** One process per member; {@code twins} more for the first members, with the same keys and guards of their own. */
  OverlayCluster start(int twins) {
    for (int k = 0; k < members.size() + twins; k++) {
      var process = new Process(k, k % members.size());
      process.honest = process.member >= twins;
      processes.add(process);
    }
    processes.forEach(Process::boot);
    at(slotMillis, () -> slot(1));
    return this;
  }

  void at(long delay, Runnable what) {
    queue.add(new Due(now + delay, sequence++, what));
  }

  void runFor(long millis) {
    long end = now + millis;
    while (!queue.isEmpty() && queue.peek().at <= end) {
      var due = queue.poll();
      now = due.at;
      due.what.run();
    }
    now = end;
  }

  long finalHeight() {
    return processes.stream().filter(p -> p.honest && p.alive).mapToLong(p -> p.overlay.decided().height()).min()
        .orElse(0);
  }

  long instance() {
    return decisions.isEmpty() ? 0 : decisions.lastKey();
  }

  /** Members some evidence is against, after those who could clear themselves. */
  List<Integer> accused() {
    var check = new EvidenceCheck(Fakes.CHAIN_TAG, Fakes.CHECK, header -> Optional.empty());
    var accused = new ArrayList<Integer>();
    for (var proof : evidence) {
      switch (check.judge(proof, epoch -> Optional.of(members))) {
        case EvidenceCheck.Verdict.Convicted(var ignored, var ignoredEpoch, var keys) ->
            keys.forEach(key -> accused.add(members.indexOf(key).orElseThrow()));
        case EvidenceCheck.Verdict.Accused(var ignored, var accusations) -> accusations.stream()
            .filter(accusation -> processes.stream()
                .filter(process -> members.get(process.member).key().equals(accusation.key()))
                .noneMatch(process -> process.honest && process.pols.stream().anyMatch(accusation::isClearedBy)))
            .forEach(accusation -> accused.add(members.indexOf(accusation.key()).orElseThrow()));
        case EvidenceCheck.Verdict.Invalid(var reason) -> throw new AssertionError(reason + ": " + proof);
      }
    }
    return accused;
  }

  private void slot(long number) {
    for (var process : processes) {
      if (process.alive && process.member == number % members.size()) {
        process.produce();
      }
      if (process.alive && random.nextInt(4) == 0) { // heads are announced now and then
        var other = processes.get(random.nextInt(processes.size()));
        send(process, other, () -> other.deliver(process.chain.ready.get(process.chain.head.id())));
      }
    }
    at(slotMillis, () -> slot(number + 1));
  }

  private void send(Process from, Process to, Runnable arrival) {
    if (to.member != from.member && link.test(from, to) && (loss == 0 || random.nextDouble() >= loss)) {
      int delay = minDelay + random.nextInt(maxDelay - minDelay + 1);
      int incarnation = to.incarnation;
      at(delay, () -> {
        if (to.alive && to.incarnation == incarnation) {
          arrival.run();
        }
      });
    }
  }

  /** A node. */
  final class Process {
    final int number;
    final int member;
    final TestChain chain;
    final Fakes.MemoryGuardStore guardStore = new Fakes.MemoryGuardStore();
    final TreeMap<Long, Certificate> certificates = new TreeMap<>();
    final List<Pol> pols = new ArrayList<>();
    boolean honest = true;
    boolean alive = true;
    int incarnation;
    FinalityOverlay overlay;
    private final ArrayDeque<FinalityEvent> inbox = new ArrayDeque<>();
    private final Map<TimerId, Long> timers = new HashMap<>();
    private boolean stepping;

    Process(int number, int member) {
      this.number = number;
      this.member = member;
      this.chain = new TestChain(members, epochBlocks);
      VoteGuard.create(guardStore);
    }

    void boot() {
      alive = true;
      VoteGuard guard = looseGuard ? new LooseGuard(Fakes.signer(member), guardStore)
          : VoteGuard.open(Fakes.signer(member), Fakes.CHAIN_TAG, Fakes.CHECK, guardStore, 0);
      if (looseGuard) {
        guard.load(0);
      }
      overlay = new FinalityOverlay(params, Fakes.CHAIN_TAG, chain, guard, lockRule);
      guarded(() -> perform(certificates.isEmpty() ? overlay.start(TestChain.GENESIS.ref(), now)
          : overlay.start(certificates.lastEntry().getValue(), now)));
      pump();
      for (var other : processes) { // links come up; both sides tell their heads
        if (other != this && other.alive && now > 0) {
          send(other, this, () -> deliver(other.chain.ready.get(other.chain.head.id())));
          send(this, other, () -> other.offer(new FinalityEvent.PeerUp(members.get(member).key())));
        }
      }
    }

    void crash() {
      alive = false;
      incarnation++;
      inbox.clear();
      timers.clear();
      if (member == forgetful) {
        guardStore.slots.replaceAll(slot -> Bytes.EMPTY);
      }
    }

    void offer(FinalityEvent event) {
      inbox.add(event);
      pump();
    }

    private void pump() {
      if (stepping || !alive) {
        return;
      }
      guarded(() -> {
        while (!inbox.isEmpty()) {
          steps++;
          perform(overlay.step(inbox.poll(), now));
        }
      });
    }

    private void guarded(Runnable work) {
      stepping = true;
      try {
        work.run();
      } catch (Fakes.Crash power) {
        crash();
        at(1_000, () -> {
          if (!alive) {
            boot();
          }
        });
      } finally {
        stepping = false;
      }
    }

    void produce() {
      if (chain.head.height() - chain.lastFinal.height() >= params.maxLagBlocks()) {
        return;
      }
      var ref = Fakes.block(chain.head.height() + 1, blockNumber++);
      var block = new TestBlock(ref, chain.head.id(), member, overlay.newestCertificate().orElse(null));
      blocks.put(ref.id(), block);
      deliver(block);
      for (var other : processes) {
        send(this, other, () -> other.deliver(block));
      }
    }

    void deliver(TestBlock block) {
      var missing = new ArrayDeque<TestBlock>();
      for (var next = block; !chain.ready.containsKey(next.ref().id()); next = blocks.get(next.parent())) {
        missing.push(next);
      }
      for (var next : missing) {
        boolean moved = chain.add(next);
        inbox.add(new FinalityEvent.BlockReady(next.ref().id()));
        if (moved) {
          inbox.add(new FinalityEvent.HeadChanged());
        }
        if (next.carried() != null) {
          inbox.add(new FinalityEvent.CertificateReceived(members.get(next.producer()).key(), next.carried()));
        }
      }
      pump();
    }

    private void perform(List<FinalityEffect> effects) {
      for (var effect : effects) {
        switch (effect) {
          case FinalityEffect.Broadcast(var message) -> processes.forEach(other -> post(other, message));
          case FinalityEffect.Send(var peer, var message) -> processes.stream()
              .filter(other -> members.get(other.member).key().equals(peer)).forEach(other -> post(other, message));
          case FinalityEffect.ServeCertificates(var peer, var from) ->
              certificates.tailMap(from).values().stream().limit(CertificateRequest.MAX_ANSWERS)
                  .forEach(found -> perform(List.of(new FinalityEffect.Send(peer, found))));
          case FinalityEffect.SetTimer(var timer, var delay) -> {
            long id = sequence;
            timers.put(timer, id);
            int armedIn = incarnation;
            at(delay, () -> {
              if (incarnation == armedIn && timers.remove(timer, id)) {
                offer(new FinalityEvent.TimerFired(timer));
              }
            });
          }
          case FinalityEffect.CancelTimer(var timer) -> timers.remove(timer);
          case FinalityEffect.Fetch(var block, var ignored) -> fetch(block, incarnation);
          case FinalityEffect.Decided(var certificate) -> decided(certificate);
          case FinalityEffect.Proof(var proof) -> evidence.add(proof);
          case FinalityEffect.SafetyHalt(var first, var second) -> {
            halts.add(first);
            halts.add(second);
          }
          case FinalityEffect.KeepPol(var pol) -> pols.add(pol);
          case FinalityEffect.KeyConflict(var foreign) -> throw new AssertionError("nobody else has the key: " + foreign);
          case FinalityEffect.Note ignored -> {}
          case FinalityEffect.Metric ignored -> {}
        }
      }
    }

    private void post(Process other, FinalityMessage message) {
      if (!other.honest && message instanceof Vote vote && vote.member() == other.member) {
        return; // twins do not stop for each other
      }
      if (other.member != member && (message instanceof Vote || message instanceof Proposal)) {
        voteMessages++;
      }
      var from = members.get(member).key();
      var event = switch (message) {
        case Vote vote -> new FinalityEvent.VoteReceived(from, vote);
        case VoteBundle(var votes) -> new FinalityEvent.VotesReceived(from, votes);
        case Proposal proposal -> new FinalityEvent.ProposalReceived(from, proposal);
        case Pol pol -> new FinalityEvent.PolReceived(from, pol);
        case Certificate certificate -> new FinalityEvent.CertificateReceived(from, certificate);
        case CertificateRequest request -> new FinalityEvent.CertificatesRequested(from, request);
        case VoteSummary summary -> new FinalityEvent.SummaryReceived(from, summary);
      };
      send(this, other, () -> other.offer(event));
    }

    private void fetch(BlockRef block, int askedIn) {
      at(20, () -> {
        if (!alive || incarnation != askedIn || chain.ready.containsKey(block.id())
            || block.height() <= chain.lastFinal.height()) {
          return;
        }
        for (var other : processes) {
          if (other.alive && other.chain.ready.containsKey(block.id()) && link.test(this, other)
              && link.test(other, this)) {
            deliver(blocks.get(block.id()));
            return;
          }
        }
        fetch(block, askedIn);
      });
    }

    private void decided(Certificate certificate) {
      if (!certificate.verify(Fakes.CHAIN_TAG, members, Fakes.CHECK)) {
        throw new AssertionError("invalid certificate " + certificate);
      }
      if (honest) {
        record(certificate);
      }
      certificates.put(certificate.instance(), certificate);
      if (chain.finalise(certificate.block())) {
        inbox.add(new FinalityEvent.HeadChanged());
      }
      perform(overlay.persisted(now));
    }

    private void record(Certificate certificate) {
      var earlier = decisions.putIfAbsent(certificate.instance(), certificate.block());
      conflict |= earlier != null && !earlier.equals(certificate.block());
      for (var next = blocks.get(certificate.block().id()); next.ref().height() > chain.lastFinal.height();
          next = blocks.get(next.parent())) {
        var other = finalChain.putIfAbsent(next.ref().height(), next.ref().id());
        conflict |= other != null && !other.equals(next.ref().id());
      }
    }
  }

  /** A guard without rule 3, for negative controls. */
  static final class LooseGuard extends VoteGuard {
    LooseGuard(Signer signer, GuardStore store) {
      super(signer, Fakes.CHAIN_TAG, Fakes.CHECK, new GuardSlots(store));
    }

    @Override
    boolean contradictsLock(Ballot prevote, Pol pol, MemberSet set) {
      return false;
    }
  }
}
