package org.atoll.seth.core;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.ForkSchedule;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.precompile.Natives;
import org.atoll.seth.precompile.Precompiles;
import org.atoll.seth.word.Word;

/** A block as contracts see it, the rules that hold in it, and its words ready to push. Immutable. */
public final class BlockEnv {

  /** Ethereum's blob rules, where blobs are carried at all. */
  public record Blobs(int maxPerTransaction, BigInteger baseFee) {}

  /** Answers whether an account without code and nonce has storage (EIP-7610); no chain of ours has such accounts. */
  @FunctionalInterface
  public interface StorageProbe {
    boolean hasStorage(EvmAddress account);
  }

  static final BlockEnv NONE = new BlockEnv(Fork.FRONTIER, 0, 0, 0, EvmAddress.ZERO, 0, BigInteger.ZERO, Hash32.ZERO,
      FeePolicy.BURN, false, Optional.empty(), account -> false, Precompiles.of(Fork.FRONTIER));

  private final Rules rules;
  private final long number;
  private final long timestampSeconds;
  private final long chainId;
  private final EvmAddress coinbase;
  private final long gasLimit;
  private final BigInteger baseFee;
  private final Hash32 randomness;
  private final FeePolicy fees;
  private final boolean allowsUnprotected;
  private final Optional<Blobs> blobs;
  private final StorageProbe storageProbe;
  private final Precompiles precompiles;
  final long[] coinbaseWord = new long[4];
  final long[] baseFeeWord = new long[4];
  final long[] randomnessWord = new long[4];
  final long[] blobBaseFeeWord = new long[4];

  private BlockEnv(Fork fork, long number, long timestampSeconds, long chainId, EvmAddress coinbase, long gasLimit,
      BigInteger baseFee, Hash32 randomness, FeePolicy fees, boolean allowsUnprotected, Optional<Blobs> blobs,
      StorageProbe storageProbe, Precompiles precompiles) {
    this.rules = Rules.of(fork);
    this.number = number;
    this.timestampSeconds = timestampSeconds;
    this.chainId = chainId;
    this.coinbase = coinbase;
    this.gasLimit = gasLimit;
    this.baseFee = fork.atLeast(Fork.LONDON) ? baseFee : BigInteger.ZERO;
    this.randomness = randomness;
    this.fees = fees;
    this.allowsUnprotected = allowsUnprotected;
    this.blobs = blobs;
    this.storageProbe = storageProbe;
    this.precompiles = precompiles;
    Word.loadShort(coinbaseWord, 0, coinbase.bytes().unsafeArray(), 0, EvmAddress.SIZE);
    Word.set(baseFeeWord, 0, this.baseFee);
    Word.load(randomnessWord, 0, randomness.bytes().unsafeArray(), 0);
    Word.set(blobBaseFeeWord, 0, blobs.map(Blobs::baseFee).orElse(BigInteger.ONE));
  }

  /**
   * Reads the settings {@code evm.forks}, {@code evm.allow_unprotected} and those of {@link FeePolicy}.
   *
   * @throws IllegalArgumentException when one is malformed; the chain does not let such settings pass
   * @throws IllegalStateException when this machine lacks a library the fork needs: better no outcome than another
   *     one than everyone's
   */
  public static BlockEnv of(BlockContext block) {
    var fork = fork(block.settings(), block.height());
    Natives.missing(fork).ifPresent(why -> {
      throw new IllegalStateException(why);
    });
    return new BlockEnv(fork, block.height(), block.timestampSeconds(), block.chainId(), block.feeRecipient(),
        block.gasLimit(), block.baseFee(), block.randomness(), FeePolicy.of(block.settings()),
        "true".equals(block.settings().get("evm.allow_unprotected")), Optional.empty(), account -> false,
        Precompiles.of(fork));
  }

  private static Fork fork(Map<String, String> settings, long height) {
    var text = settings.get("evm.forks");
    return (text == null ? ForkSchedule.DEFAULT : ForkSchedule.parse(text)).at(height);
  }

  /** The same block where blobs are carried and accounts may be stranger than here: for Ethereum's own tests. */
  public BlockEnv asEthereum(Optional<Blobs> carried, StorageProbe probe) {
    return new BlockEnv(rules.fork, number, timestampSeconds, chainId, coinbase, gasLimit, baseFee, randomness, fees,
        true, carried, probe, precompiles);
  }

  /** The same block seen with other figures, as a query may ask. */
  public BlockEnv overridden(long newNumber, long newTime, long newGasLimit, EvmAddress newCoinbase,
      Hash32 newRandomness, BigInteger newBaseFee, Precompiles newPrecompiles) {
    return new BlockEnv(rules.fork, newNumber, newTime, chainId, newCoinbase, newGasLimit, newBaseFee, newRandomness,
        fees, allowsUnprotected, blobs, storageProbe, newPrecompiles);
  }

  Rules rules() {
    return rules;
  }

  public Fork fork() {
    return rules.fork;
  }

  public long number() {
    return number;
  }

  public long timestampSeconds() {
    return timestampSeconds;
  }

  public long chainId() {
    return chainId;
  }

  public EvmAddress coinbase() {
    return coinbase;
  }

  public long gasLimit() {
    return gasLimit;
  }

  public BigInteger baseFee() {
    return baseFee;
  }

  public Hash32 randomness() {
    return randomness;
  }

  public FeePolicy fees() {
    return fees;
  }

  /** Whether legacy transactions that name no chain are valid. */
  public boolean allowsUnprotected() {
    return allowsUnprotected;
  }

  public Optional<Blobs> blobs() {
    return blobs;
  }

  public Precompiles precompiles() {
    return precompiles;
  }

  StorageProbe storageProbe() {
    return storageProbe;
  }
}
