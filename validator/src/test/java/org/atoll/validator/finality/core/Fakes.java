package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** Cheap keys, signatures and ids. */
final class Fakes {
  static final Hash32 CHAIN_TAG = Sha256.hash(Bytes.fromHex("a7011c"));
  static final SignatureCheck CHECK = (key, message, signature) -> signature.equals(sign(key, message));

  private Fakes() {}

  /** Keys of higher numbers sort behind: the number is the member index. */
  static PublicKey key(int number) {
    return new PublicKey(SignatureAlgorithm.ED25519,
        Bytes.wrap(ByteBuffer.allocate(32).putInt(number + 1).array()));
  }

  static Signer signer(int number) {
    var key = key(number);
    return new Signer() {
      @Override
      public PublicKey key() {
        return key;
      }

      @Override
      public Bytes sign(Bytes message) {
        return Fakes.sign(key, message);
      }
    };
  }

  private static Bytes sign(PublicKey key, Bytes message) {
    long mixed = message.hashCode() * 0x9E3779B97F4A7C15L ^ key.bytes().hashCode();
    return Bytes.wrap(ByteBuffer.allocate(64).putLong(mixed | 1).putLong(56, ~mixed).array());
  }

  static MemberSet members(int n) {
    var members = new ArrayList<Member>();
    for (int k = 0; k < n; k++) {
      members.add(Member.of(key(k)));
    }
    return MemberSet.of(members);
  }

  static EpochView epoch(long epoch, int blocks, MemberSet members) {
    return new EpochView(epoch, epoch * blocks + 1, (epoch + 1) * blocks,
        Sha256.hash(Bytes.wrap(ByteBuffer.allocate(8).putLong(epoch).array())), members);
  }

  static BlockId id(long number) {
    return new BlockId(Sha256.hash(Bytes.wrap(ByteBuffer.allocate(9).putLong(number).array())).bytes());
  }

  static BlockRef block(long height, long number) {
    return new BlockRef(height, id(number));
  }

  static Vote vote(int member, Ballot ballot) {
    return new Vote(ballot, member, sign(key(member), ballot.signingBytes(CHAIN_TAG)));
  }

  static Ballot ballot(long instance, int round, VoteStep step, BlockRef block) {
    return new Ballot(0, instance, round, step, block);
  }

  static Signers signers(int n, Ballot ballot, int... who) {
    var votes = new Vote[n];
    for (int member : who) {
      votes[member] = vote(member, ballot);
    }
    return Signers.of(votes, ballot.block());
  }

  static Pol pol(int n, long instance, int round, BlockRef block, int... who) {
    return new Pol(0, instance, round, block,
        signers(n, ballot(instance, round, VoteStep.PREVOTE, block), who));
  }

  static Certificate certificate(int n, long instance, int round, BlockRef block, int... who) {
    return new Certificate(0, instance, round, block,
        signers(n, ballot(instance, round, VoteStep.PRECOMMIT, block), who));
  }

  static Proposal proposal(int member, long instance, int round, BlockRef block, Pol pol) {
    int validRound = pol == null ? -1 : pol.round();
    return new Proposal(0, instance, round, block, validRound, member,
        sign(key(member), Proposal.signingBytes(CHAIN_TAG, 0, instance, round, block, validRound)), pol);
  }

  /** Two slots that can lose or tear a write. */
  static final class MemoryGuardStore implements GuardStore {
    final List<Bytes> slots = new ArrayList<>(List.of(Bytes.EMPTY, Bytes.EMPTY));
    /** Throws {@link Crash} at the n-th write from now; 0 never. */
    int crashIn;
    /** Bytes of the crashing write that reach the disk; −1 all of them. */
    int kept;

    @Override
    public Bytes read(int slot) {
      return slots.get(slot);
    }

    @Override
    public void write(int slot, Bytes content) {
      if (crashIn == 0 || --crashIn > 0) {
        slots.set(slot, content);
        return;
      }
      if (kept < 0) {
        slots.set(slot, content);
      } else if (kept > 0) {
        int cut = Math.min(kept, content.size());
        var old = slots.get(slot);
        slots.set(slot, content.slice(0, cut).concat(
            old.size() > cut ? old.slice(cut, old.size()) : Bytes.EMPTY));
      }
      throw new Crash();
    }
  }

  /** The power goes. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
