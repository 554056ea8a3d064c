package org.atoll.dpos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo.Capability;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

/** Four members, slots of 3 s, a chain the test grows by hand. */
final class DposEngineTest implements ReadView {
  private static final long E = 100;
  private static final long SLOT = 3_000;
  private static final long FIRST = 1_000_000; // slot of the first block
  private static final int MEMBERS = 4;

  private final DposEngine engine = new DposEngine();
  private final Map<BlockId, Header> headers = new HashMap<>();
  private final Turns turns = new Turns(SlotsTest.epoch(0, 1, E, MEMBERS), new Slots(SLOT, 1));
  private final PublicKey own = turns.producer(FIRST + 2);
  private long epochsForgotten;
  private long ids;
  private long timerMillis;
  private Header head;
  private Header lastFinal;

  DposEngineTest() {
    head = new Header(id(), BlockId.NONE, 0, FIRST * SLOT - 10_123, own, Bytes.EMPTY);
    lastFinal = head;
    headers.put(head.id(), head);
  }

  private BlockId id() {
    return new BlockId(Bytes.wrap(ByteBuffer.allocate(32).putLong(++ids).array()));
  }

  private List<Action> init(String params, long now) {
    return engine.init(new InitContext(lastFinal, Bytes.EMPTY, Bytes.wrap(params.getBytes(UTF_8)), own, Bytes.EMPTY),
        now, this);
  }

  private Header child(Header parent, long slot) {
    var epoch = (parent.height()) / E;
    var producer = new Turns(SlotsTest.epoch(epoch, epoch * E + 1, (epoch + 1) * E, MEMBERS), new Slots(SLOT, 1))
        .producer(slot);
    var header = new Header(id(), parent.id(), parent.height() + 1, slot * SLOT, producer, new WireSlot(epoch).encode());
    headers.put(header.id(), header);
    return header;
  }

  private List<Action> moveTo(Header header, long now) {
    var old = head;
    head = header;
    return engine.step(new Event.HeadChanged(old.id(), header.id()), now, this);
  }

  private List<Action> step(Event event, long now) {
    return engine.step(event, now, this);
  }

  private static Action build(long draft, Header parent, long slot) {
    return new Action.BuildBlock(draft, parent.id(), slot * SLOT, slot * SLOT + 1_800);
  }

  private static Action seal(long draft, long epoch) {
    return new Action.SealBlock(draft, new WireSlot(epoch).encode(), Action.Seal.PLAIN);
  }

  @Test
  void publishesInItsSlotAndNoOther() {
    assertThat(init("{}", FIRST * SLOT)).containsExactly(new Action.SetTimer(1, (FIRST + 2) * SLOT));
    assertThat(moveTo(child(head, FIRST), FIRST * SLOT + 50)).isEmpty();
    assertThat(moveTo(child(head, FIRST + 1), (FIRST + 1) * SLOT + 50)).isEmpty();
    long slot = FIRST + 2;
    assertThat(step(new Event.TimerFired(1), slot * SLOT)).containsExactly(build(0, head, slot));
    assertThat(step(new Event.Tick(), slot * SLOT + 10)).isEmpty();
    assertThat(step(new Event.ProposalReady(0, 5), slot * SLOT + 100)).containsExactly(seal(0, 0));
    assertThat(step(new Event.ProposalReady(0, 5), slot * SLOT + 101)).isEmpty();
    assertThat(moveTo(child(head, slot), slot * SLOT + 110))
        .containsExactly(new Action.SetTimer(1, (slot + MEMBERS) * SLOT));
    assertThat(engine.verifyHeader(head, this)).isEqualTo(new HeaderVerdict.Accept(1, 1, Bytes.EMPTY, Bytes.EMPTY));
  }

  @Test
  void beginsAgainWhenTheHeadMovesAndThereIsTime() {
    init("{}", FIRST * SLOT);
    var first = child(head, FIRST);
    moveTo(first, FIRST * SLOT + 50);
    long start = (FIRST + 2) * SLOT;
    step(new Event.TimerFired(1), start);
    var late = child(first, FIRST + 1);
    assertThat(moveTo(late, start + 1_700))
        .containsExactly(new Action.DropDraft(0), build(1, late, FIRST + 2));
    assertThat(step(new Event.ProposalReady(0, 5), start + 1_750)).isEmpty(); // of the one that was dropped
    var later = child(first, FIRST + 1);
    assertThat(moveTo(later, start + 1_800)) // three fifths are over
        .containsExactly(new Action.DropDraft(1), new Action.SetTimer(1, (FIRST + 6) * SLOT));
  }

