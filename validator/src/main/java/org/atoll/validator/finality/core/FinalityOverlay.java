package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Decides one block after the other for good (consensus.md §2). Events in, effects out; no clock, no I/O but the guard's.
 * Belongs to one thread.
 *
 * <p>Catching up is shared work: the caller fetches headers, blocks and certificates and executes; the overlay takes each
 * verified certificate as {@code CertificateReceived}, asks for a certified block it lacks by {@code Fetch} and decides as
 * soon as that block is ready. A certificate decides all ancestors of its block, so instances may be skipped.
 */
public final class FinalityOverlay {
  private static final TimerId RESEND = new TimerId(TimerId.Kind.RESEND, 0, -1);
  private static final int ASKED = 3; // members asked for votes each time nothing moved

  private final Surroundings world;
  private final RoundMachine.LockRule lockRule;
  private final Decisions decisions;
  private final CertificateJudge judge;
  private final NextVotes next = new NextVotes();
  private final Quarantine quarantine = new Quarantine();
  private RoundMachine machine;
  private BlockRef decided = BlockRef.NIL;
  /** Of the last decision; null when it came as a certificate. */
  private @Nullable DecidingRound last;
  private @Nullable PublicKey ahead;
  private long aheadSince;
  private boolean resendArmed;
  private long sentAt;
  private long movedAt;
  private int movedRound;
  private int asked;
  private long enteredAt;
  private long millis;
  private boolean halted;

  @SuppressWarnings("NullAway.Init") // start() sets the machine
  FinalityOverlay(FinalityParams params, Hash32 chainTag, FinalityChain chain, @Nullable VoteGuard guard,
      RoundMachine.LockRule lockRule) {
    this.world = new Surroundings(params, chainTag, chain, guard, new ArrayList<>());
    this.lockRule = lockRule;
    this.decisions = new Decisions(params.rebroadcastMs());
    this.judge = new CertificateJudge(chain, decisions);
  }

  /** Of a node that votes whenever its key is a member. */
  public static FinalityOverlay voter(FinalityParams params, Hash32 chainTag, FinalityChain chain, VoteGuard guard) {
    return new FinalityOverlay(params, chainTag, chain, guard, RoundMachine.LockRule.SOUND);
  }

  /** Of a node that only follows. */
  public static FinalityOverlay observer(FinalityParams params, Hash32 chainTag, FinalityChain chain) {
    return new FinalityOverlay(params, chainTag, chain, null, RoundMachine.LockRule.SOUND);
  }

  /** First call on a chain without a certificate. */
  public List<FinalityEffect> start(BlockRef genesis, long nowMillis) {
    millis = nowMillis;
    decided = genesis;
    return resume(1);
  }

  /** First call when {@code last} is the newest certificate whose block is final here. */
  public List<FinalityEffect> start(Certificate last, long nowMillis) {
    millis = nowMillis;
    decided = last.block();
    decisions.add(last, nowMillis);
    return resume(last.instance() + 1);
  }

  /** Where the store ends; the guard may have got further before a crash. */
  private List<FinalityEffect> resume(long instance) {
    enter(instance);
    var further = world.guard() == null ? null : world.guard().decided();
    if (further != null && further.instance() >= instance) {
      onCertificate(further);
    }
    run();
    return drain();
  }

