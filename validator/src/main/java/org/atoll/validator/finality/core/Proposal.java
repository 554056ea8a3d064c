package org.atoll.validator.finality.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * What the proposer of a round from 1 on wants to become final.
 *
 * @param validRound round of {@code pol}, or −1 when there is none
 * @param member the proposer's index
 * @param signature 64 bytes over {@link #signingBytes}; does not cover the proof, whose votes are signed themselves
 * @param pol for the same block, from {@code validRound}; null when that is −1
 */
public record Proposal(long epoch, long instance, int round, BlockRef block, int validRound, int member,
    Bytes signature, @Nullable Pol pol) implements FinalityMessage {
  private static final byte[] TAG = "atoll/proposal/1".getBytes(US_ASCII);
  private static final int SIGNED = 16 + 32 + 8 + 8 + 4 + BlockRef.SIZE + 4;

  public Proposal {
    if (epoch < 0 || instance < 1 || round < 1 || validRound < -1 || validRound >= round || block.isNil()) {
      throw new IllegalArgumentException("no proposal: instance " + instance + ", round " + round + ", valid round "
          + validRound + ", block " + block);
    }
    if (signature.size() != Signers.SIGNATURE || member < 0 || member >= MemberSet.MAX) {
      throw new IllegalArgumentException("not a signature of a member");
    }
    if ((validRound >= 0) != (pol != null)
        || (pol != null && !pol.ballot().equals(new Ballot(epoch, instance, validRound, VoteStep.PREVOTE, block)))) {
      throw new IllegalArgumentException("the proof of lock is not for this block and round");
    }
  }

  /** Empty when {@link #validRound} is −1. */
  public Optional<Pol> proof() {
    return Optional.ofNullable(pol);
  }

  /**
   * "atoll/proposal/1" ‖ chainTag ‖ u64 epoch ‖ u64 instance ‖ u32 round ‖ u64 height ‖ block id ‖ i32 validRound
   * (consensus.md §2.1).
   */
  public static Bytes signingBytes(Hash32 chainTag, long epoch, long instance, int round, BlockRef block,
      int validRound) {
    var out = ByteBuffer.allocate(SIGNED);
    out.put(TAG).put(chainTag.bytes().unsafeArray()).putLong(epoch).putLong(instance).putInt(round);
    Wire.put(out, block);
    return Bytes.wrap(out.putInt(validRound).array());
  }

  /** Whether it is signed by the member it names and its proof holds; not whether it was that member's turn. */
  public boolean verify(Hash32 chainTag, MemberSet members, SignatureCheck check) {
    return member < members.size()
        && check.verify(members.get(member).key(),
            signingBytes(chainTag, epoch, instance, round, block, validRound), signature)
        && (pol == null || pol.verify(chainTag, members, check));
  }

  /** The signed bytes ‖ u16 member ‖ signature, then u16 n ‖ bitmap ‖ signatures of the proof if there is one. */
  public Bytes encode(Hash32 chainTag) {
    var out = ByteBuffer.allocate(SIGNED + 2 + Signers.SIGNATURE + (pol == null ? 0 : pol.signers().size()));
    out.put(signingBytes(chainTag, epoch, instance, round, block, validRound).unsafeArray())
        .putShort((short) member).put(signature.unsafeArray());
    if (pol != null) {
      pol.signers().write(out);
    }
    return Bytes.wrap(out.array());
  }

  public static Decoded<Proposal> decode(Bytes bytes, Hash32 chainTag) {
    return Wire.decode(bytes, in -> read(in, chainTag));
  }

  private static Proposal read(ByteBuffer in, Hash32 chainTag) throws Wire.Malformed {
    Wire.expect(in, TAG, "not a proposal");
    Wire.expect(in, chainTag.bytes().unsafeArray(), "another chain's proposal");
    long epoch = Wire.count(in, 0);
    long instance = Wire.count(in, 1);
    int round = Wire.round(in, 1);
    var block = Wire.block(in);
    int validRound = Wire.round(in, -1);
    if (block.isNil() || validRound >= round) {
      throw new Wire.Malformed("block " + block + " with valid round " + validRound + " in round " + round);
    }
    int member = Signers.index(in);
    var signature = Wire.bytes(in, Signers.SIGNATURE);
    var pol = validRound < 0 ? null : new Pol(epoch, instance, validRound, block, Signers.read(in));
    return new Proposal(epoch, instance, round, block, validRound, member, signature, pol);
  }
}
