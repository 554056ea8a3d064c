package org.atoll.validator.settings;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/** The epochs of a schedule whose members are listed (consensus.md §0). Thread-safe. */
public final class Epochs {
  private static final byte[] SEED = "atoll/seed/listed".getBytes(US_ASCII);

  private final ConsensusEntry entry;
  private final byte[] chainTag;
  private volatile @Nullable EpochView last; // asked for again and again

  public Epochs(ConsensusEntry entry, Bytes chainTag) {
    this.entry = entry;
    this.chainTag = chainTag.unsafeArray();
  }

  /** The epoch a height is in; heights begin at 1. */
  public long of(long height) {
    return Math.max(0, height - 1) / entry.epochBlocks();
  }

  public MemberSet members(long epoch) {
    return entry.members();
  }

  public EpochView view(long epoch) {
    var known = last;
    if (known == null || known.epoch() != epoch) {
      known = make(epoch);
      last = known;
    }
    return known;
  }

  private EpochView make(long epoch) {
    long first = 1 + epoch * entry.epochBlocks();
    var seed = Sha256.hash(SEED, chainTag, ByteBuffer.allocate(8).putLong(epoch).array());
    return new EpochView(epoch, first, first + entry.epochBlocks() - 1, new Hash32(seed.bytes()), members(epoch));
  }

  public ConsensusEntry entry() {
    return entry;
  }
}
