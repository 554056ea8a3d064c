package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.SealGuard.Scope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** V2. */
class SealGuardTest {
  private static final Bytes ONE = Bytes.fromHex("01");
  private static final Bytes OTHER = Bytes.fromHex("02");
  private static final Bytes DRAFT = Bytes.fromHex("d0d0");

  private Fakes.MemoryGuardStore store;
  private SealGuard guard;

  @BeforeEach
  void newKey() {
    store = new Fakes.MemoryGuardStore();
    SealGuard.create(store);
    guard = open();
  }

  private SealGuard open() {
    return SealGuard.open(Fakes.signer(0), store, 0);
  }

  @Test
  void oneScopeGetsOneSeal() {
    var first = guard.seal(new Scope(0, 10), ONE, DRAFT);
    assertThat(first).isInstanceOf(Signed.Ok.class);
    guard = open();
    assertThat(guard.seal(new Scope(0, 10), ONE, DRAFT)).isEqualTo(first);
    assertThat(guard.seal(new Scope(0, 10), OTHER, DRAFT)).isInstanceOf(Signed.Refused.class);
    assertThat(guard.last().orElseThrow().draft()).isEqualTo(DRAFT);
    assertThat(guard.last().orElseThrow().signature()).isEqualTo(((Signed.Ok) first).signature());
  }

  @Test
  void scopesOnlyRise() {
    guard.seal(new Scope(1, 10), ONE, DRAFT);
    assertThat(guard.seal(new Scope(1, 9), OTHER, DRAFT)).isInstanceOf(Signed.Refused.class);
    assertThat(guard.seal(new Scope(0, 11), OTHER, DRAFT)).isInstanceOf(Signed.Refused.class);
    assertThat(guard.seal(new Scope(1, 11), OTHER, DRAFT)).isInstanceOf(Signed.Ok.class);
    assertThat(guard.seal(new Scope(2, 1), OTHER, DRAFT)).as("a new entry").isInstanceOf(Signed.Ok.class);
  }

  @Test
  void aLostGuardSealsOnlyAboveItsFloor() {
    guard = SealGuard.open(Fakes.signer(0), new Fakes.MemoryGuardStore(), 0);
    assertThat(guard.lost()).isTrue();
    assertThat(guard.seal(new Scope(0, 10), ONE, DRAFT)).isInstanceOf(Signed.Refused.class);
    guard.resumeAbove(new Scope(0, 10));
    assertThat(guard.seal(new Scope(0, 10), ONE, DRAFT)).isInstanceOf(Signed.Refused.class);
    assertThat(guard.seal(new Scope(0, 11), ONE, DRAFT)).isInstanceOf(Signed.Ok.class);
    assertThat(SealGuard.open(Fakes.signer(0), store, guard.sequence() + 5).lost()).isTrue();
  }

  @Test
  void crashesAroundWritesNeverGiveTwoSealsAtOneScope() {
    var total = new AtomicInteger();
    forEachSeed(2_000, random -> {
      newKey();
      var released = new HashMap<Scope, Bytes>();
      for (int k = 0; k < 40; k++) {
        if (random.nextInt(3) == 0) {
          store.crashIn = 1;
          store.kept = random.nextInt(3) == 0 ? -1 : random.nextInt(200);
        }
        var scope = new Scope(random.nextInt(2), random.nextInt(12));
        try {
          if (guard.seal(scope, Bytes.copyOf((byte) random.nextInt(3)), Bytes.wrap(Seeds.bytes(random, 20)))
              instanceof Signed.Ok(var signature)) {
            var earlier = released.putIfAbsent(scope, signature);
            assertThat(earlier == null || earlier.equals(signature)).isTrue();
          }
        } catch (Fakes.Crash power) {
          store.crashIn = 0;
          guard = open();
          assertThat(guard.lost()).isFalse();
        }
      }
      total.addAndGet(released.size());
    });
    assertThat(total.get()).isGreaterThan(2_000);
  }
}