  /** @param nowMillis never goes back */
  public List<FinalityEffect> step(FinalityEvent event, long nowMillis) {
    if (halted) {
      return List.of();
    }
    millis = nowMillis;
    switch (event) {
      case FinalityEvent.VoteReceived(var from, var vote) -> onVote(from, vote);
      case FinalityEvent.VotesReceived(var from, var votes) -> votes.forEach(vote -> onVote(from, vote));
      case FinalityEvent.HeadChanged() -> machine.headMoved();
      case FinalityEvent.BlockReady(var ignored) -> decidePending();
      case FinalityEvent.ProposalReceived(var ignored, var proposal) -> {
        if (isCurrent(proposal.epoch(), proposal.instance())) {
          machine.add(proposal);
        }
      }
      case FinalityEvent.PolReceived(var ignored, var pol) -> {
        if (isCurrent(pol.epoch(), pol.instance())) {
          machine.add(pol);
        }
      }
      case FinalityEvent.CertificateReceived(var ignored, var certificate) -> onCertificate(certificate);
      case FinalityEvent.CertificatesRequested(var from, var request) -> {
        if (request.fromInstance() < machine.instance()) {
          world.emit(new FinalityEffect.ServeCertificates(from, request.fromInstance()));
        }
      }
      case FinalityEvent.SummaryReceived(var from, var summary) -> onSummary(from, summary);
      case FinalityEvent.PeerUp(var peer) -> onPeerUp(peer);
      case FinalityEvent.PeerDown(var peer) -> decisions.forget(peer);
      case FinalityEvent.TimerFired(var timer) -> onTimer(timer);
    }
    run();
    return drain();
  }

  /** The last decision is on disk: a node that was too slow to help it makes its precommit known all the same. */
  public List<FinalityEffect> persisted(long nowMillis) {
    if (!halted && last != null) {
      millis = nowMillis;
      last.join();
    }
    return drain();
  }

  /** The instance being decided, 1 or more. */
  public long instance() {
    return machine.instance();
  }

  public int round() {
    return machine.round();
  }

  /** d(i−1). */
  public BlockRef decided() {
    return decided;
  }

  /** Whether finality contradicted itself; nothing happens any more. */
  public boolean halted() {
    return halted;
  }

  /** Members of the instance being decided; for verification of its messages. */
  public MemberSet members() {
    return machine.epoch().members();
  }

  /** For the next block to carry: the newest decision with every precommit that arrived since. */
  public Optional<Certificate> newestCertificate() {
    return last == null ? Optional.ofNullable(decisions.newest()) : Optional.of(last.certificate());
  }

  /** Which votes of the current round it has; for sparse networks. */
  public VoteSummary summary() {
    return machine.exchange().summary();
  }

  /** What a peer with this summary lacks and this node has. */
  public List<FinalityMessage> missing(VoteSummary summary) {
    if (summary.instance() == machine.instance()) {
      return machine.missing(summary);
    }
    var certificate = summary.instance() < machine.instance()
        ? decisions.forward(summary.instance(), summary.epoch()) : null;
    return certificate == null ? List.of() : List.of(certificate);
  }

  /** Members not heard in the current round, for operators; empty while nobody votes. */
  public List<PublicKey> silentMembers() {
    var prevotes = machine.currentVotes().prevotes;
    if (prevotes.weight == 0) {
      return List.of();
    }
    var silent = new ArrayList<PublicKey>();
    for (int k = 0; k < prevotes.votes.length; k++) {
      if (prevotes.votes[k] == null) {
        silent.add(members().get(k).key());
      }
    }
    return silent;
  }

  /** All votes of this instance and the last round of the one before, for a dump. */
  public List<Vote> votesHeld() {
    var votes = new ArrayList<Vote>();
    if (last != null) {
      votes.addAll(last.all());
    }
    votes.addAll(machine.exchange().all());
    return votes;
  }

  RoundMachine machine() {
    return machine;
  }

  private List<FinalityEffect> drain() {
    var effects = world.effects();
    if (effects.isEmpty()) {
      return List.of();
    }
    var done = List.copyOf(effects);
    effects.clear();
    return done;
  }

