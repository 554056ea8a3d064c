package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/** Votes that a relay passes on together, those of one ballot side by side; 1 to {@value #MAX}. */
public record VoteBundle(List<Vote> votes) implements FinalityMessage {
  /** Most votes of one bundle. */
  public static final int MAX = 256;

  public VoteBundle {
    if (votes.isEmpty() || votes.size() > MAX) {
      throw new IllegalArgumentException("a bundle has 1 to " + MAX + " votes, not " + votes.size());
    }
    votes = votes.stream().collect(Collectors.groupingBy(Vote::ballot, LinkedHashMap::new, Collectors.toList()))
        .values().stream().flatMap(List::stream).toList();
  }

  /** Of its encoding, in bytes. */
  public int size() {
    return 2 + ballots() * (Ballot.SIZE + 2) + votes.size() * (2 + Signers.SIGNATURE);
  }

  private int ballots() {
    int ballots = 0;
    @Nullable Ballot last = null;
    for (var vote : votes) {
      ballots += vote.ballot().equals(last) ? 0 : 1;
      last = vote.ballot();
    }
    return ballots;
  }

  /** u16 number of ballots; for each its signed bytes ‖ u16 count ‖ count × {u16 member ‖ signature}. */
  public Bytes encode(Hash32 chainTag) {
    var out = ByteBuffer.allocate(size()).putShort((short) ballots());
    for (int at = 0; at < votes.size();) {
      var ballot = votes.get(at).ballot();
      ballot.write(out, chainTag);
      int count = out.position();
      out.putShort((short) 0);
      int first = at;
      for (; at < votes.size() && votes.get(at).ballot().equals(ballot); at++) {
        out.putShort((short) votes.get(at).member()).put(votes.get(at).signature().unsafeArray());
      }
      out.putShort(count, (short) (at - first));
    }
    return Bytes.wrap(out.array());
  }

  public static Decoded<VoteBundle> decode(Bytes bytes, Hash32 chainTag) {
    return Wire.decode(bytes, in -> {
      var bundle = read(in, chainTag);
      if (!in.hasRemaining() && !bundle.encode(chainTag).equals(bytes)) {
        throw new Wire.Malformed("a ballot twice");
      }
      return bundle;
    });
  }

  private static VoteBundle read(ByteBuffer in, Hash32 chainTag) throws Wire.Malformed {
    var votes = new ArrayList<Vote>();
    for (int ballots = Short.toUnsignedInt(in.getShort()); ballots > 0; ballots--) {
      var ballot = Ballot.read(in, chainTag);
      int count = Short.toUnsignedInt(in.getShort());
      if (count == 0 || votes.size() + count > MAX) {
        throw new Wire.Malformed("a bundle has 1 to " + MAX + " votes");
      }
      for (int k = 0; k < count; k++) {
        votes.add(new Vote(ballot, Signers.index(in), Wire.bytes(in, Signers.SIGNATURE)));
      }
    }
    if (votes.isEmpty()) {
      throw new Wire.Malformed("an empty bundle");
    }
    return new VoteBundle(votes);
  }
}
