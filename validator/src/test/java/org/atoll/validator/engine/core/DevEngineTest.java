package org.atoll.validator.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

final class DevEngineTest {
  private static final PublicKey MEMBER = key(1);
  private static final long GENESIS = 1_000_000;

  private static PublicKey key(int secret) {
    var bytes = new byte[32];
    bytes[31] = (byte) secret;
    return PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.wrap(bytes)).publicKey();
  }

  /** The engine and the part of a validator it talks to: seals what it is told to. */
  private static final class World implements ReadView {
    private final DevEngine engine;
    private final Map<BlockId, Header> headers = new HashMap<>();
    private BlockId head;

    World(DevEngine engine) {
      this.engine = engine;
      var genesis = new Header(id(0), BlockId.NONE, 0, GENESIS, MEMBER, Bytes.EMPTY);
      headers.put(genesis.id(), genesis);
      head = genesis.id();
    }

    static BlockId id(long height) {
      return new BlockId(Bytes.wrap(ByteBuffer.allocate(32).putLong(24, height).array()));
    }

    List<Action> init(long now) {
      return engine.init(new InitContext(headers.get(head), Bytes.EMPTY, Bytes.EMPTY, MEMBER, Bytes.EMPTY), now, this);
    }

    List<Action> step(Event event, long now) {
      return engine.step(event, now, this);
    }

    List<Action> hint(long now) {
      return step(new Event.PoolHint(1, 100), now);
    }

    List<Action> command(DevCommandRequest.Builder command, long now) {
      return step(new Event.Command(Bytes.wrap(command.build().toByteArray())), now);
    }

    List<Action> mine(int count, long now) {
      return command(DevCommandRequest.newBuilder().setMine(count), now);
    }

    /** The draft is done with so many transactions; when the engine seals it, it becomes the head. */
    List<Action> finish(Action.BuildBlock build, int transactions, long now) {
      var actions = step(new Event.ProposalReady(build.draftId(), transactions), now);
      if (!actions.contains(new Action.SealBlock(build.draftId(), Bytes.EMPTY))) {
        return actions;
      }
      var parent = headers.get(head);
      var block = new Header(id(parent.height() + 1), head, parent.height() + 1, build.timestampMillis(), MEMBER,
          Bytes.EMPTY);
      headers.put(block.id(), block);
      head = block.id();
      assertThat(step(new Event.BlockValid(block.id()), now)).isEmpty();
      return step(new Event.HeadChanged(parent.id(), block.id()), now);
    }

    long height() {
      return headers.get(head).height();
    }

    @Override
    public Optional<Header> header(BlockId id) {
      return Optional.ofNullable(headers.get(id));
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      return header(id).filter(header -> header.height() == height);
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      return Optional.empty();
    }

    @Override
    public BlockId head() {
      return head;
    }

    @Override
    public BlockId lastFinal() {
      return head;
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      return Optional.empty();
    }
  }

  private static World world(long interval, boolean automine) {
    return new World(new DevEngine(interval, automine));
  }

  private static Action.BuildBlock build(List<Action> actions) {
    return actions.stream().filter(Action.BuildBlock.class::isInstance).map(Action.BuildBlock.class::cast).findFirst()
        .orElseThrow(() -> new AssertionError("no block is built: " + actions));
  }

  // On demand

  @Test
  void onDemand_aWaitingBatchBringsABlock() {
    var world = world(0, true);
    assertThat(world.init(GENESIS)).isEmpty();

    var build = build(world.hint(GENESIS + 5_000));

    assertThat(build.parent()).isEqualTo(World.id(0));
    assertThat(build.timestampMillis()).isEqualTo(GENESIS + 5_000);
    assertThat(build.deadlineMillis()).isEqualTo(GENESIS + 6_000);
    assertThat(world.hint(GENESIS + 5_001)).as("one draft at a time").isEmpty();
    assertThat(world.finish(build, 1, GENESIS + 5_100)).isEmpty();
    assertThat(world.height()).isEqualTo(1);
    assertThat(build(world.hint(GENESIS + 5_200)).draftId()).isNotEqualTo(build.draftId());
  }

  @Test
  void blocksAreASecondApartInTheirOwnTime() {
    var world = world(0, true);
    world.init(GENESIS);
    var first = build(world.hint(GENESIS + 100));
    assertThat(first.timestampMillis()).isEqualTo(GENESIS + 1_000);
    world.finish(first, 1, GENESIS + 100);

    assertThat(build(world.hint(GENESIS + 101)).timestampMillis()).isEqualTo(GENESIS + 2_000);
  }

  @Test
  void anEmptyDraftIsDropped() {
    var world = world(0, true);
    world.init(GENESIS);
    var build = build(world.hint(GENESIS));

    assertThat(world.finish(build, 0, GENESIS)).containsExactly(new Action.DropDraft(build.draftId()));

    assertThat(world.height()).isZero();
    build(world.hint(GENESIS + 1));
  }

  @Test
  void withoutAutomine_onlyMineMakesBlocks() {
    var world = world(0, false);
    world.init(GENESIS);
    assertThat(world.hint(GENESIS)).isEmpty();

    var build = build(world.mine(3, GENESIS));
    for (int i = 0; i < 2; i++) {
      build = build(world.finish(build, 0, GENESIS));
    }
    assertThat(world.finish(build, 0, GENESIS)).isEmpty();
    assertThat(world.height()).isEqualTo(3);
  }

  @Test
  void automineCanBeSwitched() {
    var world = world(0, true);
    world.init(GENESIS);
    world.command(DevCommandRequest.newBuilder().setAutomine(false), GENESIS);
    assertThat(world.hint(GENESIS)).isEmpty();
    world.command(DevCommandRequest.newBuilder().setAutomine(true), GENESIS);
    build(world.hint(GENESIS));
  }

  @Test
  void mineWhileADraftIsUnderWay_followsIt() {
    var world = world(0, true);
    world.init(GENESIS);
    var build = build(world.hint(GENESIS));
    assertThat(world.mine(1, GENESIS)).isEmpty();

    var mined = build(world.finish(build, 1, GENESIS));

    assertThat(world.finish(mined, 0, GENESIS)).isEmpty();
    assertThat(world.height()).isEqualTo(2);
  }

  @Test
  void mineWhileADraftIsUnderWayThatComesToNothing_isNotForgotten() {
    var world = world(0, true);
    world.init(GENESIS);
    var build = build(world.hint(GENESIS));
    assertThat(world.mine(1, GENESIS)).isEmpty();

    var actions = world.finish(build, 0, GENESIS);

    assertThat(actions).startsWith(new Action.DropDraft(build.draftId()));
    world.finish(build(actions), 0, GENESIS);
    assertThat(world.height()).isEqualTo(1);
  }

  @Test
  void mineAfterAFailedDraft_triesAgain() {
    var world = world(0, false);
    world.init(GENESIS);
    var build = build(world.mine(2, GENESIS));

    var again = build(world.step(new Event.DraftFailed(build.draftId(), "why not"), GENESIS));

    world.finish(again, 0, GENESIS);
    assertThat(world.height()).isEqualTo(1);
  }

  @Test
  void mineManyTimesDoesNotOverflow() {
    var world = world(0, false);
    world.init(GENESIS);
    var build = build(world.mine(-1, GENESIS)); // 2^32 - 1
    world.mine(-1, GENESIS);
    for (int i = 0; i < 10; i++) {
      build = build(world.finish(build, 0, GENESIS));
    }
    assertThat(world.height()).isEqualTo(10);
  }

  // Interval

  @Test
  void atAnInterval_blocksComeAlsoEmpty() {
    var world = world(250, false);
    assertThat(world.init(GENESIS)).containsExactly(new Action.SetTimer(1, GENESIS + 250));
    assertThat(world.hint(GENESIS + 10)).isEmpty();

    var actions = world.step(new Event.TimerFired(1), GENESIS + 251);

    assertThat(actions).startsWith(new Action.SetTimer(1, GENESIS + 501));
    var build = build(actions);
    assertThat(build.timestampMillis()).isEqualTo(GENESIS + 251);
    assertThat(world.finish(build, 0, GENESIS + 260)).isEmpty();
    assertThat(world.height()).isEqualTo(1);
  }

  @Test
  void theIntervalDuringADraftMakesThatDraftABlock() {
    var world = world(250, true);
    world.init(GENESIS);
    var build = build(world.hint(GENESIS + 249));

    assertThat(world.step(new Event.TimerFired(1), GENESIS + 250)).containsExactly(
        new Action.SetTimer(1, GENESIS + 500));

    world.finish(build, 0, GENESIS + 260);
    assertThat(world.height()).isEqualTo(1);
  }

  @Test
  void theIntervalCanBeChangedAndEnded() {
    var world = world(0, false);
    world.init(GENESIS);
    assertThat(world.command(DevCommandRequest.newBuilder().setIntervalMillis(100), GENESIS)).containsExactly(
        new Action.SetTimer(1, GENESIS + 100));
    assertThat(world.command(DevCommandRequest.newBuilder().setIntervalMillis(0), GENESIS)).containsExactly(
        new Action.CancelTimer(1));
    assertThat(world.step(new Event.TimerFired(1), GENESIS + 100)).as("it was on its way").isEmpty();
  }

  @Test
  void shortIntervalsKeepBlocksInRealTime() {
    var world = world(100, false);
    world.init(GENESIS);
    long now = GENESIS;
    for (int i = 1; i <= 20; i++) {
      now += 100;
      var build = build(world.step(new Event.TimerFired(1), now));
      assertThat(build.timestampMillis()).isEqualTo(now);
      world.finish(build, 0, now);
    }
  }

  // Time

  @Test
  void anOffsetMovesTimeForGood() {
    var world = world(0, true);
    world.init(GENESIS);
    world.command(DevCommandRequest.newBuilder().setTimeOffsetMillis(3_600_000), GENESIS);
    world.command(DevCommandRequest.newBuilder().setTimeOffsetMillis(1_000), GENESIS);

    var build = build(world.hint(GENESIS + 5_000));

    assertThat(build.timestampMillis()).isEqualTo(GENESIS + 3_606_000);
    world.finish(build, 1, GENESIS + 5_000);
    assertThat(build(world.hint(GENESIS + 9_000)).timestampMillis()).isEqualTo(GENESIS + 3_610_000);
  }

  @Test
  void theNextTimestampIsExactAndTimeGoesOnFromThere() {
    var world = world(0, true);
    world.init(GENESIS);
    world.command(DevCommandRequest.newBuilder().setNextTimestampMillis(GENESIS + 60_000), GENESIS + 10_000);

    var build = build(world.hint(GENESIS + 15_000));

    assertThat(build.timestampMillis()).isEqualTo(GENESIS + 60_000);
    world.finish(build, 1, GENESIS + 15_000);
    assertThat(build(world.hint(GENESIS + 20_000)).timestampMillis()).isEqualTo(GENESIS + 70_000);
  }

  @Test
  void theNextTimestampSurvivesADraftThatComesToNothing() {
    var world = world(0, true);
    world.init(GENESIS);
    world.command(DevCommandRequest.newBuilder().setNextTimestampMillis(GENESIS + 60_000), GENESIS);
    world.finish(build(world.hint(GENESIS)), 0, GENESIS);

    assertThat(build(world.hint(GENESIS + 5)).timestampMillis()).isEqualTo(GENESIS + 60_000);
  }

  @Test
  void theNextTimestampSetDuringADraft_isForTheOneAfter() {
    var world = world(0, true);
    world.init(GENESIS);
    var build = build(world.hint(GENESIS + 5_000));
    world.command(DevCommandRequest.newBuilder().setNextTimestampMillis(GENESIS + 60_000), GENESIS + 5_000);
    world.finish(build, 1, GENESIS + 5_000);

    assertThat(build(world.hint(GENESIS + 5_001)).timestampMillis()).isEqualTo(GENESIS + 60_000);
  }

  @Test
  void aNextTimestampInThePastIsIgnored() {
    var world = world(0, true);
    world.init(GENESIS);
    world.command(DevCommandRequest.newBuilder().setNextTimestampMillis(GENESIS - 60_000), GENESIS);

    assertThat(build(world.hint(GENESIS)).timestampMillis()).isEqualTo(GENESIS + 1_000);
  }

  // Odds and ends

  @Test
  void nonsenseFromTheOperatorChangesNothing() {
    var world = world(0, true);
    world.init(GENESIS);

    assertThat(world.step(new Event.Command(Bytes.fromHex("ffff")), GENESIS)).isEmpty();
    assertThat(world.step(new Event.Command(Bytes.EMPTY), GENESIS)).isEmpty();
    assertThat(world.step(new Event.Tick(), GENESIS)).isEmpty();
  }

  @Test
  void onlyTheMemberPublishes() {
    var world = world(0, true);
    world.init(GENESIS);
    var engine = world.engine;
    assertThat(engine.verifyHeader(header(MEMBER, Bytes.EMPTY), world)).isInstanceOf(HeaderVerdict.Accept.class);
    assertThat(engine.verifyHeader(header(key(2), Bytes.EMPTY), world)).isInstanceOf(HeaderVerdict.Reject.class);
    assertThat(engine.verifyHeader(header(MEMBER, Bytes.copyOf((byte) 1)), world)).isEqualTo(
        new HeaderVerdict.Reject("engine dev has no consensus bytes"));
  }

  private static Header header(PublicKey producer, Bytes consensus) {
    return new Header(World.id(1), World.id(0), 1, GENESIS + 1, producer, consensus);
  }

  @Test
  void anIntervalIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DevEngine(-1, true))
        .withMessage("block interval must not be negative: -1");
  }
}
