package org.atoll.validator.chain.core;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Activity;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.FinalityChain;
import org.atoll.validator.finality.core.FinalityEffect;
import org.atoll.validator.finality.core.FinalityEvent;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.FinalityOverlay;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteBundle;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.forks.core.ForkTree;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Runs the finality overlay on this node's fork tree. While a decision is on its way to the disk the overlay stands
 * still: a vote in the next instance overwrites the guard's record of this one, so it must not leave before the
 * certificate is safe.
 */
final class FinalityFlow implements FinalityChain {
  private static final int MAX_CERTIFIED = 1_024;
  private static final int MAX_DECODED = 128;

  /** What the flow tells its owner. */
  interface Sink {
    /** The block, which is executed, and its ancestors are final. */
    void decided(ForkBlock block, Certificate certificate);

    /** Somebody voted twice, or against his lock. */
    void evidence(Evidence evidence);

    /** A proof this node relied on. */
    void keep(Pol pol);

    /** A block that is needed and not in the tree. */
    void wanted(BlockRef block, boolean certified);
  }

  private final ChainState chain;
  private final Sink sink;
  private final FinalityOverlay overlay;
  private final VoteForwarding votes;
  private final ArrayDeque<FinalityEvent> held = new ArrayDeque<>();
  private final Set<BlockId> certified = new HashSet<>();
  /** Decisions whose block is not executed here yet. */
  private final Map<BlockId, Certificate> waiting = new LinkedHashMap<>();
  /** Certificates that the newest blocks carry, by block; oldest first. */
  private final Map<BlockId, Optional<Certificate>> decoded = new LinkedHashMap<>();
  private boolean persisting;
  /** The last decision that is on disk. */
  private BlockRef durable;
  private boolean stopped;
  private @Nullable Certificate newest;

  /** @param guard empty for a node that only follows */
  FinalityFlow(ChainState chain, Optional<VoteGuard> guard, Sink sink) {
    this.chain = chain;
    this.sink = sink;
    var rules = chain.rules;
    this.durable = new BlockRef(chain.tree.root().height(), chain.tree.root().id());
    this.overlay = guard.isPresent()
        ? FinalityOverlay.voter(rules.finality(), rules.chainTag(), this, guard.get())
        : FinalityOverlay.observer(rules.finality(), rules.chainTag(), this);
    this.votes = new VoteForwarding(chain, overlay);
  }

  /** @param last the certificate of the last final block; empty at genesis */
  void start(Optional<Certificate> last) {
    newest = last.orElse(null);
    var root = chain.tree.root();
    perform(last.isPresent() ? overlay.start(last.get(), chain.now)
        : overlay.start(new BlockRef(root.height(), root.id()), chain.now));
  }

  void tell(FinalityEvent event) {
    if (stopped) {
      return;
    }
    if (persisting) {
      held.add(event);
    } else {
      perform(overlay.step(event, chain.now));
    }
  }

  /** The decision is on disk. */
  void persisted() {
    persisting = false;
    durable = overlay.decided();
    if (!stopped) {
      perform(overlay.persisted(chain.now));
    }
    while (!persisting && !stopped && !held.isEmpty()) {
      perform(overlay.step(held.poll(), chain.now));
    }
    if (!persisting && !stopped) {
      perform(overlay.step(new FinalityEvent.HeadChanged(), chain.now));
    }
  }

  private void perform(List<FinalityEffect> effects) {
    if (effects.isEmpty()) {
      return; // most votes change nothing
    }
    for (var effect : effects) {
      switch (effect) {
        case FinalityEffect.Broadcast(var message) -> votes.broadcast(message);
        case FinalityEffect.Send(var peer, var message) ->
            chain.emit(new ChainEffect.Send(peer, new PeerMessage.Finality(message)));
        case FinalityEffect.ServeCertificates(var peer, var from) ->
            chain.emit(new ChainEffect.ServeCertificates(peer, from));
        case FinalityEffect.SetTimer(var timer, var delay) ->
            chain.emit(new ChainEffect.SetTimer(new TimerKey.Finality(timer), chain.now + delay));
        case FinalityEffect.CancelTimer(var timer) ->
            chain.emit(new ChainEffect.CancelTimer(new TimerKey.Finality(timer)));
        case FinalityEffect.Fetch(var block, var need) -> fetch(block, need);
        case FinalityEffect.Decided(var certificate) -> decided(certificate);
        case FinalityEffect.Proof(var evidence) -> sink.evidence(evidence);
        case FinalityEffect.KeyConflict(var foreign) -> chain.note("finality.key_conflict",
            "vote=\"" + foreign.ballot() + "\" help=\"another process votes with this node's key; this one has stopped\"");
        case FinalityEffect.KeepPol(var pol) -> sink.keep(pol);
        case FinalityEffect.SafetyHalt(var first, var second) -> {
          stopped = true;
          chain.emit(new ChainEffect.Halt("two certificates contradict each other: " + first.block() + " and "
              + second.block() + " of instance " + first.instance(), List.of(first.encode(), second.encode())));
        }
        case FinalityEffect.Note(var text) -> chain.note("finality.note", "text=\"" + text + '"');
        case FinalityEffect.Metric(var name, var value) -> chain.emit(new ChainEffect.Metric(name, value));
      }
    }
  }