  @Test
  void doesNotSealOnWhatIsNoLongerTheHead() {
    init("{}", FIRST * SLOT);
    long start = (FIRST + 2) * SLOT;
    step(new Event.TimerFired(1), start);
    head = child(head, FIRST); // the event is still on its way
    assertThat(step(new Event.ProposalReady(0, 5), start + 100))
        .containsExactly(new Action.DropDraft(0), build(1, head, FIRST + 2));
  }

  @Test
  void oneSealInASlotWhateverHappens() {
    init("{}", FIRST * SLOT);
    long start = (FIRST + 2) * SLOT;
    step(new Event.TimerFired(1), start);
    assertThat(step(new Event.ProposalReady(0, 5), start + 100)).containsExactly(seal(0, 0));
    var other = child(head, FIRST + 1);
    assertThat(moveTo(other, start + 200)).contains(new Action.SetTimer(1, (FIRST + 6) * SLOT))
        .noneMatch(Action.BuildBlock.class::isInstance);
  }

  @Test
  void aSlotThatFailsIsLostNotTriedForEver() {
    init("{}", FIRST * SLOT);
    long start = (FIRST + 2) * SLOT;
    step(new Event.TimerFired(1), start);
    assertThat(step(new Event.DraftFailed(0, "no"), start + 10)).containsExactly(
        new Action.Metric("dpos_own_slots_lost", 1), new Action.SetTimer(1, (FIRST + 6) * SLOT));
    step(new Event.TimerFired(1), start + 4 * SLOT);
    step(new Event.ProposalReady(1, 0), start + 4 * SLOT + 5);
    assertThat(step(new Event.SealRefused(1, "no"), start + 4 * SLOT + 10)).containsExactly(
        new Action.Metric("dpos_own_slots_lost", 1), new Action.SetTimer(1, (FIRST + 10) * SLOT));
  }

  @Test
  void aDraftThatNeverComesIsGivenUpAfterItsSlot() {
    init("{}", FIRST * SLOT);
    long start = (FIRST + 2) * SLOT;
    step(new Event.TimerFired(1), start);
    assertThat(step(new Event.Tick(), start + SLOT - 1)).isEmpty();
    assertThat(step(new Event.Tick(), start + SLOT)).containsExactly(new Action.DropDraft(0),
        new Action.Metric("dpos_own_slots_lost", 1), new Action.SetTimer(1, (FIRST + 6) * SLOT));
  }

  @Test
  void missedSlotsAreCounted() {
    init("{}", FIRST * SLOT);
    moveTo(child(head, FIRST), FIRST * SLOT + 50);
    assertThat(moveTo(child(head, FIRST + 6), (FIRST + 6) * SLOT + 50))
        .contains(new Action.Metric("dpos_missed_slots", 5));
  }

  @Test
  void whenFinalityLagsOneCycleInEightIsUsedAndAtTheEndNone() {
    timer(init("{}", FIRST * SLOT));
    long slot = FIRST;
    for (int i = 0; i < 31; i++) {
      timer(moveTo(child(head, slot), slot * SLOT + 50));
      assertThat(timerMillis / SLOT).isEqualTo(turns.next(own, ++slot).orElseThrow());
    }
    assertThat(timer(moveTo(child(head, slot), slot * SLOT + 50))).isEqualTo(turns.nextSparse(own, slot + 1)
        .orElseThrow());
    for (int i = 0; i < 31; i++) {
      timer(moveTo(child(head, ++slot), slot * SLOT + 50));
      assertThat(timerMillis / SLOT).isEqualTo(turns.nextSparse(own, slot + 1).orElseThrow());
    }
    assertThat(moveTo(child(head, ++slot), slot * SLOT + 50)).containsExactly(new Action.CancelTimer(1));
    assertThat(step(new Event.Tick(), (slot + 100) * SLOT)).isEmpty();
    lastFinal = head; // finality is back
    assertThat(timer(step(new Event.Finalized(head.id()), slot * SLOT + 60)))
        .isEqualTo(turns.next(own, slot + 1).orElseThrow());
  }

