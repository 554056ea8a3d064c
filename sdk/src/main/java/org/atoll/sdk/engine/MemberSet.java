package org.atoll.sdk.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.atoll.sdk.crypto.PublicKey;

/**
 * The members of an epoch in the order of their keys, which numbers them. With W the sum of weights, a quorum is more
 * than two thirds: q = ⌊2W/3⌋ + 1; up to f = W − q may be faulty. Immutable.
 */
public final class MemberSet {
  /** Most members a set may have. */
  public static final int MAX = 512;

  private final List<Member> members;
  private final Map<PublicKey, Integer> indexes;
  private final long totalWeight;

  private MemberSet(List<Member> members) {
    this.members = List.copyOf(members);
    this.indexes = new HashMap<>();
    long sum = 0;
    for (int i = 0; i < members.size(); i++) {
      if (indexes.put(members.get(i).key(), i) != null) {
        throw new IllegalArgumentException("member " + members.get(i).key() + " is listed twice");
      }
      sum = Math.addExact(sum, members.get(i).weight());
    }
    Math.multiplyExact(2, sum); // quorums must not overflow
    this.totalWeight = sum;
  }

  /**
   * In any order.
   *
   * @throws IllegalArgumentException when there are none, too many, or one twice
   */
  public static MemberSet of(List<Member> members) {
    if (members.isEmpty() || members.size() > MAX) {
      throw new IllegalArgumentException("a member set has 1 to " + MAX + " members, not " + members.size());
    }
    var sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparing(Member::key));
    return new MemberSet(sorted);
  }

  public List<Member> members() {
    return members;
  }

  public int size() {
    return members.size();
  }

  public Member get(int index) {
    return members.get(index);
  }

  /** Position of the key; empty when it is no member's. */
  public OptionalInt indexOf(PublicKey key) {
    var index = indexes.get(key);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  public boolean contains(PublicKey key) {
    return indexes.containsKey(key);
  }

  /** W. */
  public long totalWeight() {
    return totalWeight;
  }

  /** q = ⌊2W/3⌋ + 1. */
  public long quorum() {
    return 2 * totalWeight / 3 + 1;
  }

  /** f = W − q. */
  public long faulty() {
    return totalWeight - quorum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemberSet set && members.equals(set.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
