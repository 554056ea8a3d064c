package org.atoll.validator;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.mempool.core.SenderRules;
import org.atoll.validator.peer.core.Release;

/**
 * @param engineKeys keys of engines that run as processes of their own and dial in; empty: the engine runs in this process
 * @param network how it is linked with others; empty: not at all
 * @param folder data, pool and run folders lie here
 * @param key signs blocks
 * @param blockTimeMillis engine dev: time between blocks; 0: on demand
 * @param automine engine dev: whether a waiting batch brings a block at once
 * @param waitMined whether a submission is answered when its block is there
 * @param historyBlocks heights whose state can be read
 * @param operator what the one who runs it decides
 * @param suggestedTip wei per gas that wallets are told to offer
 * @param software as {@code web3_clientVersion} shows it
 */
public record ValidatorConfig(Path folder, Genesis genesis, PrivateKey key, Optional<NetworkConfig> network,
    Set<PublicKey> engineKeys, long blockTimeMillis, boolean automine, boolean waitMined, long historyBlocks,
    long cacheBytes, PoolLimits pool, Operator operator, BigInteger suggestedTip,
    String software) {
  public ValidatorConfig {
    engineKeys = Set.copyOf(engineKeys);
  }

  /**
   * What is for the one who runs the node to decide.
   *
   * @param senders whose batches are taken at first
   * @param loss what to do when it is not known what the key has signed
   */
  public record Operator(SenderRules senders, MemberGuards.Loss loss) {
    public static final Operator USUAL = new Operator(SenderRules.ALL, MemberGuards.Loss.ABSTAIN);
  }

  /** Empty when the software's name has none. */
  Optional<Release> release() {
    int version = software.indexOf("/v");
    return version < 0 ? Optional.empty() : Release.parse(software.substring(version + 2));
  }

  /** Of a node that takes batches of everybody. */
  public ValidatorConfig(Path folder, Genesis genesis, PrivateKey key, Optional<NetworkConfig> network,
      Set<PublicKey> engineKeys, long blockTimeMillis, boolean automine, boolean waitMined, long historyBlocks,
      long cacheBytes, PoolLimits pool, BigInteger suggestedTip, String software) {
    this(folder, genesis, key, network, engineKeys, blockTimeMillis, automine, waitMined, historyBlocks, cacheBytes, pool,
        Operator.USUAL, suggestedTip, software);
  }

  /** Of a node whose engine runs in its own process. */
  public ValidatorConfig(Path folder, Genesis genesis, PrivateKey key, Optional<NetworkConfig> network,
      long blockTimeMillis, boolean automine, boolean waitMined, long historyBlocks, long cacheBytes, PoolLimits pool,
      BigInteger suggestedTip, String software) {
    this(folder, genesis, key, network, Set.of(), blockTimeMillis, automine, waitMined, historyBlocks, cacheBytes, pool,
        Operator.USUAL, suggestedTip, software);
  }

  /** Of a node that is linked with nobody. */
  public ValidatorConfig(Path folder, Genesis genesis, PrivateKey key, long blockTimeMillis, boolean automine,
      boolean waitMined, long historyBlocks, long cacheBytes, PoolLimits pool, BigInteger suggestedTip,
      String software) {
    this(folder, genesis, key, Optional.empty(), Set.of(), blockTimeMillis, automine, waitMined, historyBlocks,
        cacheBytes, pool, Operator.USUAL, suggestedTip, software);
  }
}