  /** Slot of the timer as these leave it. */
  private long timer(List<Action> actions) {
    for (var action : actions) {
      timerMillis = action instanceof Action.SetTimer(var id, var at) ? at : timerMillis;
    }
    assertThat(timerMillis % SLOT).isZero();
    return timerMillis / SLOT;
  }

  @Test
  void headersAreJudgedByTheSlotsOwnRules() {
    init("{}", FIRST * SLOT);
    var parent = child(head, FIRST);
    var good = child(parent, FIRST + 3);
    assertThat(engine.verifyHeader(good, this)).isEqualTo(new HeaderVerdict.Accept(1, 3, Bytes.EMPTY, Bytes.EMPTY));
    rejected(with(good, good.timestampMillis() + 1, good.producer(), good.consensus()), "not the start of a slot");
    rejected(with(good, parent.timestampMillis(), parent.producer(), good.consensus()), "not after its parent's");
    rejected(with(good, good.timestampMillis(), parent.producer(), good.consensus()), "'s, not");
    rejected(with(good, good.timestampMillis(), good.producer(), new WireSlot(1).encode()), "not in epoch 1");
    rejected(with(good, good.timestampMillis(), good.producer(), Bytes.EMPTY), "consensus bytes");
    rejected(new Header(good.id(), id(), good.height(), good.timestampMillis(), good.producer(), good.consensus()),
        "parent is not known");
  }

  private static Header with(Header header, long timestamp, PublicKey producer, Bytes consensus) {
    return new Header(header.id(), header.parentId(), header.height(), timestamp, producer, consensus);
  }

  private void rejected(Header header, String why) {
    assertThat(engine.verifyHeader(header, this)).isInstanceOfSatisfying(HeaderVerdict.Reject.class,
        reject -> assertThat(reject.reason()).contains(why));
  }

  @Test
  void findsItsEpochFarFromTheFirstAndAcrossBorders() {
    for (long height : new long[] {0, 99, 100, 101, 199, 200, 54_321, 12_345_699, 12_345_700}) {
      for (long forgotten : new long[] {0, Math.max(0, height / E - 255)}) {
        epochsForgotten = forgotten;
        head = new Header(id(), BlockId.NONE, height, FIRST * SLOT - 3, own, Bytes.fromHex("aabb")); // another engine's
        headers.put(head.id(), head);
        assertThat(Epochs.after(head, this).orElseThrow().epoch()).as("height %s", height).isEqualTo(height / E);
      }
    }
  }

  @Test
  void whoIsNoMemberOnlyJudges() {
    var stranger = new DposEngine();
    var key = SlotsTest.key(999);
    assertThat(stranger.init(new InitContext(lastFinal, Bytes.EMPTY, Bytes.wrap("{}".getBytes(UTF_8)), key,
        Bytes.EMPTY), FIRST * SLOT, this)).isEmpty();
    assertThat(stranger.step(new Event.Tick(), FIRST * SLOT + 500, this)).isEmpty();
    assertThat(stranger.verifyHeader(child(head, FIRST), this)).isInstanceOf(HeaderVerdict.Accept.class);
  }

  @Test
  void isFoundByItsNameAndRefusesWrongParameters() {
    assertThat(EngineProvider.find("dpos", "1.1")).isEmpty();
    var info = EngineProvider.find("dpos", "1.0").orElseThrow().create().info();
    assertThat(info.capabilities()).containsExactlyInAnyOrder(Capability.FORKING, Capability.SLOTTED);
    assertThatIllegalArgumentException().isThrownBy(() -> init("{\"slot\":1}", 0)).withMessageContaining("slot");
  }

  @Override
  public Optional<Header> header(BlockId id) {
    return Optional.ofNullable(headers.get(id));
  }

  @Override
  public Optional<Header> ancestor(BlockId id, long height) {
    throw new UnsupportedOperationException("dpos needs parents only");
  }

  @Override
  public Optional<EpochView> epoch(BlockId id, long epoch) {
    long settled = headers.get(id).height() / E + 2;
    return epoch < epochsForgotten || epoch > settled ? Optional.empty()
        : Optional.of(SlotsTest.epoch(epoch, epoch * E + 1, (epoch + 1) * E, MEMBERS));
  }

  @Override
  public BlockId head() {
    return head.id();
  }

  @Override
  public BlockId lastFinal() {
    return lastFinal.id();
  }

  @Override
  public Optional<Bytes> state(BlockId id, Address address) {
    return Optional.empty();
  }
}
