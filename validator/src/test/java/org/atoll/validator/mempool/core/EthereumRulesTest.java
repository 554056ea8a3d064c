package org.atoll.validator.mempool.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.validator.testing.Batches.GWEI;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.testing.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts as in go-ethereum: libraries match them. */
final class EthereumRulesTest {
  private static final Authorization AUTHORIZATION = new Authorization(BigInteger.ONE, EvmAddress.ZERO, 0, 0,
      BigInteger.ONE, BigInteger.ONE);

  /** A transaction with one thing or another changed. */
  private static final class Draft {
    private int type = 2;
    private Optional<BigInteger> chainId = Optional.of(BigInteger.valueOf(Batches.CHAIN_ID));
    private long nonce;
    private BigInteger tip = GWEI;
    private BigInteger cap = GWEI.multiply(BigInteger.TWO);
    private long gas = 100_000;
    private Optional<EvmAddress> to = Optional.of(EvmAddress.ZERO);
    private Bytes data = Bytes.EMPTY;
    private List<Authorization> authorizations = List.of();

    EthereumTransaction make() {
      return new EthereumTransaction(type, chainId, nonce, tip, cap, gas, to, BigInteger.ONE, data, List.of(),
          authorizations, BigInteger.ZERO, List.of(), BigInteger.ZERO, 0, BigInteger.ONE, BigInteger.ONE);
    }

    Draft type(int value) {
      type = value;
      return this;
    }

    Draft chainId(Optional<BigInteger> value) {
      chainId = value;
      return this;
    }

    Draft nonce(long value) {
      nonce = value;
      return this;
    }

    Draft fees(long tipWei, long capWei) {
      tip = BigInteger.valueOf(tipWei);
      cap = BigInteger.valueOf(capWei);
      return this;
    }

    Draft gas(long value) {
      gas = value;
      return this;
    }

    Draft create(Bytes code) {
      to = Optional.empty();
      data = code;
      return this;
    }

    Draft data(Bytes value) {
      data = value;
      return this;
    }

    Draft authorizations(List<Authorization> value) {
      authorizations = value;
      return this;
    }
  }

  private static PoolRules rules(Fork fork, boolean free, long minTip, boolean unprotected) {
    return new PoolRules(Batches.CHAIN_ID, 10, fork, free ? BigInteger.ZERO : GWEI, 30_000_000, free,
        BigInteger.valueOf(minTip), unprotected);
  }

  private static final PoolRules PRICED = rules(Fork.OSAKA, false, 0, false);
  private static final PoolRules FREE = rules(Fork.OSAKA, true, 0, false);

  private static Optional<String> refusal(Draft draft, PoolRules rules) {
    return EthereumRules.refuse(draft.make(), rules).map(found -> {
      assertThat(found.code()).isEqualTo(-32_000);
      assertThat(found.name()).as("Ethereum's own conditions carry no data").isEmpty();
      return found.message();
    });
  }

