package org.atoll.simulator.atoll;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.simulator.core.world.Cluster;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.simulator.core.world.Wire;
import org.atoll.simulator.scenario.PeeringSpec;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.settings.ConsensusEntry;

/** Validators of one chain, with what they share. One thread. */
final class AtollCluster implements Cluster {
  private final ConsensusEntry entry;
  private final Supplier<Engine> engines;
  private final Costs costs;
  private final List<PublicKey> keys;
  private final Map<PublicKey, Integer> numbers = new HashMap<>(); // never iterated
  private final Ledger ledger;
  private final Hash32 chainTag;
  private final AtollWire wire;
  private final Workload workload;
  private final SlotTurns turns;
  private final PeeringSetup peering;
  private final Map<Bytes, Bytes> shared = new HashMap<>(); // never iterated

  /**
   * CPU time of a node's execution.
   *
   * @param blockMicros of each block
   * @param transactionMicros of each transaction, besides
   */
  record Costs(long blockMicros, long transactionMicros) {}

  /** @param keys by number of the node */
  AtollCluster(long seed, ConsensusEntry entry, List<PublicKey> keys, Supplier<Engine> engines, Costs costs,
      PeeringSpec peering, long epochMillis) {
    this.peering = new PeeringSetup(peering, keys);
    this.entry = entry;
    this.engines = engines;
    this.costs = costs;
    this.keys = List.copyOf(keys);
    for (int node = 0; node < keys.size(); node++) {
      numbers.put(keys.get(node), node);
    }
    ledger = new Ledger(entry, epochMillis);
    chainTag = new Hash32(Sha256.hash("atoll/chain/1".getBytes(US_ASCII),
        ByteBuffer.allocate(Long.BYTES).putLong(Ledger.CHAIN_ID).array(),
        ledger.genesis().id().bytes().unsafeArray()).bytes());
    wire = new AtollWire(this);
    workload = new Workload(seed, ledger.genesis());
    turns = new SlotTurns(this, entry);
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public SimNode node(NodeContext context) {
    return new AtollNode(this, context);
  }

  @Override
  public boolean connectsItself() {
    return true;
  }

  @Override
  public long[] weights(int nodes) {
    return IntStream.range(0, nodes).mapToLong(node -> isMember(node) ? 1 : 0).toArray();
  }

  @Override
  public Object transaction(long number, SplittableRandom random) {
    return workload.batch(number, random);
  }

  ChainRules rules(int node) {
    return ChainRules.of(Ledger.CHAIN_ID, chainTag, keys.get(node), entry).withSignatures(FakeKeys::verify);
  }

  ConsensusEntry entry() {
    return entry;
  }

  Hash32 chainTag() {
    return chainTag;
  }

  Supplier<Engine> engines() {
    return engines;
  }

  Costs costs() {
    return costs;
  }

  PeeringSetup peering() {
    return peering;
  }

  SlotTurns turns() {
    return turns;
  }

  Ledger ledger() {
    return ledger;
  }

  /** One of all equal values. */
  Bytes shared(Bytes value) {
    var before = shared.putIfAbsent(value, value);
    return before == null ? value : before;
  }

  PublicKey key(int node) {
    return keys.get(node);
  }

  /** Whether the node votes and makes blocks. */
  boolean isMember(int node) {
    return entry.members().contains(keys.get(node));
  }

  /** Number of the node with that key. */
  int number(PublicKey key) {
    var number = numbers.get(key);
    if (number == null) {
      throw new IllegalArgumentException("no node has the key " + key);
    }
    return number;
  }

  /** Number of the node that is this member; the set is the same in every epoch. */
  int ofMember(int member) {
    return number(entry.members().get(member).key());
  }
}
