package org.atoll.simulator.atoll;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.value.Hash32;
import org.atoll.simulator.core.world.Cluster;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.simulator.core.world.Wire;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.settings.ConsensusEntry;

/** Validators of one chain, with what they share. One thread. */
final class AtollCluster implements Cluster {
  private final long seed;
  private final ConsensusEntry entry;
  private final Supplier<Engine> engines;
  private final Costs costs;
  private final List<PublicKey> keys;
  private final Map<PublicKey, Integer> numbers = new HashMap<>(); // never iterated
  private final Ledger ledger;
  private final Hash32 chainTag;
  private final AtollWire wire;

  /**
   * CPU time of a node's execution.
   *
   * @param blockMicros of each block
   * @param transactionMicros of each transaction, besides
   */
  record Costs(long blockMicros, long transactionMicros) {}

  /** @param keys by number of the node */
  AtollCluster(long seed, ConsensusEntry entry, List<PublicKey> keys, Supplier<Engine> engines, Costs costs,
      long epochMillis) {
    this.seed = seed;
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
  public Object transaction(long number, SplittableRandom random) {
    return Workload.batch(seed, number, random);
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

  Ledger ledger() {
    return ledger;
  }

  PublicKey key(int node) {
    return keys.get(node);
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
