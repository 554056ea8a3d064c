package org.atoll.validator.finality.core;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * The only way to a vote's signature: never two for one (instance, round, step), never a prevote against the lock
 * (consensus.md §2.3). What it signed is on disk before the signature leaves. Used by one thread.
 */
public class VoteGuard {
  private final Signer signer;
  private final Hash32 chainTag;
  private final SignatureCheck check;
  private final GuardSlots slots;
  private GuardRecord record = GuardRecord.EMPTY;
  private boolean lost;
  private long firstInstance;
  private boolean lossAccepted;
  private boolean stopped;
  private @Nullable Certificate decided;

  VoteGuard(Signer signer, Hash32 chainTag, SignatureCheck check, GuardSlots slots) {
    this.signer = signer;
    this.chainTag = chainTag;
    this.check = check;
    this.slots = slots;
  }

  /**
   * Writes the empty record of a new key: when the key is generated, never again.
   *
   * @throws IllegalStateException when the store holds anything
   */
  public static void create(GuardStore store) {
    var slots = new GuardSlots(store);
    if (slots.newest().isPresent() || slots.damaged() > 0) {
      throw new IllegalStateException("there is a guard already");
    }
    slots.write(GuardRecord.EMPTY.encode());
  }

  /**
   * @param check checks the votes of proofs; it sees each vote of a quorum once per round
   * @param leastSequence a guard behind it lost writes (from the store's {@code TIP}; 0 when unknown)
   */
  public static VoteGuard open(Signer signer, Hash32 chainTag, SignatureCheck check, GuardStore store,
      long leastSequence) {
    var guard = new VoteGuard(signer, chainTag, check, new GuardSlots(store));
    guard.load(leastSequence);
    return guard;
  }

  final void load(long leastSequence) {
    var found = slots.newest().map(GuardRecord::decode);
    lost = slots.sequence() < leastSequence;
    slots.raise(leastSequence);
    switch (found.orElse(new Decoded.Refused<>("no whole slot"))) {
      case Decoded.Ok<GuardRecord>(var whole) -> {
        record = lost ? GuardRecord.EMPTY : whole;
        decided = whole.decided();
      }
      case Decoded.Refused<GuardRecord> ignored -> lost = true;
    }
  }

  public PublicKey key() {
    return signer.key();
  }

  /** Whether it does not know what was signed: it signs nothing until {@link #resumeFrom}. */
  public boolean lost() {
    return lost;
  }

  /** What it knows may be older than what it signed: goes into quarantine. */
  public void distrust() {
    lost = true;
    record = GuardRecord.EMPTY;
  }

  /** Signs nothing more until it is opened anew: somebody else has this key. */
  public void stop() {
    stopped = true;
  }

  public boolean stopped() {
    return stopped;
  }

  /** Whether this vote of the guard's key can be its own: what it signed lies at or below its record. */
  boolean canBeOwn(Ballot ballot) {
    if (lost || lossAccepted || ballot.instance() < firstInstance) {
      return true; // nobody knows
    }
    if (record.instance() == ballot.instance() && record.round() == ballot.round()) {
      var cast = record.cast(ballot.step());
      if (cast.isPresent()) {
        return cast.get().block().equals(ballot.block());
      }
    }
    return !record.isBefore(ballot.instance(), ballot.round(), ballot.step());
  }

  /** Counts the writes; for {@code TIP}. */
  public long sequence() {
    return slots.sequence();
  }

  /**
   * Ends the quarantine of a lost guard: everything before {@code instance} stays unsigned. The overlay calls it with
   * j + 2.
   */
  public void resumeFrom(long instance) {
    if (lost) {
      lost = false;
      firstInstance = instance;
    }
  }

  /**
   * Ends the quarantine of a lost guard at once, at the operator's word that no vote of it is out any more or that the risk
   * of signing twice is his. Old votes of its own, should they turn up, convict nobody of having its key.
   */
  public void acceptLoss() {
    if (lost) {
      lost = false;
      lossAccepted = true;
    }
  }

  /** Whether it may not sign in the instance because it does not know what it has signed there. */
  public boolean abstains(long instance) {
    return lost || instance < firstInstance;
  }

  /** Signs a nil vote or a prevote that needs no proof. */
  public Signed sign(Ballot ballot, MemberSet members) {
    return judge(ballot, null, members);
  }

  /**
   * @param pol precommit: the prevotes of this round for its block; prevote against the lock: those of a round from the
   *     locked one on
   */
  public Signed sign(Ballot ballot, Pol pol, MemberSet members) {
    return judge(ballot, pol, members);
  }

  /** Proposals bind nobody: without a record. */
  Bytes signProposal(Bytes message) {
    return signer.sign(message);
  }

  /** Goes to the disk with the next vote, which may be the first one the store's copy of it does not precede. */
  void decided(Certificate certificate) {
    decided = certificate;
  }

  /** The newest decision it knows of; null when it knows none. */
  @Nullable Certificate decided() {
    return decided;
  }

  GuardRecord record() {
    return record;
  }

  private Signed judge(Ballot ballot, @Nullable Pol pol, MemberSet members) {
    if (stopped) {
      return new Signed.Refused("somebody else signs with this key");
    }
    if (abstains(ballot.instance())) {
      return new Signed.Refused("the guard was lost; first instance to vote in: " + (lost ? "unknown" : firstInstance));
    }
    if (record.instance() == ballot.instance() && record.round() == ballot.round()) {
      var cast = record.cast(ballot.step());
      if (cast.isPresent() && cast.get().block().equals(ballot.block()) && record.epoch() == ballot.epoch()) {
        return new Signed.Ok(cast.get().signature());
      }
    }
    if (!record.isBefore(ballot.instance(), ballot.round(), ballot.step())) {
      return new Signed.Refused("instance " + record.instance() + ", round " + record.round() + ", step "
          + record.step() + " is signed already");
    }
    boolean precommitsBlock = ballot.step() == VoteStep.PRECOMMIT && !ballot.block().isNil();
    if (precommitsBlock && !proves(pol, ballot, ballot.round(), ballot.round(), members)) {
      return new Signed.Refused("a precommit needs a quorum of prevotes");
    }
    if (ballot.step() == VoteStep.PREVOTE && contradictsLock(ballot, pol, members)) {
      return new Signed.Refused("locked on " + record.lock());
    }
    var signature = signer.sign(ballot.signingBytes(chainTag));
    var next = record.with(ballot, signature, precommitsBlock ? pol : null, decided);
    slots.write(next.encode());
    record = next;
    return new Signed.Ok(signature);
  }

  /** Rule 3. Package-private for the tests' negative control only. */
  boolean contradictsLock(Ballot prevote, @Nullable Pol pol, MemberSet members) {
    var lock = record.instance() == prevote.instance() ? record.lock() : null;
    return lock != null && !prevote.block().isNil() && !prevote.block().equals(lock.block())
        && !proves(pol, prevote, lock.round(), prevote.round() - 1, members);
  }

  private boolean proves(@Nullable Pol pol, Ballot ballot, int fromRound, int toRound, MemberSet members) {
    return pol != null && pol.epoch() == ballot.epoch() && pol.instance() == ballot.instance()
        && pol.block().equals(ballot.block()) && pol.round() >= fromRound && pol.round() <= toRound
        && pol.verify(chainTag, members, check);
  }
}
