package org.atoll.validator.chain.core;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Vouch;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Weak subjectivity (consensus.md §2.4): keys of members that left long ago may sign another history. A node whose last
 * final block is older than the period follows proofs of finality only up to blocks that a quorum of the last members it
 * knew vouches for when asked now, or that are its checkpoint. When a quorum vouches for a block that is final here, the
 * node knows what it needs to know for another period.
 */
public final class Trust {
  /** Blocks ahead that members are asked about at a time: what the sync plans at once. */
  static final long STEP = 1_024;
  private static final long AGAIN_MILLIS = 5_000;
  private static final long NOTE_MILLIS = 60_000;
  private static final long DOUBT_MILLIS = 60_000;
  private static final long NEAR = 2;

  /** A question to all members. */
  private record Question(Hash32 nonce, long height, Optional<Certificate> shown, long atMillis,
      Map<PublicKey, BlockId> answers) {}

  private final ChainState chain;
  /** Blocks above the last final one that are vouched for, or the checkpoint. */
  private final TreeMap<Long, BlockId> anchors = new TreeMap<>();
  private final Map<Long, Certificate> targets = new HashMap<>();
  /** Who vouched for the newest anchor. */
  private Set<PublicKey> vouchers = Set.of();
  private @Nullable Question question;
  private long confirmedAt;
  private long staleSince;
  private long questions;
  private boolean blockByBlock;
  /** No question before; a quorum that has another history is asked again, but not without end. */
  private long restUntil;
  private long notedAt;
  private String obstacle = "";

  /**
   * @param lastFinalMillis time of the last final block here
   * @param checkpoint whether the configured checkpoint lies above it
   * @param obstacle what the members say, as far as they say something
   */
  public record Doubt(long lastFinalMillis, boolean checkpoint, String obstacle) {}

  Trust(ChainState chain) {
    this.chain = chain;
    chain.rules.trust().checkpoint().ifPresent(block -> anchors.put(block.height(), block.id()));
  }

  /** Whether proofs of finality alone are not enough. */
  boolean isStale() {
    return !chain.rules.decidesAlone() && (isBelowCheckpoint()
        || chain.now - Math.max(confirmedAt, chain.tree.root().signed().timestampMillis())
            > chain.rules.trust().periodMillis());
  }

  Optional<Doubt> doubt() {
    return isStale() ? Optional.of(new Doubt(chain.tree.root().signed().timestampMillis(), isBelowCheckpoint(), obstacle))
        : Optional.empty();
  }

  private boolean isBelowCheckpoint() {
    return chain.rules.trust().checkpoint().filter(block -> block.height() > chain.tree.root().height()).isPresent();
  }

  /** Looks whether there is something to ask. */
  void advance() {
    if (!isStale()) {
      question = null;
      staleSince = chain.now;
      return;
    }
    if (staleSince == 0) {
      staleSince = chain.now; // it began so
    }
    long root = chain.tree.root().height();
    anchors.headMap(root, true).clear(); // the checkpoint too: that the chain holds it was looked at on the way
    targets.keySet().removeIf(height -> height <= root);
    var next = anchors.higherKey(root);
    if (next != null && (next <= root + STEP || (!blockByBlock && !targets.isEmpty()))) {
      return; // on the way there
    }
    var common = commonHeight();
    if (common.isEmpty()) {
      note("trust.waiting", "too few members of the last known set have said what is final for them");
      return;
    }
    long height = common.getAsLong();
    if (height <= root && mayBeBehind(root)) {
      note("trust.waiting", "some members are ahead; whether a quorum is shows when more have spoken");
    } else if (height == 0) {
      confirm("all is at genesis");
    } else if (question == null ? chain.now >= restUntil : chain.now - question.atMillis >= AGAIN_MILLIS) {
      boolean joins = !blockByBlock && height - root > chain.rules.join().minGapBlocks();
      ask(joins ? height : Math.min(height, root + STEP));
    }
  }

  private MemberSet members() {
    return chain.mesh.epoch().members();
  }

