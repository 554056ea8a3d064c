package org.atoll.sdk.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.proto.EngineAction;
import org.atoll.sdk.proto.EngineEvent;
import org.atoll.sdk.proto.EngineVerdict;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

/** P6: values survive the wire, and altered bytes are values or refused. */
final class EngineCodecTest {
  private static Bytes bytes(RandomGenerator random) {
    return Bytes.wrap(Seeds.bytes(random, random.nextInt(40)));
  }

  private static BlockId id(RandomGenerator random) {
    return new BlockId(Bytes.wrap(Seeds.bytes(random, 32)));
  }

  private static PublicKey key(RandomGenerator random) {
    return new PublicKey(SignatureAlgorithm.ED25519, Bytes.wrap(Seeds.bytes(random, 32)));
  }

  private static String text(RandomGenerator random) {
    return "why ü " + random.nextInt();
  }

  private static Header header(RandomGenerator random) {
    return new Header(id(random), id(random), random.nextLong(), random.nextLong(), key(random), bytes(random));
  }

  static List<Event> events(RandomGenerator random) {
    return List.of(new Event.Tick(), new Event.TimerFired(random.nextLong()), new Event.HeaderArrived(header(random)),
        new Event.BlockValid(id(random)), new Event.BlockInvalid(id(random), text(random)),
        new Event.HeadChanged(id(random), id(random)), new Event.Finalized(id(random)),
        new Event.PeerMessage(key(random), random.nextInt(), bytes(random)), new Event.PeerUp(key(random)),
        new Event.PeerDown(key(random)), new Event.TicketReady(random.nextLong(), bytes(random), bytes(random)),
        new Event.TicketFailed(random.nextLong(), text(random)),
        new Event.ProposalReady(random.nextLong(), random.nextInt()),
        new Event.DraftFailed(random.nextLong(), text(random)), new Event.SealRefused(random.nextLong(), text(random)),
        new Event.PoolHint(random.nextInt(), random.nextLong()), new Event.Command(bytes(random)),
        new Event.Deactivate(random.nextLong()));
  }

  static List<Action> actions(RandomGenerator random) {
    return List.of(new Action.SetTimer(random.nextLong(), random.nextLong()), new Action.CancelTimer(random.nextLong()),
        new Action.BuildBlock(random.nextLong(), id(random), random.nextLong(), random.nextLong()),
        new Action.DropDraft(random.nextLong()), new Action.SealBlock(random.nextLong(), bytes(random)),
        new Action.SealBlock(random.nextLong(), bytes(random), Action.Seal.TICKET),
        new Action.RequestTicket(random.nextLong(), bytes(random)), new Action.Validate(id(random)),
        new Action.Reject(id(random), text(random)), new Action.Send(key(random), random.nextInt(), bytes(random)),
        new Action.Broadcast(random.nextInt(), bytes(random)), new Action.ReportEvidence(bytes(random)),
        new Action.Metric(text(random), random.nextLong()));
  }

  @Test
  void everyKindIsTried() {
    var random = new java.util.SplittableRandom(1);
    assertThat(kinds(events(random))).hasSize(Event.class.getPermittedSubclasses().length);
    assertThat(kinds(actions(random))).hasSize((int) java.util.Arrays.stream(Action.class.getPermittedSubclasses())
        .filter(Record.class::isAssignableFrom).count());
  }

  private static Set<Class<?>> kinds(List<?> values) {
    var kinds = new HashSet<Class<?>>();
    values.forEach(value -> kinds.add(value.getClass()));
    return kinds;
  }

  @Test
  void decodeInvertsEncode() {
    forEachSeed(500, random -> {
      for (var event : events(random)) {
        assertThat(EventCodec.decode(EngineEvent.parseFrom(EventCodec.encode(event).toByteArray()))).isEqualTo(event);
      }
      for (var action : actions(random)) {
        assertThat(EngineCodec.decode(EngineAction.parseFrom(EngineCodec.encode(action).toByteArray())))
            .isEqualTo(action);
      }
      var context = new InitContext(header(random), bytes(random), bytes(random), key(random), bytes(random));
      assertThat(EngineCodec.decode(EngineCodec.encode(context, 7))).isEqualTo(context);
      var members = new ArrayList<Member>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        members.add(new Member(key(random), 1 + random.nextInt(9)));
      }
      var epoch = new EpochView(random.nextLong(), random.nextLong(), random.nextLong(),
          Hash32.wrap(Seeds.bytes(random, 32)), MemberSet.of(members));
      assertThat(EngineCodec.decode(EngineCodec.encode(epoch))).isEqualTo(epoch);
      for (var verdict : List.of(new HeaderVerdict.Reject(text(random)),
          new HeaderVerdict.Accept(1 + random.nextLong(99), random.nextLong(99), bytes(random), bytes(random)))) {
        assertThat(EngineCodec.decode(EngineVerdict.parseFrom(EngineCodec.encode(verdict).toByteArray())))
            .isEqualTo(verdict);
      }
      var capabilities = new HashSet<>(Set.of(EngineInfo.Capability.values()));
      capabilities.removeIf(capability -> random.nextBoolean());
      var info = new EngineInfo(text(random), "1.0", capabilities);
      assertThat(EngineCodec.decode(EngineCodec.encode(info))).isEqualTo(info);
    });
  }

  @Test
  void alteredBytesAreAValueOrRefused() {
    forEachSeed(3_000, random -> {
      for (var event : events(random)) {
        tried(EventCodec.encode(event).toByteArray(), random, bytes -> EventCodec.decode(EngineEvent.parseFrom(bytes)));
      }
      for (var action : actions(random)) {
        tried(EngineCodec.encode(action).toByteArray(), random,
            bytes -> EngineCodec.decode(EngineAction.parseFrom(bytes)));
      }
    });
  }

  @FunctionalInterface
  private interface Decoder {
    Object decode(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private static void tried(byte[] bytes, RandomGenerator random, Decoder decoder) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    try {
      assertThat(decoder.decode(bytes)).isNotNull();
    } catch (InvalidProtocolBufferException | IllegalArgumentException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void hashesTellActionsApart() {
    forEachSeed(200, random -> {
      var actions = actions(random);
      assertThat(EngineCodec.hash(actions)).isEqualTo(EngineCodec.hash(List.copyOf(actions)));
      assertThat(EngineCodec.hash(actions)).isNotEqualTo(EngineCodec.hash(actions.reversed()));
      assertThat(EngineCodec.hash(actions)).isNotEqualTo(EngineCodec.hash(actions.subList(1, actions.size())));
    });
    assertThat(EngineCodec.hash(List.of())).isEqualTo(Hash32.fromHex(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    var timer = ByteBuffer.wrap(EngineCodec.encode(new Action.SetTimer(1, 2)).toByteArray());
    assertThat(Bytes.wrap(timer.array()).toHex()).isEqualTo("0a0408021002"); // the wire's form does not change
  }
}
