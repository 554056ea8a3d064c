package org.atoll.simulator.atoll;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.world.Cluster;
import org.atoll.simulator.run.ClusterSetup;
import org.atoll.simulator.run.Protocol;
import org.atoll.simulator.scenario.BadScenario;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.ForkTree;
import org.atoll.validator.forks.core.TreeView;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.ConsensusEntry.SealScope;
import org.atoll.validator.settings.Epochs;

/**
 * Validators as they are, with an engine from the class path. A scenario's {@code params} are the engine's, but for
 * {@code epochBlocks}, {@code producers} (the first so many nodes are; the others follow), {@code block_us} and {@code transaction_us}
 * (CPU time of execution), and those of the finality overlay.
 */
public final class AtollProtocol implements Protocol {
  private static final long EPOCH_BLOCKS = 840;
  private static final long BLOCK_MICROS = 1_000;
  private static final long TRANSACTION_MICROS = 50;
  private static final Set<String> OVERLAY = Set.of("proposeMs", "voteMs", "stepMs", "maxTimeoutMs", "rebroadcastMs",
      "maxLagBlocks", "seenBlocks", "minMembers", "evidenceEpochs", "relays");

  @Override
  public String name() {
    return "atoll";
  }

  @Override
  public Cluster cluster(ClusterSetup setup) {
    var provider = provider(setup.engine());
    var params = new TreeMap<String, Long>();
    var overlay = new TreeMap<String, Long>();
    setup.params().forEach((name, value) -> (OVERLAY.contains(name) ? overlay : params).put(name, number(name, value)));
    int producers = Math.toIntExact(Math.clamp(take(params, "producers", setup.nodes()), 0, Integer.MAX_VALUE));
    if (producers < 1 || producers > setup.nodes()) {
      throw new BadScenario("params.producers must be 1 to the number of nodes, " + setup.nodes());
    }
    overlay.putIfAbsent("minMembers", (long) Math.min(producers, 4));
    long epochBlocks = take(params, "epochBlocks", EPOCH_BLOCKS);
    var costs = new AtollCluster.Costs(take(params, "block_us", BLOCK_MICROS),
        take(params, "transaction_us", TRANSACTION_MICROS));
    long seed = setup.random().seed();
    var keys = IntStream.range(0, setup.nodes()).mapToObj(node -> FakeKeys.key(seed, node)).toList();
    try {
      var entry = new ConsensusEntry(provider.name(), provider.version(), members(keys.subList(0, producers)), epochBlocks,
          SealScope.TIMESTAMP, params, overlay);
      var cluster = new AtollCluster(seed, entry, keys, provider::create, costs,
          setup.peering(), setup.epochMillis());
      tryParams(cluster, provider, setup.epochMillis());
      return cluster;
    } catch (IllegalArgumentException wrong) {
      throw new BadScenario("params: " + wrong.getMessage());
    }
  }

  private static MemberSet members(List<PublicKey> keys) {
    return MemberSet.of(keys.stream().map(Member::of).toList());
  }

  private static EngineProvider provider(String name) {
    var all = new TreeMap<String, EngineProvider>();
    ServiceLoader.load(EngineProvider.class, AtollProtocol.class.getClassLoader())
        .forEach(each -> all.put(each.name(), each));
    var found = all.get(name);
    if (found == null) {
      throw new BadScenario("engine: there is no " + name + "; there are " + all.keySet());
    }
    return found;
  }

  private static long number(String name, Object value) {
    if (!(value instanceof Long number)) {
      throw new BadScenario("params." + name + " is a whole number, not " + value);
    }
    return number;
  }

  private static long take(Map<String, Long> params, String name, long otherwise) {
    var value = params.remove(name);
    return value == null ? otherwise : value;
  }

  /** Engines refuse wrong parameters when they begin: better now than as a chain that never grows. */
  private static void tryParams(AtollCluster cluster, EngineProvider provider, long nowMillis) {
    var genesis = cluster.ledger().genesis();
    var tree = new ForkTree(genesis.sealed());
    var finals = new FinalHeaders(new Nothing());
    finals.add(genesis.block().signed());
    var view = new TreeView(tree, finals, new Epochs(cluster.entry(), cluster.chainTag().bytes()), genesis.id(),
        genesis.id(), 0);
    provider.create().init(new InitContext(genesis.block().engineHeader(), cluster.chainTag().bytes(),
        cluster.entry().engineParams(), cluster.key(0), Bytes.EMPTY), nowMillis, view);
  }

  private static final class Nothing implements FinalHeaders.Archive {
    @Override
    public java.util.Optional<SignedHeader> header(long height) {
      return java.util.Optional.empty();
    }

    @Override
    public java.util.Optional<Long> heightOf(BlockId id) {
      return java.util.Optional.empty();
    }
  }
}
