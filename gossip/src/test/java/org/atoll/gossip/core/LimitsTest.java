package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.gossip.core.InboundBudget.Verdict.REFUSE;
import static org.atoll.gossip.core.InboundBudget.Verdict.REFUSE_AND_PENALISE;
import static org.atoll.gossip.core.InboundBudget.Verdict.TAKE;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.MessageType;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerAddress;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets, queues, standing, the duplicate filter and the small things around them. */
class LimitsTest {
  private static final MessageType VOTE = new MessageType(1, "vote", Lane.VOTE, 4_096);
  private static final MessageType BLOCK = new MessageType(2, "block", Lane.BLOCK, 8 << 20);

  @Test
  void theSeenFilterRemembersTheLastOnes() {
    var random = new Random(1);
    var filter = new SeenFilter(1_000, 42);
    var model = new LinkedHashSet<Hash32>();
    var history = new ArrayList<Hash32>();
    for (int i = 0; i < 50_000; i++) {
      Hash32 hash;
      if (i > 10 && random.nextInt(3) == 0) {
        hash = history.get(random.nextInt(history.size()));
      } else {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        hash = Hash32.wrap(bytes);
      }
      history.add(hash);
      assertThat(filter.contains(hash)).isEqualTo(model.contains(hash));
      assertThat(filter.add(hash)).isEqualTo(model.add(hash));
      if (model.size() > 1_000) {
        model.remove(model.getFirst());
      }
      assertThat(filter.size()).isEqualTo(model.size());
    }
  }

  @Test
  void anHonestSenderIsNeverOverTheBudgetOfTheReceiver() {
    var budgets = LaneBudget.defaults();
    var outgoing = new Outgoing(budgets, 0);
    var inbound = new InboundBudget(budgets, 0);
    var vote = Bytes.wrap(new byte[200]);
    var block = Bytes.wrap(new byte[300_000]);
    int sent = 0;
    for (long now = 0; now < 8_000; now++) {
      while (outgoing.size() < 3_000) {
        outgoing.offer(Lane.VOTE, 1, vote);
      }
      if (now % 20 == 0) {
        outgoing.offer(Lane.BLOCK, 2, block);
      }
      for (var frame = outgoing.next(now); frame.isPresent(); frame = outgoing.next(now)) {
        outgoing.sent();
        var piece = (Frame.Piece) ((FrameCodec.Decoded.Ok) FrameCodec.decode(frame.get())).frame();
        var type = piece.type() == 1 ? VOTE : BLOCK;
        assertThat(inbound.charge(type, piece.first(), piece.chunk().size(), now)).isEqualTo(TAKE);
        sent++;
      }
    }
    assertThat(sent).isGreaterThan(8 * 1_700);
  }

  @Test
  void aFloodIsPenalisedOncePerSecondsWorthAndAHiccupOnce() {
    var inbound = new InboundBudget(LaneBudget.defaults(), 0);
    int taken = 0;
    int penalties = 0;
    for (int i = 0; i < 100_000; i++) {
      switch (inbound.charge(VOTE, true, 100, 1)) {
        case TAKE -> taken++;
        case REFUSE -> { }
        case REFUSE_AND_PENALISE -> penalties++;
      }
    }
    assertThat(taken).isBetween(4_000, 4_100);
    assertThat(penalties).isBetween(45, 50);

    var other = new InboundBudget(LaneBudget.defaults(), 0);
    for (int i = 0; i < 4_000; i++) {
      assertThat(other.charge(VOTE, true, 100, 0)).isEqualTo(TAKE);
    }
    assertThat(other.charge(VOTE, true, 100, 0)).isEqualTo(REFUSE_AND_PENALISE);
    assertThat(other.charge(VOTE, true, 100, 0)).isEqualTo(REFUSE);
    assertThat(other.charge(VOTE, true, 100, 1_000)).isEqualTo(TAKE);
  }