  private void fetch(BlockRef block, FinalityEffect.Need need) {
    boolean proved = need == FinalityEffect.Need.CERTIFIED;
    if (proved) {
      certify(block.id());
    }
    sink.wanted(block, proved);
  }

  private void certify(BlockId id) {
    if (certified.size() >= MAX_CERTIFIED) {
      certified.clear(); // what is still needed comes again with its certificate
    }
    certified.add(id);
  }

  private void decided(Certificate certificate) {
    newest = certificate;
    var block = chain.tree.get(certificate.block().id());
    if (block.isEmpty() || block.get() == chain.tree.root()) {
      throw new IllegalStateException("decided on " + certificate.block() + ", which is not in the tree");
    }
    persisting = true;
    sink.decided(block.get(), certificate);
  }

  /** Whether a certificate names the block, or it is an ancestor of one that does. */
  boolean isCertified(BlockId id) {
    return certified.contains(id);
  }

  /** A certificate that was verified: a block it names may pass the clock. */
  void onCertificate(PublicKey from, Certificate certificate) {
    if (chain.trust.isStale() && !from.equals(chain.rules.own())) {
      return; // the sync knows which proofs to follow
    }
    if (certificate.block().height() > chain.tree.root().height()) {
      certify(certificate.block().id());
    }
    tell(new FinalityEvent.CertificateReceived(from, certificate));
  }

  void onMessage(PublicKey from, FinalityMessage message) {
    if (chain.trust.isStale() && !(message instanceof CertificateRequest) && !(message instanceof VoteSummary)) {
      return;
    }
    switch (message) {
      case Vote vote -> tell(new FinalityEvent.VoteReceived(from, vote));
      case VoteBundle(var bundled) -> tell(new FinalityEvent.VotesReceived(from, bundled));
      case Proposal proposal ->
          tell(new FinalityEvent.ProposalReceived(from, proposal));
      case Pol pol -> tell(new FinalityEvent.PolReceived(from, pol));
      case Certificate certificate -> onCertificate(from, certificate);
      case CertificateRequest request ->
          tell(new FinalityEvent.CertificatesRequested(from, request));
      case VoteSummary summary ->
          tell(new FinalityEvent.SummaryReceived(from, summary));
    }
    votes.forward(from, message);
  }

  /** A bundle of votes is to leave. */
  void onBundleTimer() {
    votes.onTimer();
  }

  /** Once a second: looks for votes that were lost on the way. */
  void compareVotes() {
    votes.compare();
  }

  long instance() {
    return overlay.instance();
  }

  /** The newest decision here; empty at genesis. */
  Optional<Certificate> newest() {
    return Optional.ofNullable(newest);
  }

  /** For the next block to carry: of a block on this one's chain, newer than any carried before it. */
  Optional<Certificate> toCarry(ForkBlock parent) {
    return overlay.newestCertificate().filter(certificate -> certificate.instance() > carried(parent)
        && ancestor(parent.id(), certificate.block().height()).filter(certificate.block().id()::equals).isPresent());
  }

  /** The highest instance a certificate carried by the block or its ancestors is of; 0: none. */
  long carried(ForkBlock block) {
    var at = Optional.of(block);
    while (at.isPresent()) {
      var found = carriedBy(at.get().signed());
      if (found.isPresent()) {
        return found.get().instance();
      }
      if (at.get().parent().isEmpty()) {
        return carriedBelow(at.get().height() - 1);
      }
      at = at.get().parent();
    }
    return 0;
  }

  private long carriedBelow(long height) {
    for (long at = height; at > height - MAX_CERTIFIED; at--) {
      var header = chain.finals.at(at);
      if (header.isEmpty()) {
        break;
      }
      var found = carriedBy(header.get());
      if (found.isPresent()) {
        return found.get().instance();
      }
    }
    return 0;
  }

