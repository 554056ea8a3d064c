package org.atoll.simulator.atoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.run.ClusterSetup;
import org.atoll.simulator.scenario.PeeringSpec;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteStep;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.peer.EncodedSizes;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.peer.core.Release;
import org.atoll.validator.settings.Epochs;
import org.junit.jupiter.api.Test;

/** Messages as the world sees them. */
class AtollWireTest {
  private static final int NODES = 21;
  private final AtollCluster cluster = (AtollCluster) new AtollProtocol().cluster(
      new ClusterSetup(NODES, "dpos", Map.of("slot_ms", 3_000L),
          new PeeringSpec(PeeringSpec.Shape.MESH, 8, 32, List.of()), new RandomTree(5), 1_767_225_600_000L));
  private final AtollWire wire = (AtollWire) cluster.wire();
  private final List<BatchView> batches = IntStream.range(0, 30)
      .mapToObj(number -> (BatchView) cluster.transaction(number, new SplittableRandom(number))).toList();
  private final SignedHeader header = header();
  private final BlockRef block = new BlockRef(1, header.id());

  private SignedHeader header() {
    var draft = cluster.ledger().draft(cluster.ledger().genesis(), 1_767_225_603_000L, batches, cluster.key(3),
        Bytes.wrap(new byte[89]), Bytes.EMPTY);
    return draft.withSignature(FakeKeys.sign(cluster.key(3), draft.headerBytes()));
  }

  private Vote vote(VoteStep step, BlockRef what) {
    var ballot = new Ballot(0, 1, 0, step, what);
    return new Vote(ballot, 7, FakeKeys.sign(cluster.entry().members().get(7).key(),
        ballot.signingBytes(cluster.chainTag())));
  }

  private static Signers signers() {
    var bitmap = new byte[3];
    for (int member = 0; member < 15; member++) {
      bitmap[member >> 3] |= (byte) (1 << (member & 7));
    }
    return new Signers(NODES, Bytes.wrap(bitmap), Bytes.wrap(new byte[15 * 64]));
  }

  private List<PeerMessage> messages() {
    var ids = batches.stream().map(BatchView::id).toList();
    var certificate = new Certificate(0, 1, 0, block, signers());
    var pol = new Pol(0, 1, 0, block, signers());
    var all = new ArrayList<PeerMessage>(List.of(
        new PeerMessage.Status(1, 2, header.id(), Optional.of(certificate), true, 1_700_000_000_000L, Release.parse("0.1.0")),
        new PeerMessage.HaveBatches(ids), new PeerMessage.WantBatches(ids), new PeerMessage.Batches(batches),
        new PeerMessage.CompactBlock(header, ids), new PeerMessage.WantBlock(header.id()),
        new PeerMessage.WholeBlock(header, batches), new PeerMessage.Finality(vote(VoteStep.PREVOTE, block)),
        new PeerMessage.Finality(certificate), new PeerMessage.Finality(pol),
        new PeerMessage.Finality(new Proposal(0, 1, 1, block, 0, 7, Bytes.wrap(new byte[64]), pol)),
        new PeerMessage.Finality(new CertificateRequest(1)),
        new PeerMessage.Finality(new VoteSummary(0, 1, 0, NODES, 0, Bytes.wrap(new byte[3]), Bytes.wrap(new byte[3]))),
        new PeerMessage.Headers(1, List.of(header, header), Optional.of(certificate)),
        new PeerMessage.Bodies(1, List.of(batches, batches))));
    all.add(new PeerMessage.WantHeaders(1, 512));
    all.add(new PeerMessage.WantBodies(1, 64));
    return all;
  }

  @Test
  void sizesAreThoseOfTheCodecWithinAFewPercent() {
    for (var message : messages()) {
      int real = EncodedSizes.of(message, cluster.chainTag(), new Epochs(cluster.entry(), cluster.chainTag().bytes()));

      assertThat((double) MessageSizes.of(message)).as(message.getClass().getSimpleName())
          .isCloseTo(real, within(4 + 0.04 * real));
    }
  }

  @Test
  void digestsDiffer() {
    assertThat(messages().stream().map(wire::digest).distinct()).hasSize(messages().size());
    assertThat(wire.digest(new PeerMessage.Finality(vote(VoteStep.PREVOTE, block))))
        .isEqualTo(wire.digest(new PeerMessage.Finality(vote(VoteStep.PREVOTE, block))))
        .isNotEqualTo(wire.digest(new PeerMessage.Finality(vote(VoteStep.PRECOMMIT, block))));
  }

  @Test
  void aForgedVoteContradictsTheOtherAndIsSigned() {
    for (var honest : List.of(vote(VoteStep.PREVOTE, block), vote(VoteStep.PRECOMMIT, BlockRef.NIL))) {
      var forged = (PeerMessage.Finality) wire.conflicting(new PeerMessage.Finality(honest)).orElseThrow();
      var vote = (Vote) forged.message();

      assertThat(vote.block()).isNotEqualTo(honest.block());
      assertThat(vote.member()).isEqualTo(honest.member());
      assertThat(vote.verify(cluster.chainTag(), cluster.entry().members(), FakeKeys::verify)).isTrue();
    }
  }

  @Test
  void aSiblingIsAsGoodAsTheBlockAndAWrongRootIsNot() {
    var compact = new PeerMessage.CompactBlock(header, batches.stream().map(BatchView::id).toList());
    var sibling = ((PeerMessage.CompactBlock) wire.conflicting(compact).orElseThrow()).header();
    var wrong = ((PeerMessage.CompactBlock) wire.wrongRoot(compact).orElseThrow()).header();

    assertThat(wire.author(compact)).isEqualTo(3);
    assertThat(sibling.id()).isNotEqualTo(header.id());
    assertThat(FakeKeys.verify(cluster.key(3), sibling.headerBytes(), sibling.signature())).isTrue();
    assertThat(cluster.ledger().execute(header, batches)).isInstanceOf(Ledger.Executed.Valid.class);
    assertThat(cluster.ledger().execute(sibling, batches)).isInstanceOf(Ledger.Executed.Valid.class);
    assertThat(cluster.ledger().execute(wrong, batches)).isInstanceOf(Ledger.Executed.Invalid.class);
  }

  @Test
  void aBatchIsInAChainOnce() {
    var ledger = cluster.ledger();
    var first = ((Ledger.Executed.Valid) ledger.execute(header, batches)).block();
    var again = ledger.draft(first, 1_767_225_606_000L, batches, cluster.key(3), Bytes.EMPTY, Bytes.EMPTY);

    assertThat(ledger.contains(first, batches.getFirst().id())).isTrue();
    assertThat(ledger.contains(ledger.genesis(), batches.getFirst().id())).isFalse();
    assertThat(ledger.execute(again, batches)).isInstanceOf(Ledger.Executed.Invalid.class);
  }
}
