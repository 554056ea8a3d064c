package org.atoll.sdk.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

class PaddedTreeTest {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  @Test
  void noLeavesGiveZeros() {
    assertThat(PaddedTree.root(List.of())).isEqualTo(Hash32.ZERO);
  }

  @Test
  void oneLeafIsItsOwnRoot() {
    assertThat(PaddedTree.root(List.of(Bytes.fromHex("aa")))).isEqualTo(leaf(0xaa));
  }

  @Test
  void missingLeavesAreZeros() {
    var root = PaddedTree.root(List.of(Bytes.fromHex("01"), Bytes.fromHex("02"), Bytes.fromHex("03")));
    assertThat(root).isEqualTo(node(node(leaf(1), leaf(2)), node(leaf(3), Hash32.ZERO)));
  }

  @Test
  void missingSubtreesAreTreesOfZeros() {
    var leaves = new ArrayList<Bytes>();
    for (int i = 1; i <= 5; i++) {
      leaves.add(Bytes.copyOf((byte) i));
    }
    var zeros = node(Hash32.ZERO, Hash32.ZERO);
    var expected = node(node(node(leaf(1), leaf(2)), node(leaf(3), leaf(4))),
        node(node(leaf(5), Hash32.ZERO), zeros));
    assertThat(PaddedTree.root(leaves)).isEqualTo(expected);
  }

  private static Hash32 leaf(int data) {
    return Sha256.hash(LEAF, new byte[] {(byte) data});
  }

  private static Hash32 node(Hash32 left, Hash32 right) {
    return Sha256.hash(NODE, left.bytes().unsafeArray(), right.bytes().unsafeArray());
  }
}
