package org.atoll.validator.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.chain.MemberGuards.Loss;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.finality.core.GuardStore;
import org.atoll.validator.finality.core.Signed;
import org.atoll.validator.finality.core.Signer;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.ConsensusEntry.SealScope;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

/** The guards of a key whose folder is empty. */
class MemberGuardsTest {
  private static final PrivateKey KEY = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SplittableRandom(1));
  private static final long NOW = 1_000_000;

  private static final class Slots implements GuardStore {
    private final Bytes[] slots = {Bytes.EMPTY, Bytes.EMPTY};

    @Override
    public Bytes read(int slot) {
      return slots[slot];
    }

    @Override
    public void write(int slot, Bytes content) {
      slots[slot] = content;
    }
  }

  private static MemberGuards open(SealScope scope, Loss loss) {
    var entry = new ConsensusEntry("dpos", "1.0", MemberSet.of(List.of(Member.of(KEY.publicKey()))), 64, scope, Map.of(),
        Map.of("minMembers", 1L));
    return MemberGuards.open(Signer.of(KEY), Signatures::verify,
        ChainRules.of(Batches.CHAIN_ID, Hash32.ZERO, KEY.publicKey(), entry),
        new MemberGuards.Stores(new Slots(), new Slots()), new MemberGuards.Start(0, 0, false, loss, NOW));
  }

  private static boolean seals(MemberGuards guards, long timestampMillis) {
    var draft = Blocks.block(1, Blocks.genesis().id(), timestampMillis, List.of()).signed();
    return guards.seal(draft, List.of()) instanceof Signed.Ok;
  }

  @Test
  void withoutAWordItAbstains() {
    var guards = open(SealScope.HEIGHT, Loss.ABSTAIN);

    assertThat(guards.lostVotes()).isTrue();
    assertThat(guards.lostSeals()).isTrue();
    assertThat(guards.votes().abstains(1_000)).isTrue();
    assertThat(seals(guards, NOW)).isFalse();
  }

  @Test
  void anOperatorsWordEndsThat() {
    var guards = open(SealScope.HEIGHT, Loss.ACCEPT);

    assertThat(guards.lostVotes()).isTrue();
    assertThat(guards.votes().abstains(1)).isFalse();
    assertThat(seals(guards, NOW)).isTrue();
  }

  @Test
  void slotsThatMayBeSealedPassAnyhow() {
    var guards = open(SealScope.TIMESTAMP, Loss.ACCEPT);

    assertThat(seals(guards, NOW + 1_000)).isFalse();
    assertThat(seals(guards, NOW + 1_001)).isTrue();
    var careful = open(SealScope.TIMESTAMP, Loss.ABSTAIN);
    assertThat(seals(careful, NOW + 60_000)).isFalse();
    assertThat(seals(careful, NOW + 60_001)).isTrue();
  }
}
