package org.atoll.validator.forks.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.SignedHeader;
import org.jspecify.annotations.Nullable;

/**
 * A block of the {@linkplain ForkTree tree} and what is known of it so far. Header, parent and {@link #seen} never
 * change and may be read by any thread; all else belongs to the chain thread.
 */
public final class ForkBlock {
  private final SignedHeader signed;
  private final Header header;
  private final long seen;
  private final Set<PublicKey> holders = new LinkedHashSet<>();
  private volatile @Nullable ForkBlock parent;
  private final List<ForkBlock> children = new ArrayList<>();
  private @Nullable List<BatchView> batches;
  private HeaderVerdict.@Nullable Accept accept;
  private @Nullable Rank rank;
  private @Nullable SealedBlock sealed;
  private boolean stored;
  private @Nullable String fault;

  ForkBlock(SignedHeader signed, @Nullable ForkBlock parent, long seen) {
    this.signed = signed;
    this.header = signed.engineHeader();
    this.parent = parent;
    this.seen = seen;
  }

  public SignedHeader signed() {
    return signed;
  }

  public Header header() {
    return header;
  }

  public BlockId id() {
    return signed.id();
  }

  public long height() {
    return header.height();
  }

  /** Number of the event with which it came here. */
  public long seen() {
    return seen;
  }

  /** Empty for the last final block, below which the tree holds nothing. */
  public Optional<ForkBlock> parent() {
    return Optional.ofNullable(parent);
  }

  void cut() {
    parent = null;
  }

  List<ForkBlock> children() {
    return children;
  }

  /** Peers that said they have it, in the order they did. */
  public Set<PublicKey> holders() {
    return holders;
  }

  /** Its batches, once all are here. */
  public Optional<List<BatchView>> batches() {
    return Optional.ofNullable(batches);
  }

  public void complete(List<BatchView> all) {
    batches = List.copyOf(all);
  }

  /** Its place in the engine's order, once the engine accepted its header and its parent has one. */
  public Optional<Rank> rank() {
    return Optional.ofNullable(rank);
  }

  void rank(Rank place) {
    rank = place;
  }

  /** The engine's verdict, once it accepted the header. */
  public Optional<HeaderVerdict.Accept> accept() {
    return Optional.ofNullable(accept);
  }

  void accept(HeaderVerdict.Accept verdict) {
    accept = verdict;
  }

  /** Once it was executed here and its roots agree. */
  public Optional<SealedBlock> sealed() {
    return Optional.ofNullable(sealed);
  }

  public void valid(SealedBlock executed) {
    sealed = executed;
  }

  /** Whether it survives a crash of this node. */
  public boolean isStored() {
    return stored;
  }

  public void markStored() {
    stored = true;
  }

  /** Why it is never head here. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** Neither it nor what descends from it is ever head here. */
  public void condemn(String why) {
    if (fault == null) {
      fault = why;
      children.forEach(child -> child.condemn("its ancestor is invalid: " + why));
    }
  }

  /** Whether it is executed and may be head. */
  public boolean isEligible() {
    return sealed != null && rank != null && fault == null;
  }

  @Override
  public String toString() {
    return "block " + height() + " " + id().brief();
  }
}
