package org.atoll.sdk.testing.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A few validators in virtual time, as simple as can be: blocks need no execution, travel 50 ms, and are final once they
 * are in every head's chain. Epochs have 16 heights and the same members.
 */
final class EngineWorld {
  static final long GENESIS_MILLIS = 1_700_000_000_000L;
  static final Bytes CHAIN_TAG = Sha256.hash("world".getBytes(US_ASCII)).bytes();
  private static final long DELAY_MILLIS = 50;
  private static final int EPOCH_BLOCKS = 16;
  private static final long MAX_TASKS_PER_BLOCK = 20_000;

  private record Task(long atMillis, long order, Runnable work) {}

  final EngineSubject subject;
  final Header genesis;
  final MemberSet members;
  final List<WorldNode> nodes = new ArrayList<>();
  final Map<BlockId, Header> headers = new LinkedHashMap<>();
  /** What the engines said; all must say the same. */
  final Map<BlockId, HeaderVerdict> verdicts = new LinkedHashMap<>();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::atMillis).thenComparingLong(Task::order));
  private long order;
  private long now = GENESIS_MILLIS + 1_234;

  EngineWorld(EngineSubject subject, int size) {
    this.subject = subject;
    var keys = new ArrayList<PublicKey>();
    for (int i = 0; i < size; i++) {
      keys.add(key(i + 1));
    }
    members = MemberSet.of(keys.stream().map(Member::of).toList());
    genesis = new Header(new BlockId(Sha256.hash("genesis".getBytes(US_ASCII)).bytes()), BlockId.NONE, 0,
        GENESIS_MILLIS, keys.getFirst(), Bytes.EMPTY);
    headers.put(genesis.id(), genesis);
    keys.forEach(key -> nodes.add(new WorldNode(this, nodes.size(), key)));
  }

  static PublicKey key(int number) {
    return PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.wrap(ByteBuffer.allocate(32).putInt(28, number).array()))
        .publicKey();
  }

  long now() {
    return now;
  }

  void at(long millis, Runnable work) {
    tasks.add(new Task(Math.max(millis, now), order++, work));
  }

  EpochView epoch(long epoch) {
    var seed = Sha256.hash("atoll/seed/listed".getBytes(US_ASCII), CHAIN_TAG.unsafeArray(),
        ByteBuffer.allocate(8).putLong(epoch).array());
    return new EpochView(epoch, epoch * EPOCH_BLOCKS + 1, (epoch + 1) * EPOCH_BLOCKS, seed, members);
  }

  /** @throws AssertionError when that many blocks do not become final */
  void run(int blocks) {
    for (var node : nodes) {
      node.begin();
      tick(node, now + 137L * node.index());
      hint(node);
    }
    for (long left = blocks * MAX_TASKS_PER_BLOCK; finalHeight() < blocks; left--) {
      var task = tasks.poll();
      if (task == null || left == 0) {
        throw new AssertionError("of " + blocks + " blocks " + finalHeight() + " became final in "
            + (now - GENESIS_MILLIS) / 1_000 + " s with " + nodes.size() + " members");
      }
      now = task.atMillis;
      task.work.run();
    }
  }

  private void tick(WorldNode node, long millis) {
    at(millis, () -> {
      node.tell(new Event.Tick());
      tick(node, millis + 1_000);
    });
  }

  private void hint(WorldNode node) {
    at(now + 500, () -> {
      node.tell(new Event.PoolHint(3, 300));
      hint(node);
    });
  }

  long finalHeight() {
    return nodes.stream().mapToLong(node -> headerOf(node.lastFinal()).height()).min().orElseThrow();
  }

  Header headerOf(BlockId id) {
    var header = headers.get(id);
    if (header == null) {
      throw new AssertionError("there is no block " + id);
    }
    return header;
  }

  /** The block is new: its maker has it, the others will. */
  void publish(Header header, WorldNode maker) {
    headers.put(header.id(), header);
    maker.receive(header, true);
    for (var node : nodes) {
      if (node != maker) {
        at(now + DELAY_MILLIS, () -> node.receive(header, false));
      }
    }
  }

  void judged(Header header, HeaderVerdict verdict) {
    var before = verdicts.putIfAbsent(header.id(), verdict);
    if (before != null && !before.equals(verdict)) {
      throw new AssertionError("block " + header.height() + " is judged " + before + " and " + verdict);
    }
    if (verdict instanceof HeaderVerdict.Reject(var why)) {
      throw new AssertionError("an engine rejects a block of its own kind at height " + header.height() + ": " + why);
    }
  }

  void carry(WorldNode from, WorldNode to, int type, Bytes bytes) {
    at(now + DELAY_MILLIS, () -> to.tell(new Event.PeerMessage(from.key(), type, bytes)));
  }

  /** What all heads have in common is final. */
  void settle() {
    var common = headerOf(nodes.getFirst().head());
    for (var node : nodes) {
      common = commonAncestor(common, headerOf(node.head()));
    }
    var settled = common;
    nodes.forEach(node -> node.finalise(settled));
  }

  private Header commonAncestor(Header one, Header other) {
    while (!one.id().equals(other.id())) {
      if (one.height() >= other.height()) {
        one = headerOf(one.parentId());
      } else {
        other = headerOf(other.parentId());
      }
    }
    return one;
  }

  boolean descends(BlockId id, BlockId from) {
    var header = headerOf(id);
    long height = headerOf(from).height();
    while (header.height() > height) {
      header = headerOf(header.parentId());
    }
    return header.id().equals(from);
  }

  static Hash32 idOf(Bytes... parts) {
    var all = Bytes.EMPTY;
    for (var part : parts) {
      all = all.concat(part);
    }
    return Sha256.hash(all);
  }
}
