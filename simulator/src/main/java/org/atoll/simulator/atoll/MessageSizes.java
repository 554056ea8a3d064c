package org.atoll.simulator.atoll;

import java.util.List;
import org.atoll.gossip.core.Control;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteBundle;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.peer.core.PeerMessage;

/** How many bytes messages take, within a few percent, without encoding them. Pure. */
final class MessageSizes {
  private static final int ID = 32;
  private static final int SIGNATURE = 64;
  private static final int FIELD = 3; // tag and length
  private static final int CERTIFICATE = 61;
  private static final int PROPOSAL = 186;
  private static final int RECORD = 160; // of a peer: keys, endpoint, sequence, signature

  private MessageSizes() {}

  static int of(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Status status -> 2 * FIELD + FIELD + ID + 2 * FIELD
          + status.certificate().map(certificate -> FIELD + size(certificate)).orElse(0);
      case PeerMessage.HaveBatches(var ids) -> FIELD + ID * ids.size();
      case PeerMessage.WantBatches(var ids) -> FIELD + ID * ids.size();
      case PeerMessage.Batches(var batches) -> size(batches);
      case PeerMessage.CompactBlock(var header, var ids) -> size(header) + FIELD + ID * ids.size();
      case PeerMessage.WantBlock ignored -> FIELD + ID;
      case PeerMessage.WholeBlock(var header, var batches) -> size(header) + size(batches);
      case PeerMessage.Finality(var inner) -> size(inner);
      case PeerMessage.WantHeaders ignored -> 2 * FIELD;
      case PeerMessage.WantBodies ignored -> 2 * FIELD;
      case PeerMessage.Headers headers -> FIELD + headers.headers().stream().mapToInt(MessageSizes::size).sum()
          + headers.certificate().map(certificate -> FIELD + size(certificate)).orElse(0);
      case PeerMessage.Bodies(var from, var bodies) -> FIELD
          + bodies.stream().mapToInt(body -> FIELD + size(body)).sum();
      case PeerMessage.WantAnchor ignored -> FIELD;
      case PeerMessage.Anchor anchor -> throw unused(anchor);
      case PeerMessage.WantRange ignored -> 3 * FIELD;
      case PeerMessage.Range range -> throw unused(range);
      case PeerMessage.WantVouch ignored -> ID + Long.BYTES;
      case PeerMessage.Vouched ignored -> 2 * ID + Long.BYTES + SIGNATURE;
      case PeerMessage.Evidence(var evidence) -> EvidenceCodec.size(evidence);
      case PeerMessage.EngineMessage(var type, var bytes) -> 2 * FIELD + bytes.size();
    };
  }

  static int of(Control control) {
    return 1 + switch (control) {
      case Control.Ping ignored -> Long.BYTES;
      case Control.Pong ignored -> Long.BYTES;
      case Control.PeerRequest(var self) -> 1 + self.size() * RECORD;
      case Control.PeerAccept(var self) -> 1 + self.size() * RECORD;
      case Control.PeerRefuse(var why) -> 2 + why.length();
      case Control.PeersRequest ignored -> 0;
      case Control.PeersReply(var records) -> 1 + records.size() * RECORD;
      case Control.Goodbye(var why) -> 2 + why.length();
    };
  }

  private static IllegalStateException unused(PeerMessage message) {
    return new IllegalStateException("nodes catch up block by block here: " + message);
  }

  private static int size(FinalityMessage message) {
    return switch (message) {
      case Vote ignored -> Vote.SIZE;
      case VoteBundle bundle -> bundle.size();
      case Proposal proposal -> PROPOSAL + proposal.proof().map(pol -> size(pol.signers())).orElse(0);
      case Pol pol -> CERTIFICATE + size(pol.signers());
      case Certificate certificate -> size(certificate);
      case CertificateRequest ignored -> Long.BYTES;
      case VoteSummary summary -> 23 + 2 * summary.prevotes().size();
    };
  }

  private static int size(Certificate certificate) {
    return CERTIFICATE + size(certificate.signers());
  }

  private static int size(Signers signers) {
    return 2 + signers.bitmap().size() + signers.signatures().size();
  }

  static int size(SignedHeader header) {
    return 4 * FIELD + header.headerBytes().size() + SIGNATURE + header.certificate().size();
  }

  static int size(List<BatchView> batches) {
    int size = 0;
    for (var batch : batches) {
      size += 2 * FIELD + batch.body().size();
    }
    return size;
  }
}
