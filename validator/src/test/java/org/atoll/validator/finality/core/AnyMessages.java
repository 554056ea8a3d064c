package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** Random well-formed values. */
final class AnyMessages {
  private AnyMessages() {}

  static BlockRef block(RandomGenerator random) {
    return new BlockRef(1 + random.nextLong(1L << 40), new BlockId(Bytes.wrap(Seeds.bytes(random, 32))));
  }

  static Ballot ballot(RandomGenerator random) {
    return new Ballot(random.nextLong(100), 1 + random.nextLong(1L << 40), random.nextInt(50),
        VoteStep.values()[random.nextInt(2)], random.nextInt(3) == 0 ? BlockRef.NIL : block(random));
  }

  static Bytes signature(RandomGenerator random) {
    return Bytes.wrap(Seeds.bytes(random, 64));
  }

  static Vote vote(RandomGenerator random) {
    return new Vote(ballot(random), random.nextInt(512), signature(random));
  }

  static VoteBundle bundle(RandomGenerator random) {
    var votes = new ArrayList<Vote>();
    for (int ballots = 1 + random.nextInt(3); ballots > 0; ballots--) {
      var ballot = ballot(random);
      for (int cast = 1 + random.nextInt(4); cast > 0; cast--) {
        votes.add(random.nextInt(votes.size() + 1), new Vote(ballot, random.nextInt(512), signature(random)));
      }
    }
    return new VoteBundle(votes);
  }

  static Signers signers(RandomGenerator random) {
    int n = 1 + random.nextInt(40);
    var bitmap = new byte[(n + 7) / 8];
    int count = 0;
    for (int k = 0; k < n; k++) {
      if (random.nextBoolean()) {
        bitmap[k / 8] |= (byte) (1 << k % 8);
        count++;
      }
    }
    return new Signers(n, Bytes.wrap(bitmap), Bytes.wrap(Seeds.bytes(random, 64 * count)));
  }

  static Pol pol(RandomGenerator random) {
    return new Pol(random.nextLong(100), 1 + random.nextLong(1000), random.nextInt(9), block(random), signers(random));
  }

  static Certificate certificate(RandomGenerator random) {
    return new Certificate(random.nextLong(100), 1 + random.nextLong(1000), random.nextInt(9), block(random),
        signers(random));
  }

  static Proposal proposal(RandomGenerator random) {
    var pol = random.nextBoolean() ? pol(random) : null;
    long epoch = pol == null ? random.nextLong(100) : pol.epoch();
    long instance = pol == null ? 1 + random.nextLong(1000) : pol.instance();
    int validRound = pol == null ? -1 : pol.round();
    return new Proposal(epoch, instance, validRound + 1 + (pol == null ? 1 : 0) + random.nextInt(5),
        pol == null ? block(random) : pol.block(), validRound, random.nextInt(512), signature(random), pol);
  }

  static VoteSummary summary(RandomGenerator random) {
    var signers = signers(random);
    return new VoteSummary(random.nextLong(100), 1 + random.nextLong(1000), random.nextInt(9), signers.members(),
        random.nextInt(2), signers.bitmap(), signers.bitmap());
  }

  static Evidence evidence(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Evidence.DoubleVote(vote(random), vote(random));
      case 1 -> new Evidence.Amnesia(vote(random), vote(random));
      case 2 -> new Evidence.DoubleSeal(Bytes.wrap(Seeds.bytes(random, random.nextInt(200))),
          Bytes.wrap(Seeds.bytes(random, random.nextInt(200))));
      default -> new Evidence.ConflictingCertificates(certificate(random), certificate(random),
          random.nextBoolean() ? pol(random) : null);
    };
  }

  static GuardRecord record(RandomGenerator random) {
    if (random.nextInt(10) == 0) {
      return GuardRecord.EMPTY;
    }
    var pol = random.nextBoolean() ? pol(random) : null;
    long epoch = pol == null ? random.nextLong(100) : pol.epoch();
    long instance = pol == null ? 1 + random.nextLong(1000) : pol.instance();
    int round = (pol == null ? 0 : pol.round()) + random.nextInt(3);
    int step = 1 + random.nextInt(2);
    var prevote = step == 2 && random.nextBoolean() ? null
        : new GuardRecord.Cast(random.nextBoolean() ? BlockRef.NIL : block(random), signature(random));
    var precommit = step == 1 ? null : new GuardRecord.Cast(block(random), signature(random));
    return new GuardRecord(epoch, instance, round, step, prevote, precommit, pol,
        random.nextBoolean() ? certificate(random) : null);
  }

  /** A changed copy: bits flipped, bytes overwritten or inserted, the end cut. */
  static Bytes mutate(Bytes bytes, RandomGenerator random) {
    var out = bytes.toArray();
    for (int times = 1 + random.nextInt(3); times > 0 && out.length > 0; times--) {
      out = change(out, random);
    }
    return Bytes.wrap(out);
  }

  private static byte[] change(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      }
      default -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
    }
    return bytes;
  }
}
