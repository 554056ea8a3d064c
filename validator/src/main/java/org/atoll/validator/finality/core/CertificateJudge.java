package org.atoll.validator.finality.core;

import java.util.Optional;
import java.util.TreeMap;

/**
 * What a verified certificate means here, given what was decided. Keeps those whose blocks are not ready. One thread.
 */
final class CertificateJudge {
  private static final int MAX_PENDING = CertificateRequest.MAX_ANSWERS;

  private final FinalityChain chain;
  private final Decisions decisions;
  /** Certificates of blocks that are not ready, by instance. */
  private final TreeMap<Long, Certificate> pending = new TreeMap<>();

  /** What to do. */
  sealed interface Verdict {
    /** The block is ready and descends from d(i−1). */
    record Decide(Certificate certificate) implements Verdict {}

    /** Kept until its block is ready. */
    record Fetch(Certificate certificate) implements Verdict {}

    /** Finality contradicts itself. */
    record Halt(Certificate first, Certificate second) implements Verdict {}

    record Ignore() implements Verdict {}

    /** Cannot be, and cannot hurt. */
    record Odd(String why) implements Verdict {}
  }

  CertificateJudge(FinalityChain chain, Decisions decisions) {
    this.chain = chain;
    this.decisions = decisions;
  }

  boolean isPending(long instance) {
    return pending.containsKey(instance);
  }

  /**
   * @param instance the one being decided
   * @param decided d(i−1)
   */
  Verdict judge(Certificate certificate, long instance, BlockRef decided) {
    if (certificate.instance() < instance) {
      return judgeOld(certificate, decided);
    }
    var rival = pending.get(certificate.instance());
    if (rival != null && !rival.block().equals(certificate.block())) {
      return new Verdict.Halt(rival, certificate);
    }
    if (certificate.block().height() <= decided.height()) {
      var last = decisions.newest();
      return last != null && contradicts(certificate.block(), decided) ? new Verdict.Halt(last, certificate)
          : new Verdict.Odd("certificate of a later instance for a final block: " + certificate);
    }
    if (chain.height(certificate.block().id()).isPresent()) {
      return judgeReady(certificate, decided);
    }
    if (rival != null) {
      return new Verdict.Ignore();
    }
    pending.put(certificate.instance(), certificate);
    if (pending.size() > MAX_PENDING) { // the nearest and the farthest stay
      pending.remove(pending.lowerKey(pending.lastKey()));
    }
    return new Verdict.Fetch(certificate);
  }

  /** Takes out the first certificate whose block has become ready. */
  Optional<Certificate> takeReady() {
    var ready = pending.values().stream()
        .filter(certificate -> chain.height(certificate.block().id()).isPresent())
        .reduce((earlier, later) -> later); // it decides all before it: one step to the disk instead of many
    ready.ifPresent(certificate -> pending.remove(certificate.instance()));
    return ready;
  }

  /** Forgets certificates up to this instance. */
  void decided(long instance) {
    pending.headMap(instance, true).clear();
  }

  private Verdict judgeOld(Certificate certificate, BlockRef decided) {
    var same = decisions.find(certificate.instance());
    if (same != null && !same.block().equals(certificate.block())) {
      return new Verdict.Halt(same, certificate);
    }
    var last = decisions.newest();
    return last != null && contradicts(certificate.block(), decided) ? new Verdict.Halt(last, certificate)
        : new Verdict.Ignore();
  }

  private Verdict judgeReady(Certificate certificate, BlockRef decided) {
    var block = certificate.block();
    if (chain.height(block.id()).orElse(-1) != block.height()) {
      return new Verdict.Odd("certificate with another height than its block's: " + certificate);
    }
    if (chain.ancestor(block.id(), decided.height()).filter(decided.id()::equals).isPresent()) {
      return new Verdict.Decide(certificate);
    }
    var last = decisions.newest();
    return last == null ? new Verdict.Odd("certificate for a block that does not descend from genesis: " + certificate)
        : new Verdict.Halt(last, certificate);
  }

  /** Whether a certified block at or below d(i−1) is not its ancestor; above it no certificate of old can lie. */
  private boolean contradicts(BlockRef block, BlockRef decided) {
    return block.height() > decided.height() || chain.ancestor(decided.id(), block.height())
        .filter(ancestor -> !ancestor.equals(block.id())).isPresent();
  }
}
