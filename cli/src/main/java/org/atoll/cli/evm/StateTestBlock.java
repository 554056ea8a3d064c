package org.atoll.cli.evm;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.core.BlockEnv;
import org.atoll.validator.state.StateLayer;

/** The block a case runs in, as the machine takes it. */
final class StateTestBlock {
  private static final BigInteger TEN = BigInteger.TEN;
  private static final long CANCUN_FRACTION = 3_338_477;
  private static final long PRAGUE_FRACTION = 5_007_716;
  private static final int CANCUN_BLOBS = 6;
  private static final int PRAGUE_BLOBS = 9;
  private static final int OSAKA_BLOBS = 6; // EIP-7594, of one transaction

  private StateTestBlock() {}

  static BlockEnv of(StateTestCase which, StateLayer pre) throws BadStateTest {
    var env = which.test().env();
    var fork = which.fork();
    var difficulty = Fields.number(env, "currentDifficulty", BigInteger.ZERO);
    var randomness = fork.atLeast(Fork.PARIS) ? Fields.number(env, "currentRandom", difficulty) : difficulty;
    var chainId = Fields.number(which.test().config(), "chainid", BigInteger.ONE);
    var number = bounded(Fields.number(env, "currentNumber"), "currentNumber");
    var coinbase = Fields.address(Fields.required(env, "currentCoinbase").asText());
    var gasLimit = Fields.number(env, "currentGasLimit").min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    var baseFee = Fields.number(env, "currentBaseFee", TEN);
    if (baseFee.bitLength() > 256) {
      throw new BadStateTest("currentBaseFee has more than 256 bits");
    }
    var random = new Hash32(Fields.word(randomness));
    var block = BlockEnv.of(new BlockContext(number, 0, bounded(chainId, "chainid"), Bytes.EMPTY, coinbase, gasLimit,
        baseFee, random, 0, BlockId.NONE, Map.of("evm.forks", fork.id() + ":0")));
    var time = Fields.number(env, "currentTimestamp");
    if (time.bitLength() > 64) {
      throw new BadStateTest("currentTimestamp has more than 64 bits");
    }
    return block.overridden(number, time.longValue(), gasLimit, coinbase, random, baseFee, block.precompiles())
        .asEthereum(blobs(which), account -> {
          var storage = EvmState.storageOf(account).bytes();
          return !pre.entries(storage, storage, 1).isEmpty();
        });
  }

  private static long bounded(BigInteger number, String name) throws BadStateTest {
    if (number.bitLength() > 63) {
      throw new BadStateTest(name + " has more than 63 bits");
    }
    return number.longValue();
  }

  private static Optional<BlockEnv.Blobs> blobs(StateTestCase which) throws BadStateTest {
    var fork = which.fork();
    if (!fork.atLeast(Fork.CANCUN)) {
      return Optional.empty();
    }
    boolean prague = fork.atLeast(Fork.PRAGUE);
    var schedule = which.test().config().path("blobSchedule").path(which.forkName());
    var usual = BigInteger.valueOf(prague ? PRAGUE_BLOBS : CANCUN_BLOBS);
    long most = bounded(Fields.number(schedule, "max", usual), "max");
    var fraction = Fields.number(schedule, "baseFeeUpdateFraction",
        BigInteger.valueOf(prague ? PRAGUE_FRACTION : CANCUN_FRACTION));
    if (fork.atLeast(Fork.OSAKA)) {
      most = Math.min(most, OSAKA_BLOBS);
    }
    var excess = Fields.number(which.test().env(), "currentExcessBlobGas", BigInteger.ZERO);
    return Optional.of(new BlockEnv.Blobs((int) Math.min(most, Integer.MAX_VALUE), blobBaseFee(excess, fraction)));
  }

  /** EIP-4844's fake_exponential(1, excess, fraction), cut at 256 bits. */
  private static BigInteger blobBaseFee(BigInteger excess, BigInteger fraction) throws BadStateTest {
    if (excess.bitLength() > 64 || fraction.signum() == 0) {
      throw new BadStateTest("currentExcessBlobGas has more than 64 bits");
    }
    var most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    if (excess.divide(fraction).bitLength() > 10) {
      return most; // e^1024 has 1 478 bits
    }
    var output = BigInteger.ZERO;
    var term = fraction;
    for (long i = 1; term.signum() > 0; i++) {
      output = output.add(term);
      term = term.multiply(excess).divide(fraction.multiply(BigInteger.valueOf(i)));
    }
    return output.divide(fraction).min(most);
  }
}