  /** Applies the rules; a decision enters the next instance, which may go on at once. */
  private void run() {
    while (!halted) {
      machine.applyRules();
      var certified = machine.certified();
      if (certified == null || judge.isPending(machine.instance())) {
        break;
      }
      long instance = machine.instance();
      onCertificate(machine.certificate(certified));
      if (machine.instance() == instance && !halted && !judge.isPending(instance)) {
        break; // certified but never to be decided here: told by a note
      }
    }
    if (machine.round() != movedRound) {
      movedRound = machine.round();
      movedAt = millis;
    }
    if (!resendArmed && !halted && (ahead != null || machine.round() > 0 || hasVoted())) {
      armResend(world.params().rebroadcastMs());
    }
  }

  private void enter(long instance) {
    var chain = world.chain();
    var epoch = chain.epochAt(decided.height() + 1).orElseThrow(() ->
        new IllegalStateException("no member set for height " + (decided.height() + 1) + " above a final block"));
    machine = new RoundMachine(world, lockRule, instance, decided, epoch);
    ahead = null;
    sentAt = millis;
    enteredAt = millis;
    movedAt = millis;
    movedRound = 0;
    quarantine.review(world.guard(), machine);
    machine.start();
    for (var vote : next.take()) {
      if (isCurrent(vote.ballot().epoch(), vote.instance())) {
        machine.add(vote);
      }
    }
  }

  private void onVote(PublicKey from, Vote vote) {
    long instance = machine.instance();
    if (quarantine.isOpen(world.guard()) && isAuthor(from, vote)) {
      quarantine.report(from, vote.instance());
      quarantine.review(world.guard(), machine);
    }
    if (vote.instance() == instance) {
      if (isCurrent(vote.ballot().epoch(), instance)) {
        watchOwnKey(vote);
        machine.add(vote);
      }
    } else if (vote.instance() < instance) {
      onOldVote(from, vote);
    } else {
      if (ahead == null) {
        ahead = from;
        aheadSince = millis;
      }
      if (vote.instance() == instance + 1) {
        var earlier = next.add(vote);
        if (earlier != null) {
          world.emit(new FinalityEffect.Proof(new Evidence.DoubleVote(earlier, vote)));
        }
      }
    }
  }

  private void watchOwnKey(Vote vote) {
    var guard = world.guard();
    if (guard != null && vote.member() == machine.own() && !guard.stopped() && !guard.canBeOwn(vote.ballot())) {
      guard.stop();
      world.emit(new FinalityEffect.KeyConflict(vote));
    }
  }

  private boolean isAuthor(PublicKey from, Vote vote) {
    var index = members().indexOf(from);
    return index.isPresent() && index.getAsInt() == vote.member() && vote.ballot().epoch() == machine.epoch().epoch();
  }

  private void onOldVote(PublicKey from, Vote vote) {
    if (last != null) {
      last.add(vote).ifPresent(proof -> world.emit(new FinalityEffect.Proof(proof)));
    }
    if (decisions.isDue(from, vote.instance(), millis)) {
      answer(from, vote.instance(), vote.ballot().epoch());
    }
  }

  private void answer(PublicKey peer, long instance, long epoch) {
    var certificate = decisions.forward(instance, epoch);
    world.emit(certificate == null ? new FinalityEffect.ServeCertificates(peer, instance)
        : new FinalityEffect.Send(peer, certificate));
  }

  private void onCertificate(Certificate certificate) {
    switch (judge.judge(certificate, machine.instance(), decided)) {
      case CertificateJudge.Verdict.Decide(var ready) -> decide(ready);
      case CertificateJudge.Verdict.Fetch(var kept) ->
          world.emit(new FinalityEffect.Fetch(kept.block(), FinalityEffect.Need.CERTIFIED));
      case CertificateJudge.Verdict.Halt(var first, var second) -> halt(first, second);
      case CertificateJudge.Verdict.Odd(var why) -> world.emit(new FinalityEffect.Note(why));
      case CertificateJudge.Verdict.Ignore() -> {}
    }
  }

