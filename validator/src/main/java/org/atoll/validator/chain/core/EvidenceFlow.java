package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.engine.Shuffle;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.family.evidence.Accusations;
import org.atoll.validator.family.evidence.EvidenceHandler;
import org.atoll.validator.family.evidence.SealedHeaders;
import org.atoll.validator.finality.core.Accusation;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCheck;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.peer.core.PeerMessage;

/**
 * Brings proofs of misbehaviour on chain and answers accusations of this node (consensus.md §2.7). What a node learns it
 * tells its peers; all wait for their turn, shuffle position × 2 s, and report what is not on chain by then.
 */
final class EvidenceFlow {
  private static final String LABEL = "witness";
  private static final long TURN_MILLIS = 2_000;
  /** When it is looked again whether what was submitted is final. */
  private static final long AGAIN_MILLIS = 60_000;
  private static final int MAX_CASES = 256;
  private static final int MAX_KNOWN = 1_024;
  private static final int MAX_POLS = 2_048;
  private static final int KEPT_EPOCHS = 2;
  private static final int ATTEMPTS = 10;

  /** Evidence that is not on chain yet, or an accusation that nobody has answered. */
  private static final class Case {
    final Evidence evidence;
    final EvidenceCheck.Verdict verdict;
    long due;
    int attempts;

    Case(Evidence evidence, EvidenceCheck.Verdict verdict, long due) {
      this.evidence = evidence;
      this.verdict = verdict;
      this.due = due;
    }
  }

  private final ChainState chain;
  private final EvidenceCheck check;
  private final Set<Evidence> known = new LinkedHashSet<>();
  private final List<Case> cases = new ArrayList<>();
  /** Whom a case is about. */
  private final Set<PublicKey> culprits = new LinkedHashSet<>();
  private final Set<Pol> pols = new LinkedHashSet<>();
  /** Accusations of this node that are not cleared, and when they are answered (again). */
  private final Map<Accusation, Long> accused = new LinkedHashMap<>();

  EvidenceFlow(ChainState chain) {
    this.chain = chain;
    var rules = chain.rules;
    this.check = new EvidenceCheck(rules.chainTag(), rules.signatures(),
        new SealedHeaders(rules.epochs(), rules.signatures()));
  }

  /** Goes on with what another machine knew. */
  void takeFrom(EvidenceFlow before) {
    known.addAll(before.known);
    cases.addAll(before.cases);
    culprits.addAll(before.culprits);
    pols.addAll(before.pols);
    accused.putAll(before.accused);
  }

  /** This node saw it itself. */
  void witnessed(Evidence evidence) {
    if (take(evidence)) {
      chain.emit(new ChainEffect.Broadcast(new PeerMessage.Evidence(evidence), Set.of()));
    }
  }

  /** The engine reports it: to be verified like anybody's (V11). */
  void fromEngine(Bytes bytes) {
    switch (EvidenceCodec.decode(bytes, chain.rules.chainTag())) {
      case Decoded.Ok<Evidence>(var evidence) -> {
        if (check.judge(evidence, this::members) instanceof EvidenceCheck.Verdict.Invalid(var why)) {
          chain.note("evidence.refused", "from=engine why=\"" + why + '"');
        } else {
          witnessed(evidence);
        }
      }
      case Decoded.Refused<Evidence>(var why) -> chain.note("evidence.refused", "from=engine why=\"" + why + '"');
    }
  }

  /** A peer reports it; it proves something. */
  void fromPeer(PublicKey from, Evidence evidence) {
    if (take(evidence)) {
      for (var peer : chain.peers.all()) {
        if (chain.mesh.passesTo(peer, from)) {
          chain.emit(new ChainEffect.Send(peer.key, new PeerMessage.Evidence(evidence)));
        }
      }
    }
  }

  private Optional<MemberSet> members(long epoch) {
    return Optional.of(chain.rules.epochs().members(epoch));
  }

  /** Opens a case if there is none about the same members. */
  private boolean take(Evidence evidence) {
    if (chain.rules.decidesAlone() || cases.size() >= MAX_CASES || isAboutCulprit(evidence) || !known.add(evidence)) {
      return false;
    }
    if (known.size() > MAX_KNOWN) {
      known.remove(known.iterator().next());
    }
    var verdict = check.judge(evidence, this::members);
    if (verdict instanceof EvidenceCheck.Verdict.Invalid(var why)) {
      chain.note("evidence.refused", "from=peer why=\"" + why + '"');
      return false;
    }
    if (verdict instanceof EvidenceCheck.Verdict.Convicted(var kind, var epoch, var keys)) {
      culprits.addAll(keys);
    }
    boolean stops = evidence instanceof Evidence.ConflictingCertificates; // and so do others: no time for turns
    var opened = new Case(evidence, verdict, stops ? chain.now : chain.now + turn() * TURN_MILLIS);
    cases.add(opened);
    look(opened);
    return true;
  }

  /** Members may contradict themselves without end; one proof convicts. */
  private boolean isAboutCulprit(Evidence evidence) {
    return switch (evidence) {
      case Evidence.DoubleVote(var first, var second) ->
          members(first.ballot().epoch()).filter(set -> first.member() < set.size())
              .filter(set -> isCulprit(set.get(first.member()).key())).isPresent();
      case Evidence.DoubleSeal(var first, var second) ->
          SealedHeaders.producer(first).filter(this::isCulprit).isPresent();
      case Evidence.Amnesia ignored -> false;
      case Evidence.ConflictingCertificates ignored -> false;
    };
  }