  /** The highest block that members with a quorum's weight say they have; this node is one of them if it is a member. */
  private OptionalLong commonHeight() {
    var members = members();
    var heights = new TreeMap<Long, Long>();
    for (var member : members.members()) {
      var peer = chain.peers.get(member.key()).filter(known -> known.heard);
      if (member.key().equals(chain.rules.own())) {
        heights.merge(chain.tree.root().height(), member.weight(), Long::sum);
      } else if (peer.isPresent()) {
        heights.merge(peer.get().finalHeight(), member.weight(), Long::sum);
      }
    }
    long weight = 0;
    for (var entry : heights.descendingMap().entrySet()) {
      weight += entry.getValue();
      if (weight >= members.quorum()) {
        return OptionalLong.of(entry.getKey());
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Whether a quorum may have more than is final here although those heard so far do not show it. In a network that was
   * switched off members may differ for good, so the doubt ends when all have spoken or after a while.
   */
  private boolean mayBeBehind(long root) {
    boolean ahead = false;
    boolean all = true;
    for (var member : members().members()) {
      if (!member.key().equals(chain.rules.own())) {
        var peer = chain.peers.get(member.key()).filter(known -> known.heard);
        all &= peer.isPresent();
        ahead |= peer.filter(known -> known.finalHeight() > root + NEAR).isPresent();
      }
    }
    return ahead && !all && chain.now - staleSince < DOUBT_MILLIS;
  }

  private void ask(long height) {
    var nonce = Sha256.hash(chain.rules.trust().entropy().unsafeArray(),
        ByteBuffer.allocate(8).putLong(questions++).array());
    @Nullable Certificate shown = null;
    var answers = new LinkedHashMap<PublicKey, BlockId>();
    for (var member : members().members()) {
      if (member.key().equals(chain.rules.own())) {
        ownBlock(height).ifPresent(id -> answers.put(member.key(), id));
        continue;
      }
      var peer = chain.peers.get(member.key());
      if (peer.isPresent()) {
        chain.emit(new ChainEffect.Send(member.key(), new PeerMessage.WantVouch(nonce, height)));
        var proof = peer.get().certificate();
        shown = proof.isPresent() && proof.get().block().height() == height ? proof.get() : shown;
      }
    }
    question = new Question(nonce, height, Optional.ofNullable(shown), chain.now, answers);
    count(question);
  }

  private Optional<BlockId> ownBlock(long height) {
    return height > chain.tree.root().height() ? Optional.empty() : chain.finals.at(height).map(SignedHeader::id);
  }

  /** A member's answer. */
  void onVouch(PublicKey from, Vouch vouch) {
    var asked = question;
    if (asked == null || !asked.nonce.equals(vouch.nonce()) || asked.height != vouch.block().height()
        || !members().contains(from)) {
      return;
    }
    if (!vouch.verify(chain.rules.chainTag(), from, chain.rules.signatures())) {
      chain.emit(new ChainEffect.Penalise(from, "a false word for block " + vouch.block()));
      return;
    }
    asked.answers.put(from, vouch.block().id());
    count(asked);
  }

  private void count(Question asked) {
    var members = members();
    var weights = new LinkedHashMap<BlockId, Long>();
    for (var member : members.members()) {
      var id = asked.answers.get(member.key());
      if (id != null) {
        weights.merge(id, member.weight(), Long::sum);
      }
    }
    for (var entry : weights.entrySet()) {
      if (entry.getValue() >= members.quorum()) {
        question = null;
        vouchers = asked.answers.entrySet().stream().filter(answer -> answer.getValue().equals(entry.getKey()))
            .map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
        vouched(new BlockRef(asked.height, entry.getKey()), asked.shown);
        return;
      }
    }
    if (weights.size() > 1) {
      note("trust.disagreement", "members name " + weights.size() + " blocks at height " + asked.height);
    }
  }

  private void vouched(BlockRef block, Optional<Certificate> shown) {
    if (!block.id().equals(anchors.getOrDefault(block.height(), block.id()))) {
      disagree(block, "the checkpoint");
    } else if (block.height() > chain.tree.root().height()) {
      obstacle = "";
      anchors.put(block.height(), block.id());
      shown.filter(certificate -> certificate.block().equals(block))
          .ifPresent(certificate -> targets.put(block.height(), certificate));
      chain.note("trust.vouched", "block=" + block);
    } else if (ownBlock(block.height()).filter(block.id()::equals).isPresent()) {
      confirm("a quorum has " + block);
    } else {
      disagree(block, "what is final here");
    }
  }

  private void disagree(BlockRef block, String own) {
    restUntil = chain.now + AGAIN_MILLIS;
    note("trust.other_chain", "a quorum of the members this node knew has " + block + ", which is not " + own
        + "; this node goes no further");
  }

  private void confirm(String why) {
    if (!isBelowCheckpoint()) {
      confirmedAt = chain.now;
      obstacle = "";
      chain.note("trust.confirmed", why);
    }
  }

  private void note(String event, String why) {
    obstacle = why;
    if (chain.now - notedAt >= NOTE_MILLIS) {
      notedAt = chain.now;
      chain.note(event, "why=\"" + why + "\" last_final_millis=" + chain.tree.root().signed().timestampMillis());
    }
  }

  /** What a stale node may join at by snapshot, any node the highest that was proved. */
  Optional<Certificate> target() {
    return isStale() ? targets.values().stream().max(Comparator.comparingLong(proof -> proof.block().height()))
        : chain.peers.highest();
  }

  /** There is no snapshot to be had: the way leads from one block that is vouched for to the next. */
  void goBlockByBlock() {
    blockByBlock = true;
  }

  /** Height of the lowest block above the last final one that is vouched for, or the checkpoint's. */
  Optional<Long> nextAnchor() {
    return Optional.ofNullable(anchors.higherKey(chain.tree.root().height()));
  }

  /** Whether the peer may be asked for headers: a stale node asks those who vouched for where they lead. */
  boolean mayTell(PublicKey peer) {
    return vouchers.isEmpty() || !isStale() || vouchers.contains(peer);
  }

  /** Whether a block may be taken as final on the strength of its proof; the planned ones follow each other. */
  boolean permits(long height, LongFunction<@Nullable SignedHeader> planned) {
    if (!isStale()) {
      return true;
    }
    var anchor = anchors.ceilingEntry(height);
    var header = anchor == null ? null : planned.apply(anchor.getKey());
    return anchor != null && header != null && header.id().equals(anchor.getValue());
  }

  /** Why these headers, which lead from what is final here to a proof, are another history; empty: they may be right. */
  Optional<String> refutes(List<SignedHeader> headers) {
    for (var header : headers) {
      var anchor = anchors.get(header.height());
      if (anchor != null && !anchor.equals(header.id())) {
        return Optional.of("block " + header.height() + " is " + anchor.brief()
            + " to the members or the checkpoint, not " + header.id().brief());
      }
    }
    return Optional.empty();
  }
}
