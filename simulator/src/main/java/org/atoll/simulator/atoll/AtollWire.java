package org.atoll.simulator.atoll;

import java.util.List;
import java.util.Optional;
import org.atoll.gossip.core.Control;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.model.MessageKind;
import org.atoll.simulator.core.world.Wire;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteBundle;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.peer.core.PeerMessage;

/** The world's view of messages: {@link PeerMessage}s between nodes, {@link BatchView}s from clients. */
final class AtollWire implements Wire {
  private static final int CENSORED_OF = 4;

  private final AtollCluster cluster;

  AtollWire(AtollCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public MessageKind kind(Object message) {
    if (message instanceof PeerMessage.Finality finality) {
      return kind(finality.message());
    }
    if (message instanceof PeerMessage peer) {
      return kind(peer);
    }
    return message instanceof Control ? MessageKind.PEERING : MessageKind.TRANSACTION;
  }

  private static MessageKind kind(FinalityMessage message) {
    return switch (message) {
      case Vote ignored -> MessageKind.VOTE;
      case VoteBundle ignored -> MessageKind.VOTE;
      case Proposal ignored -> MessageKind.PROPOSAL;
      case Pol ignored -> MessageKind.PROPOSAL;
      case Certificate ignored -> MessageKind.CERTIFICATE;
      case CertificateRequest ignored -> MessageKind.SYNC;
      case VoteSummary ignored -> MessageKind.SYNC;
    };
  }

  private static MessageKind kind(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Finality(var inner) -> kind(inner);
      case PeerMessage.CompactBlock ignored -> MessageKind.BLOCK;
      case PeerMessage.WholeBlock ignored -> MessageKind.BLOCK;
      case PeerMessage.HaveBatches ignored -> MessageKind.TRANSACTION;
      case PeerMessage.WantBatches ignored -> MessageKind.TRANSACTION;
      case PeerMessage.Batches ignored -> MessageKind.TRANSACTION;
      case PeerMessage.WantBlock ignored -> MessageKind.SYNC;
      case PeerMessage.WantHeaders ignored -> MessageKind.SYNC;
      case PeerMessage.Headers ignored -> MessageKind.SYNC;
      case PeerMessage.WantBodies ignored -> MessageKind.SYNC;
      case PeerMessage.Bodies ignored -> MessageKind.SYNC;
      case PeerMessage.WantAnchor ignored -> MessageKind.SYNC;
      case PeerMessage.Anchor ignored -> MessageKind.SYNC;
      case PeerMessage.WantRange ignored -> MessageKind.SYNC;
      case PeerMessage.Range ignored -> MessageKind.SYNC;
      case PeerMessage.Status ignored -> MessageKind.OTHER;
      case PeerMessage.WantVouch ignored -> MessageKind.SYNC;
      case PeerMessage.Vouched ignored -> MessageKind.SYNC;
      case PeerMessage.Evidence ignored -> MessageKind.OTHER;
      case PeerMessage.EngineMessage ignored -> MessageKind.OTHER;
    };
  }

  @Override
  public long digest(Object message) {
    if (message instanceof Control control) { // tested one by one: there are millions of them
      return digest(control);
    }
    if (message instanceof PeerMessage.Finality finality) {
      return digest(finality.message());
    }
    return message instanceof PeerMessage peer ? digest(peer) : word(((BatchView) message).id().bytes());
  }

  private static long digest(Control control) {
    return TraceHash.mix(switch (control) {
      case Control.Ping(var nonce) -> nonce;
      case Control.Pong(var nonce) -> ~nonce;
      case Control.PeerRequest(var self) -> 31;
      case Control.PeerAccept(var self) -> 32;
      case Control.PeerRefuse(var why) -> TraceHash.of(why);
      case Control.PeersRequest() -> 33;
      case Control.PeersReply(var records) -> {
        long sum = 34;
        for (var record : records) {
          sum = TraceHash.mix(sum + word(record.id().key().bytes()) + record.sequence());
        }
        yield sum;
      }
      case Control.Goodbye(var why) -> ~TraceHash.of(why);
    });
  }

  private static long word(Bytes id) {
    return FakeKeys.word(id, 0);
  }

  private static long digest(Vote vote) {
    var ballot = vote.ballot();
    return TraceHash.mix(word(ballot.block().id().bytes()) + ballot.instance() * 31 + ballot.round())
        + (long) vote.member() * 4 + ballot.step().code();
  }