  private boolean isCulprit(PublicKey key) {
    return culprits.contains(key) || root(EvidenceHandler.convictionAddress(key)).isPresent();
  }

  /** How many witnesses come before this one. */
  private long turn() {
    var epoch = chain.mesh.epoch();
    var own = epoch.members().indexOf(chain.rules.own());
    int n = epoch.members().size();
    if (own.isPresent()) {
      var order = Shuffle.of(epoch.seed(), LABEL, n);
      for (int position = 0; position < n; position++) {
        if (order[position] == own.getAsInt()) {
          return position;
        }
      }
    }
    return n;
  }

  private Optional<Bytes> root(Address address) {
    return chain.tree.root().sealed().flatMap(sealed -> sealed.view().state(address));
  }

  private Optional<Bytes> head(Address address) {
    return chain.sealedHead().view().state(address);
  }

  /** Once a second. */
  void onTick() {
    for (var open : List.copyOf(cases)) {
      look(open);
    }
    for (var accusation : List.copyOf(accused.keySet())) {
      if (accused.getOrDefault(accusation, Long.MAX_VALUE) <= chain.now) {
        answer(accusation);
      }
    }
  }

  private void look(Case open) {
    if (open.due > chain.now) {
      return;
    }
    if (isSettled(open.verdict, this::root) || ++open.attempts > ATTEMPTS) {
      cases.remove(open);
      if (open.verdict instanceof EvidenceCheck.Verdict.Convicted(var kind, var epoch, var keys)) {
        keys.forEach(culprits::remove);
      }
      return;
    }
    open.due = chain.now + AGAIN_MILLIS;
    if (isReported(open.verdict)) {
      open.attempts--; // it waits for an answer, or to be final
    } else {
      chain.emit(new ChainEffect.Report(open.evidence));
    }
  }

  /** Whether nothing is left to report or to wait for. */
  private boolean isSettled(EvidenceCheck.Verdict verdict, Function<Address, Optional<Bytes>> state) {
    return switch (verdict) {
      case EvidenceCheck.Verdict.Invalid ignored -> true;
      case EvidenceCheck.Verdict.Convicted(var kind, var epoch, var keys) ->
          keys.stream().allMatch(key -> state.apply(EvidenceHandler.convictionAddress(key)).isPresent());
      case EvidenceCheck.Verdict.Accused(var kind, var accusations) -> accusations.stream().allMatch(accusation ->
          state.apply(EvidenceHandler.convictionAddress(accusation.key())).isPresent()
              || Accusations.standing(accusation, state).filter(Accusations.Standing::cleared).isPresent());
    };
  }

  /** Whether another report would change nothing now. */
  private boolean isReported(EvidenceCheck.Verdict verdict) {
    long epoch = chain.mesh.epoch().epoch();
    return isSettled(verdict, this::head)
        || verdict instanceof EvidenceCheck.Verdict.Accused(var kind, var accusations)
            && accusations.stream().allMatch(accusation -> isSettled(
                new EvidenceCheck.Verdict.Accused(kind, List.of(accusation)), this::head)
                || Accusations.standing(accusation, this::head).filter(standing -> standing.isOpen(epoch)).isPresent());
  }

  // Accusations of this node

  /** A proof this node relied on. */
  void keep(Pol pol) {
    if (pols.add(pol)) {
      long oldest = Math.max(0, chain.mesh.epoch().epoch() - KEPT_EPOCHS);
      pols.removeIf(old -> old.epoch() < oldest);
      if (pols.size() > MAX_POLS) {
        pols.remove(pols.iterator().next());
      }
      chain.emit(new ChainEffect.KeepPol(pol, oldest));
    }
  }

  /** Proofs that were kept on disk. */
  void restore(List<Pol> kept) {
    pols.addAll(kept);
  }

  /** Looks for accusations of this node in a block that is final and executed. */
  void finalised(ForkBlock block) {
    if (chain.rules.decidesAlone() || block.sealed().isEmpty() || block.batches().isEmpty()) {
      return;
    }
    var view = block.sealed().get().view();
    for (var batch : block.batches().get()) {
      for (var transaction : batch.transactions()) {
        if (transaction.family().equals(EvidenceHandler.FAMILY.name())) {
          Accusations.by(transaction.payload(), chain.rules.chainTag(), check, this::members, view::state).stream()
              .filter(accusation -> accusation.key().equals(chain.rules.own())).forEach(this::answer);
        }
      }
    }
  }

  private void answer(Accusation accusation) {
    var standing = Accusations.standing(accusation, this::head);
    if (standing.isEmpty() || !standing.get().isOpen(chain.mesh.epoch().epoch())) {
      accused.remove(accusation);
      return;
    }
    var proof = pols.stream().filter(accusation::isClearedBy).findFirst();
    chain.note("evidence.accused", "instance=" + accusation.instance() + " answer=" + proof.isPresent());
    if (proof.isPresent()) {
      accused.put(accusation, chain.now + AGAIN_MILLIS);
      chain.emit(new ChainEffect.Answer(EvidenceHandler.accusationId(accusation), proof.get()));
    }
  }

  /** Members of the set that the state of a block convicts. */
  static Set<PublicKey> convicted(ForkBlock block, MemberSet members) {
    var convicted = new LinkedHashSet<PublicKey>();
    block.sealed().ifPresent(sealed -> members.members().forEach(member -> {
      if (sealed.view().state(EvidenceHandler.convictionAddress(member.key())).isPresent()) {
        convicted.add(member.key());
      }
    }));
    return convicted;
  }
}
