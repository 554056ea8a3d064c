package org.atoll.validator.mempool.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.validator.testing.Batches.intkey;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.FakeHead;
import org.junit.jupiter.api.Test;

final class NativeRulesTest {
  private static final int WINDOW = 65_536;
  private static final BlockId BLOCK_7 = new BlockId(Bytes.fromHex("77".repeat(32)));
  private static final BlockId OTHER = new BlockId(Bytes.fromHex("88".repeat(32)));

  private final FakeHead head = new FakeHead().block(7, BLOCK_7);

  private Optional<Refusal> refuse(Batches.Native transaction) {
    var rules = new PoolRules(Batches.CHAIN_ID, 10, Fork.OSAKA, BigInteger.ZERO, 1, true, BigInteger.ZERO, false);
    return NativeRules.refuse(transaction.batch(), rules, head, id -> false, WINDOW);
  }

  private void expect(Batches.Native transaction, String name, String message) {
    var refusal = refuse(transaction).orElseThrow();
    assertThat(refusal.name()).isEqualTo(name);
    assertThat(refusal.message()).isEqualTo(message);
    assertThat(refusal.hint()).isNotEmpty();
  }

  @Test
  void aGoodOnePasses() {
    assertThat(refuse(intkey(1))).isEmpty();
    assertThat(refuse(intkey(1).reference(7, BLOCK_7))).isEmpty();
  }

  @Test
  void anotherChains() {
    expect(intkey(1).chainId(5), "WRONG_CHAIN", "transaction is for chain 5, this is 31337");
  }

  @Test
  void expiryIsTheLastHeight() {
    expect(intkey(1).expiry(9), "EXPIRED", "transaction expired at height 9, the next block is 10");
    assertThat(refuse(intkey(1).expiry(10))).isEmpty();
    assertThat(refuse(intkey(1).expiry(10 + WINDOW))).isEmpty();
    expect(intkey(1).expiry(11 + WINDOW), "EXPIRY_TOO_FAR", "expiry height 65547 is more than 65536 blocks ahead");
  }

  @Test
  void theReferenceBlockIsOnThisChain() {
    expect(intkey(1).reference(7, OTHER), "STALE_REFERENCE", "reference block 7 is not on this chain");
    expect(intkey(1).reference(8, BLOCK_7), "STALE_REFERENCE", "reference block 8 is not on this chain");
  }
}