  private void decide(Certificate certificate) {
    machine.stop();
    last = machine.decidedBy(certificate);
    decisions.add(certificate, millis);
    decided = certificate.block();
    judge.decided(certificate.instance());
    if (world.guard() != null) {
      world.guard().decided(certificate);
    }
    world.emit(new FinalityEffect.Decided(certificate));
    world.emit(new FinalityEffect.Metric("finality_rounds", certificate.round() + 1L));
    world.emit(new FinalityEffect.Metric("finality_instance_millis", millis - enteredAt));
    enter(certificate.instance() + 1);
  }

  private void decidePending() {
    machine.headMoved();
    while (!halted) {
      var ready = judge.takeReady();
      if (ready.isEmpty()) {
        return;
      }
      onCertificate(ready.get());
    }
  }

  private void halt(Certificate first, Certificate second) {
    halted = true;
    machine.stop();
    if (first.instance() == second.instance()) {
      conflictProof(first, second).ifPresent(proof -> world.emit(new FinalityEffect.Proof(proof)));
    }
    world.emit(new FinalityEffect.SafetyHalt(first, second));
  }

  /** Whole when both certificates are of one round, or this node has the later one's proof of lock. */
  private Optional<Evidence> conflictProof(Certificate first, Certificate second) {
    var later = first.round() > second.round() ? first : second;
    if (first.round() == second.round()) {
      return Optional.of(new Evidence.ConflictingCertificates(first, second, null));
    }
    var pol = last == null || last.round() != later.round() ? null : last.pol();
    return pol == null || !pol.block().equals(later.block()) ? Optional.empty()
        : Optional.of(new Evidence.ConflictingCertificates(first, second, pol));
  }

  private void onSummary(PublicKey from, VoteSummary summary) {
    if (quarantine.isOpen(world.guard()) && members().contains(from)) {
      quarantine.report(from, summary.instance());
      quarantine.review(world.guard(), machine);
    }
    if (summary.instance() > machine.instance() && ahead == null) {
      ahead = from;
      aheadSince = millis;
    }
    missing(summary).forEach(message -> world.emit(new FinalityEffect.Send(from, message)));
  }

  private void onPeerUp(PublicKey peer) {
    newestCertificate().ifPresent(newest -> world.emit(new FinalityEffect.Send(peer, newest)));
    machine.toResend().forEach(message -> world.emit(new FinalityEffect.Send(peer, message)));
  }

  private void onTimer(TimerId timer) {
    if (timer.kind() != TimerId.Kind.RESEND) {
      if (timer.instance() == machine.instance()) {
        machine.fired(timer);
      }
      return;
    }
    resendArmed = false;
    long interval = world.params().rebroadcastMs();
    long due = sentAt + interval;
    if (millis < due) {
      armResend(due - millis);
      return;
    }
    sentAt = millis;
    machine.toResend().forEach(message -> world.emit(new FinalityEffect.Broadcast(message)));
    machine.fetchAgain();
    askForVotes();
    if (millis - movedAt >= world.params().maxTimeoutMs()) {
      machine.unstick();
    }
    if (ahead != null && millis - aheadSince >= interval) {
      world.emit(new FinalityEffect.Send(ahead, new CertificateRequest(machine.instance())));
      ahead = null;
    }
  }

  /** What was sent to this node once and lost, its author may not send again: a few members after the other are asked. */
  private void askForVotes() {
    int n = members().size();
    for (int k = 0; k < Math.min(ASKED, n); k++) {
      asked = (asked + 1) % n;
      if (asked != machine.own()) {
        world.emit(new FinalityEffect.Send(members().get(asked).key(), machine.exchange().summary()));
      }
    }
  }

  private boolean hasVoted() {
    return machine.own() >= 0 && machine.state() != RoundMachine.State.WAIT;
  }

  private void armResend(long delayMillis) {
    resendArmed = true;
    world.emit(new FinalityEffect.SetTimer(RESEND, delayMillis));
  }

  private boolean isCurrent(long epoch, long instance) {
    return instance == machine.instance() && epoch == machine.epoch().epoch();
  }
}