  @Test
  void aTypeMayHaveABudgetOfItsOwn() {
    var request = new MessageType(9, "request", Lane.BLOCK, 100, 20);
    var inbound = new InboundBudget(LaneBudget.defaults(), 0);
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += inbound.charge(request, true, 10, 0) == TAKE ? 1 : 0;
    }
    assertThat(taken).isEqualTo(40);
  }

  @Test
  void urgentLanesGoFirstBetweenThePiecesOfALargeMessage() {
    var outgoing = new Outgoing(LaneBudget.defaults(), 0);
    outgoing.offer(Lane.BLOCK, 2, Bytes.wrap(new byte[200_000]));
    assertThat(type(outgoing)).isEqualTo(2);
    outgoing.offer(Lane.BATCH, 3, Bytes.wrap(new byte[10]));
    outgoing.offer(Lane.VOTE, 1, Bytes.wrap(new byte[10]));
    assertThat(List.of(type(outgoing), type(outgoing), type(outgoing), type(outgoing), type(outgoing)))
        .containsExactly(1, 2, 2, 2, 3);
    assertThat(outgoing.isEmpty()).isTrue();
  }

  @Test
  void aFullVoteLaneEndsTheLinkAndOthersDropTheOldest() {
    var outgoing = new Outgoing(LaneBudget.defaults(), 0);
    for (int i = 0; i < 4_096; i++) {
      assertThat(outgoing.offer(Lane.VOTE, 1, Bytes.EMPTY)).isTrue();
    }
    assertThat(outgoing.offer(Lane.VOTE, 1, Bytes.EMPTY)).isFalse();
    for (int i = 0; i < 300; i++) {
      assertThat(outgoing.offer(Lane.BLOCK, 2, Bytes.EMPTY)).isTrue();
    }
    assertThat(outgoing.dropped()).isEqualTo(44);
    for (int i = 0; i < 20; i++) {
      outgoing.offer(Lane.BATCH, 3, Bytes.wrap(new byte[4 << 20]));
    }
    assertThat(outgoing.dropped()).isEqualTo(44 + 12); // 32 MiB
  }

  @Test
  void piecesThatLieAreBadAndFreeTheirMemory() {
    var room = new Assembly.Room(1 << 20);
    var full = Bytes.wrap(new byte[FrameCodec.PIECE]);
    assertBad(room, new Frame.Piece(false, true, 2, 0, Bytes.EMPTY));
    assertBad(room, new Frame.Piece(true, true, 2, 9 << 20, full));
    assertBad(room, new Frame.Piece(true, true, 2, 5, Bytes.wrap(new byte[4])));
    assertBad(room, new Frame.Piece(true, false, 2, 100, full));
    assertBad(room, new Frame.Piece(true, false, 2, 1 << 20, full), new Frame.Piece(true, false, 2, 1 << 20, full));
    assertBad(room, new Frame.Piece(true, false, 2, 1 << 20, full), new Frame.Piece(false, true, 2, 0, full));
    assertThat(room.free()).isEqualTo(1 << 20);
  }

  @Test
  void whenMemoryIsShortTheMessageIsGivenUpNotTheLink() {
    var room = new Assembly.Room(FrameCodec.PIECE);
    var assembly = new Assembly(room);
    var full = Bytes.wrap(new byte[FrameCodec.PIECE]);
    assertThat(assembly.accept(BLOCK, new Frame.Piece(true, false, 2, 3 * FrameCodec.PIECE, full)))
        .isEqualTo(new Assembly.Result.Nothing());
    assertThat(assembly.accept(BLOCK, new Frame.Piece(false, false, 2, 0, full)))
        .isEqualTo(new Assembly.Result.Nothing());
    assertThat(assembly.accept(BLOCK, new Frame.Piece(false, true, 2, 0, full)))
        .isEqualTo(new Assembly.Result.Nothing());
    assertThat(room.free()).isEqualTo(FrameCodec.PIECE);
    assertThat(assembly.accept(BLOCK, new Frame.Piece(true, true, 2, 1, Bytes.wrap(new byte[1]))))
        .isEqualTo(new Assembly.Result.Whole(Bytes.wrap(new byte[1])));
  }

  @Test
  void bansDoubleAndMembersAreBackWithinMinutes() {
    var standing = new Standing();
    var peer = SimulatedNetwork.id(1);
    assertThat(standing.offend(peer, Offence.UNDECODABLE, false, 0)).isFalse();
    assertThat(standing.points(peer, 0)).isEqualTo(75);
    assertThat(standing.points(peer, 5 * 60_000)).isEqualTo(80);
    long now = 5 * 60_000;
    for (int minutes : new int[] {10, 20, 40, 80}) {
      assertThat(standing.offend(peer, Offence.BAD_SIGNATURE, false, now)).isTrue();
      assertThat(standing.isBanned(peer, now + minutes * 60_000L - 1)).isTrue();
      now += minutes * 60_000L;
      assertThat(standing.isBanned(peer, now)).isFalse();
    }
    var member = SimulatedNetwork.id(2);
    for (int i = 0; i < 10; i++) {
      standing.offend(member, Offence.BAD_SIGNATURE, true, now);
      now += 10 * 60_000;
      assertThat(standing.isBanned(member, now)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3, 10.1.2.0/24", "127.0.0.1, local", "::1, local", "localhost, local",
      "2001:db8:7:9::1, 2001:db8:7::/48", "2001:db8:7::2%eth0, 2001:db8:7::/48", "::ffff:10.1.2.3, 10.1.2.0/24",
      "node-1.example, node-1.example", "0:0:0:0:0:ffff:7f00:1, local", "1.2.3, 1.2.3", "1:2:3, 1:2:3"})
  void hostsAreGrouped(String host, String group) {
    assertThat(AddressGroup.of(host)).isEqualTo(group);
  }

  @Test
  void aTornBookYieldsWhatIsWhole() {
    var key = Handshakes.key(5);
    var record = PeerRecord.sign(key, Handshakes.NETWORK, new PeerAddress(key.publicKey(),
        Bytes.wrap(new byte[32]), Endpoint.parse("[::1]:7")), 3);
    var bytes = BookCodec.encode(List.of(record, record));
    assertThat(BookCodec.decode(bytes)).containsExactly(record, record);
    assertThat(BookCodec.decode(bytes.slice(0, bytes.size() - 5))).containsExactly(record);
    assertThat(BookCodec.decode(Bytes.EMPTY)).isEmpty();
    assertThat(record.isSigned(Handshakes.NETWORK)).isTrue();
    assertThat(new PeerRecord(record.address(), 4, record.signature()).isSigned(Handshakes.NETWORK)).isFalse();
  }

  private static int type(Outgoing outgoing) {
    var frame = ((FrameCodec.Decoded.Ok) FrameCodec.decode(outgoing.next(0).orElseThrow())).frame();
    outgoing.sent();
    return ((Frame.Piece) frame).type();
  }

  private static void assertBad(Assembly.Room room, Frame.Piece... pieces) {
    var assembly = new Assembly(room);
    var results = new ArrayList<Assembly.Result>();
    for (var piece : pieces) {
      results.add(assembly.accept(BLOCK, piece));
    }
    assertThat(results.getLast()).isInstanceOf(Assembly.Result.Bad.class);
    assembly.clear();
  }

  @Test
  void oneOrganisationGetsAThirdOfThePlaces() {
    var ids = IntStream.range(0, 9).mapToObj(SimulatedNetwork::id).toList();
    var table = new LinkTable(PeeringLimits.of(4, 12), peer -> ids.indexOf(peer) < 7 ? "big" : "");
    for (int i = 1; i <= 4; i++) {
      assertThat(table.hasRoomFor(ids.get(i), "local")).as("place %d", i).isTrue();
      table.add(new Link(i, ids.get(i), true, Link.State.PEERED, 0));
    }

    assertThat(table.hasRoomFor(ids.get(5), "local")).isFalse();
    assertThat(table.hasRoomFor(ids.get(7), "local")).as("of nobody we know").isTrue();
    table.members(Set.of(ids.getFirst(), ids.get(5)), Set.of(ids.get(5)));
    assertThat(table.hasRoomFor(ids.get(5), "local")).as("a direct link between members").isTrue();
    assertThat(PeeringLimits.of(1, 3).perOrganisation()).isEqualTo(2);
  }
}