  private Optional<Certificate> carriedBy(SignedHeader header) {
    if (header.certificate().isEmpty()) {
      return Optional.empty();
    }
    var known = decoded.get(header.id());
    if (known == null) {
      known = Certificate.decode(header.certificate()) instanceof Decoded.Ok<Certificate>(var certificate)
          ? Optional.of(certificate) : Optional.<Certificate>empty();
      decoded.put(header.id(), known);
      if (decoded.size() > MAX_DECODED) {
        decoded.remove(decoded.keySet().iterator().next());
      }
    }
    return known;
  }

  /** Whether the certificate the block carries, if any, is of an ancestor and newer than those carried before. */
  boolean mayCarry(ForkBlock block) {
    if (block.signed().certificate().isEmpty()) {
      return true;
    }
    var carried = carriedBy(block.signed());
    var parent = block.parent();
    return carried.isPresent() && parent.isPresent()
        && carried.get().instance() > carried(parent.get())
        && ancestorOf(parent.get(), carried.get().block().height()).filter(carried.get().block().id()::equals)
            .isPresent();
  }

  private Optional<BlockId> ancestorOf(ForkBlock block, long height) {
    return ForkTree.ancestor(block, height).map(ForkBlock::id)
        .or(() -> height < chain.tree.root().height() ? chain.finals.at(height).map(SignedHeader::id)
            : Optional.empty());
  }

  /** The certificate in a header, which was verified: so that two forks that go on in step are noticed. */
  void onHeader(ForkBlock block) {
    carriedBy(block.signed()).ifPresent(certificate -> onCertificate(block.header().producer(), certificate));
  }

  FinalityOverlay overlay() {
    return overlay;
  }

  // The tree as the overlay reads it

  @Override
  public BlockRef head() {
    if (!overlay.decided().equals(durable) || chain.trust.isStale()) {
      return overlay.decided(); // nothing to vote for until it is on disk, or until a quorum has vouched for it
    }
    var at = chain.head;
    while (!at.isStored() && at.parent().isPresent()) {
      at = at.parent().get();
    }
    return new BlockRef(at.height(), at.id());
  }

  private Optional<ForkBlock> ready(BlockId id) {
    return chain.tree.get(id).filter(block -> block.isEligible() && (block.isStored() || isCertified(id)));
  }

  @Override
  public OptionalLong height(BlockId id) {
    var block = ready(id);
    if (block.isPresent()) {
      return OptionalLong.of(block.get().height());
    }
    var old = chain.finals.get(id);
    return old.isPresent() ? OptionalLong.of(old.get().height()) : OptionalLong.empty();
  }

  @Override
  public Optional<BlockId> ancestor(BlockId id, long height) {
    var block = chain.tree.get(id);
    if (block.isPresent()) {
      return height > block.get().height() ? Optional.empty() : ancestorOf(block.get(), height);
    }
    return chain.finals.get(id).filter(header -> header.height() >= height)
        .flatMap(header -> chain.finals.at(height)).map(SignedHeader::id);
  }

  @Override
  public Optional<EpochView> epoch(long epoch) {
    return Optional.of(chain.rules.epochs().view(epoch));
  }

  @Override
  public Optional<EpochView> epochAt(long height) {
    return epoch(chain.rules.epochs().of(height));
  }

  @Override
  public Activity activity(BlockId decided, int seenBlocks) {
    var seen = new HashSet<PublicKey>();
    var block = chain.tree.get(decided);
    long height = block.map(ForkBlock::height).or(() -> chain.finals.get(decided).map(SignedHeader::height)).orElse(0L);
    int left = seenBlocks;
    long next = height;
    for (var at = block; at.isPresent() && left > 0; at = at.get().parent()) {
      note(at.get().signed(), seen);
      next = at.get().height() - 1;
      left--;
    }
    chain.finals.last(next, left).forEach(header -> note(header, seen));
    if (height < seenBlocks) { // a young chain has not heard of anybody yet
      chain.rules.epochs().members(0).members().forEach(member -> seen.add(member.key()));
    }
    var members = chain.rules.epochs().members(chain.rules.epochs().of(height + 1));
    return new Activity(seen, block.map(at -> EvidenceFlow.convicted(at, members)).orElse(Set.of()));
  }

  private void note(SignedHeader header, Set<PublicKey> seen) {
    seen.add(header.producer());
    carriedBy(header).ifPresent(certificate -> {
      var members = chain.rules.epochs().members(certificate.epoch());
      for (int member : certificate.signers().indexes()) {
        seen.add(members.get(member).key());
      }
    });
  }
}