  private long digest(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Finality(var inner) -> digest(inner);
      case PeerMessage.CompactBlock(var header, var ids) -> 1 + word(header.id().bytes());
      case PeerMessage.WholeBlock(var header, var batches) -> 2 + word(header.id().bytes());
      case PeerMessage.HaveBatches(var ids) -> 3 + digest(ids);
      case PeerMessage.WantBatches(var ids) -> 4 + digest(ids);
      case PeerMessage.Batches(var batches) -> 5 + digest(batches.stream().map(BatchView::id).toList());
      case PeerMessage.WantBlock(var id) -> 6 + word(id.bytes());
      case PeerMessage.WantHeaders(var from, var max) -> TraceHash.mix(7 + from * 31 + max);
      case PeerMessage.Headers headers -> TraceHash.mix(8 + headers.fromHeight() * 31 + headers.headers().size());
      case PeerMessage.WantBodies(var from, var count) -> TraceHash.mix(9 + from * 31 + count);
      case PeerMessage.Bodies(var from, var bodies) -> TraceHash.mix(10 + from * 31 + bodies.size());
      case PeerMessage.Status status -> 11 + word(status.headId().bytes()) + TraceHash.mix(status.finalHeight());
      case PeerMessage.WantAnchor(var height) -> TraceHash.mix(19 + height);
      case PeerMessage.Anchor anchor -> TraceHash.mix(20 + anchor.height());
      case PeerMessage.WantRange range -> TraceHash.mix(21 + range.height());
      case PeerMessage.Range range -> TraceHash.mix(22 + range.height());
      case PeerMessage.WantVouch(var nonce, var height) -> TraceHash.mix(24 + word(nonce.bytes()) + height);
      case PeerMessage.Vouched(var vouch) -> TraceHash.mix(25 + word(vouch.nonce().bytes()) + word(vouch.signature()));
      case PeerMessage.Evidence(var evidence) -> 12 + word(Sha256.hash(EvidenceCodec.encode(evidence, cluster.chainTag())).bytes());
      case PeerMessage.EngineMessage(var type, var bytes) -> TraceHash.mix(13 + type * 31L + bytes.hashCode());
    };
  }

  private static long digest(List<TransactionId> ids) {
    long digest = ids.size();
    for (var id : ids) {
      digest = TraceHash.mix(digest + word(id.bytes()));
    }
    return digest;
  }

  private static long digest(FinalityMessage message) {
    return switch (message) {
      case Vote vote -> digest(vote);
      case VoteBundle(var votes) -> digestAll(votes);
      case Proposal proposal -> 14 + place(proposal.block(), proposal.instance(), proposal.round())
          + proposal.validRound();
      case Pol pol -> 15 + place(pol.block(), pol.instance(), pol.round());
      case Certificate certificate -> 16
          + place(certificate.block(), certificate.instance(), certificate.round()) + certificate.signers().count();
      case CertificateRequest(var from) -> TraceHash.mix(17 + from);
      case VoteSummary summary -> TraceHash.mix(18 + summary.instance() * 31 + summary.round())
          + summary.prevotes().hashCode() * 31L + summary.precommits().hashCode();
    };
  }

  private static long digestAll(List<Vote> votes) {
    long digest = 23;
    for (var vote : votes) {
      digest = TraceHash.mix(digest + digest(vote));
    }
    return digest;
  }

  private static long place(BlockRef block, long instance, int round) {
    return TraceHash.mix(word(block.id().bytes()) + instance * 31 + round);
  }

  @Override
  public int author(Object message) {
    return switch (message) {
      case PeerMessage.CompactBlock(var header, var ids) -> cluster.number(header.producer());
      case PeerMessage.WholeBlock(var header, var batches) -> cluster.number(header.producer());
      case PeerMessage.Finality(Vote vote) -> cluster.ofMember(vote.member());
      case PeerMessage.Finality(Proposal proposal) -> cluster.ofMember(proposal.member());
      default -> -1;
    };
  }

  @Override
  public Optional<Object> conflicting(Object message) {
    return switch (message) {
      case PeerMessage.CompactBlock(var header, var ids) ->
          Optional.of(new PeerMessage.CompactBlock(sibling(header), ids));
      case PeerMessage.WholeBlock(var header, var batches) ->
          Optional.of(new PeerMessage.WholeBlock(sibling(header), batches));
      case PeerMessage.Finality(Vote vote) -> Optional.of(new PeerMessage.Finality(conflicting(vote)));
      case PeerMessage.Finality(Proposal proposal) -> Optional.of(new PeerMessage.Finality(conflicting(proposal)));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Object> wrongRoot(Object message) {
    return switch (message) {
      case PeerMessage.CompactBlock(var header, var ids) ->
          Optional.of(new PeerMessage.CompactBlock(wrong(header), ids));
      case PeerMessage.WholeBlock(var header, var batches) ->
          Optional.of(new PeerMessage.WholeBlock(wrong(header), batches));
      default -> Optional.empty();
    };
  }

  /** As good as the block, for the same slot. */
  private static SignedHeader sibling(SignedHeader header) {
    return signed(header, header.header().toBuilder().setGasLimit(header.header().getGasLimit() + 1).build());
  }

  private static SignedHeader wrong(SignedHeader header) {
    var root = Sha256.hash(Bytes.of(header.header().getStateRoot())).bytes().toByteString();
    return signed(header, header.header().toBuilder().setStateRoot(root).build());
  }

  private static SignedHeader signed(SignedHeader before, BlockHeader header) {
    var bytes = Bytes.wrap(header.toByteArray());
    return new SignedHeader(header, bytes, new BlockId(Sha256.hash(bytes).bytes()),
        FakeKeys.sign(before.producer(), bytes), before.certificate());
  }

  /** For nil in place of a block, for a block that nobody has in place of nil. */
  private Vote conflicting(Vote vote) {
    var ballot = vote.ballot();
    var block = ballot.block().isNil() ? nowhere(1, Bytes.wrap(new byte[32])) : BlockRef.NIL;
    var other = new Ballot(ballot.epoch(), ballot.instance(), ballot.round(), ballot.step(), block);
    return new Vote(other, vote.member(), sign(vote.member(), other.signingBytes(cluster.chainTag())));
  }

  private Proposal conflicting(Proposal proposal) {
    var block = nowhere(proposal.block().height(), proposal.block().id().bytes());
    var message = Proposal.signingBytes(cluster.chainTag(), proposal.epoch(), proposal.instance(), proposal.round(),
        block, -1);
    return new Proposal(proposal.epoch(), proposal.instance(), proposal.round(), block, -1, proposal.member(),
        sign(proposal.member(), message), null);
  }

  private static BlockRef nowhere(long height, Bytes seed) {
    return new BlockRef(height, new BlockId(Sha256.hash(seed).bytes()));
  }

  private Bytes sign(int member, Bytes message) {
    return FakeKeys.sign(cluster.entry().members().get(member).key(), message);
  }

  @Override
  public boolean censored(Object message) {
    return switch (message) {
      case BatchView batch -> censored(batch.id());
      case PeerMessage.Batches(var batches) -> batches.stream().anyMatch(batch -> censored(batch.id()));
      default -> false;
    };
  }

  private static boolean censored(TransactionId id) {
    return Math.floorMod(id.bytes().get(0), CENSORED_OF) == 0;
  }

  @Override
  public String describe(Object message) {
    return switch (message) {
      case PeerMessage.CompactBlock(var header, var ids) -> "block " + brief(header) + ", " + ids.size() + " batches";
      case PeerMessage.WholeBlock(var header, var batches) -> "whole block " + brief(header);
      case PeerMessage.Finality(Vote(var ballot, var member, var signature)) -> "vote of " + member + " in "
          + ballot.instance() + "/" + ballot.round() + ": " + ballot.step() + " " + ballot.block();
      case PeerMessage.Finality(VoteBundle(var votes)) -> votes.size() + " votes, first of "
          + votes.getFirst().member() + " in " + votes.getFirst().instance() + "/" + votes.getFirst().round();
      case PeerMessage.Finality(Certificate certificate) -> "certificate " + certificate.instance() + "/"
          + certificate.round() + ": " + certificate.block();
      case PeerMessage.Finality(Proposal proposal) -> "proposal " + proposal.instance() + "/" + proposal.round() + ": "
          + proposal.block() + ", valid in " + proposal.validRound();
      case PeerMessage.Finality(VoteSummary summary) -> "votes held in " + summary.instance() + "/" + summary.round();
      case PeerMessage.Status status -> "status: final " + status.finalHeight() + ", head " + status.headHeight() + " "
          + status.headId().brief();
      case PeerMessage.Batches(var batches) -> batches.size() + " batches";
      case PeerMessage.HaveBatches(var ids) -> "has " + ids.size() + " batches";
      case PeerMessage.WantBatches(var ids) -> "wants " + ids.size() + " batches";
      case PeerMessage.WantBlock(var id) -> "wants block " + id.brief();
      case PeerMessage.Headers headers -> headers.headers().size() + " headers from " + headers.fromHeight();
      case PeerMessage.Bodies(var from, var bodies) -> bodies.size() + " bodies from " + from;
      case BatchView batch -> "batch " + batch.id().brief();
      default -> message.toString();
    };
  }

  private static String brief(SignedHeader header) {
    return header.height() + ":" + header.id().brief();
  }
}