  @Test
  void aGoodOnePasses() {
    assertThat(refusal(new Draft(), PRICED)).isEmpty();
    assertThat(refusal(new Draft(), FREE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, FRONTIER, ''", "1, BERLIN, ''", "1, ISTANBUL, transaction type not supported", "2, LONDON, ''",
      "2, BERLIN, transaction type not supported", "4, PRAGUE, ''", "4, CANCUN, transaction type not supported",
      "3, OSAKA, transaction type not supported: this chain carries no blobs"})
  void typesComeWithForks(int type, Fork fork, String text) {
    var draft = new Draft().type(type).authorizations(type == 4 ? List.of(AUTHORIZATION) : List.of())
        .fees(GWEI.longValue(), GWEI.longValue());

    assertThat(refusal(draft, rules(fork, false, 0, false)).orElse("")).isEqualTo(text);
  }

  @Test
  void chainId() {
    assertThat(refusal(new Draft().chainId(Optional.of(BigInteger.TEN)), PRICED)).contains(
        "invalid chain id for signer: have 10 want 31337");
    var unprotected = new Draft().type(0).chainId(Optional.empty());
    assertThat(refusal(unprotected, PRICED)).contains("only replay-protected (EIP-155) transactions allowed over RPC");
    assertThat(refusal(unprotected, rules(Fork.OSAKA, false, 0, true))).isEmpty();
  }

  @Test
  void feesMustMakeSenseEvenWhereGasIsFree() {
    for (var rules : List.of(PRICED, FREE)) {
      assertThat(refusal(new Draft().fees(3, 2), rules)).contains("max priority fee per gas higher than max fee per gas: "
          + "maxPriorityFeePerGas: 3, maxFeePerGas: 2");
    }
  }

  @Test
  void feesMustBePaidWhereGasIsNotFree() {
    assertThat(refusal(new Draft().fees(0, 999_999_999), PRICED)).contains(
        "max fee per gas less than block base fee: maxFeePerGas: 999999999, baseFee: 1000000000");
    assertThat(refusal(new Draft().fees(0, 1_000_000_000), PRICED)).isEmpty();
    assertThat(refusal(new Draft().fees(0, 0), FREE)).isEmpty();
  }

  @Test
  void theTipIsWhatIsLeftAboveTheBaseFee() {
    var demanding = rules(Fork.OSAKA, false, 7, false);
    assertThat(refusal(new Draft().fees(10, 1_000_000_006), demanding)).contains(
        "transaction underpriced: tip needed 7");
    assertThat(refusal(new Draft().fees(6, 2_000_000_000), demanding)).contains("transaction underpriced: tip needed 7");
    assertThat(refusal(new Draft().fees(10, 1_000_000_007), demanding)).isEmpty();
  }

  @Test
  void gas() {
    assertThat(refusal(new Draft().gas(30_000_001), PRICED)).contains("exceeds block gas limit");
    assertThat(refusal(new Draft().gas(-1), PRICED)).as("2^64 - 1").contains("exceeds block gas limit");
    assertThat(refusal(new Draft().gas(16_777_217), PRICED)).contains(
        "transaction gas limit too high (cap: 16777216, tx: 16777217)");
    assertThat(refusal(new Draft().gas(16_777_216), PRICED)).isEmpty();
    assertThat(refusal(new Draft().gas(30_000_000), rules(Fork.PRAGUE, false, 0, false))).isEmpty();
    assertThat(refusal(new Draft().gas(20_999), PRICED)).contains("intrinsic gas too low: gas 20999, minimum needed 21000");
    assertThat(refusal(new Draft().gas(21_000), PRICED)).isEmpty();
  }

  @Test
  void dataHasAFloor() {
    var data = new Draft().data(Bytes.fromHex("ff".repeat(100))); // 21 000 + 1 600; floor 21 000 + 4 000
    assertThat(refusal(data.gas(22_599), PRICED)).contains("intrinsic gas too low: gas 22599, minimum needed 22600");
    assertThat(refusal(data.gas(24_999), PRICED)).contains(
        "insufficient gas for floor data gas cost: gas 24999, minimum needed 25000");
    assertThat(refusal(data.gas(24_999), rules(Fork.CANCUN, false, 0, false))).isEmpty();
    assertThat(refusal(data.gas(25_000), PRICED)).isEmpty();
  }

  @Test
  void initCodeIsBounded() {
    var code = Bytes.wrap(new byte[49_153]);
    var draft = new Draft().create(code).gas(10_000_000);
    assertThat(refusal(draft, PRICED)).contains("max initcode size exceeded: code size 49153, limit 49152");
    assertThat(refusal(draft, rules(Fork.PARIS, false, 0, false))).isEmpty();
    assertThat(refusal(new Draft().create(Bytes.wrap(new byte[49_152])).gas(10_000_000), PRICED)).isEmpty();
  }

  @Test
  void setCodeNeedsATargetAndAuthorizations() {
    assertThat(refusal(new Draft().type(4), PRICED)).contains("EIP-7702 transaction with empty auth list");
    assertThat(refusal(new Draft().type(4).authorizations(List.of(AUTHORIZATION)), PRICED)).isEmpty();
    assertThat(refusal(new Draft().type(4).authorizations(List.of(AUTHORIZATION)).gas(45_999), PRICED)).contains(
        "intrinsic gas too low: gas 45999, minimum needed 46000");
  }

  @Test
  void theLastNonceIsNeverUsed() {
    assertThat(refusal(new Draft().nonce(-1), PRICED)).contains("nonce has max value");
    assertThat(refusal(new Draft().nonce(-2), PRICED)).isEmpty();
  }

  @Test
  void theFirstBrokenRuleAnswers() {
    var all = new Draft().chainId(Optional.of(BigInteger.TEN)).fees(3, 2).gas(1).nonce(-1);
    assertThat(refusal(all, PRICED)).map(text -> text.substring(0, 16)).contains("invalid chain id");
    assertThat(refusal(all.chainId(Optional.of(BigInteger.valueOf(31_337))), PRICED)).map(text -> text.substring(0, 16))
        .contains("max priority fee");
  }

  @Test
  void refusalsAreFinal() {
    assertThat(EthereumRules.refuse(new Draft().gas(1).make(), PRICED)).map(Refusal::retry).contains(false);
  }
}
