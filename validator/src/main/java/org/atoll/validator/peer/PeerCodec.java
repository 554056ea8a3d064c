package org.atoll.validator.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.proto.BatchIds;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.PeerAnchor;
import org.atoll.sdk.proto.PeerBareBlock;
import org.atoll.sdk.proto.PeerBatches;
import org.atoll.sdk.proto.PeerBodies;
import org.atoll.sdk.proto.PeerCompactBlock;
import org.atoll.sdk.proto.PeerEngineMessage;
import org.atoll.sdk.proto.PeerHeader;
import org.atoll.sdk.proto.PeerHeaders;
import org.atoll.sdk.proto.PeerRange;
import org.atoll.sdk.proto.PeerStateEntry;
import org.atoll.sdk.proto.PeerStatusMessage;
import org.atoll.sdk.proto.PeerWant;
import org.atoll.sdk.proto.PeerWantRange;
import org.atoll.sdk.proto.PeerWholeBlock;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.family.evidence.SealedHeaders;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCheck;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Proposal;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteBundle;
import org.atoll.validator.finality.core.VoteSummary;
import org.atoll.validator.finality.core.Vouch;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.peer.core.Release;
import org.atoll.validator.settings.Epochs;
import org.atoll.validator.state.StateEntry;
import org.atoll.validator.state.StateRange;

/** Bytes of messages between validators, and the checks of their signatures. Thread-safe. */
final class PeerCodec {
  private static final int ID = 32;
  private static final int MAX_IDS = 1_000;

  /** What reading foreign bytes gave. */
  sealed interface Read {
    record Ok(PeerMessage message) implements Read {}

    /** They are no message of that kind. */
    record Undecodable(String why) implements Read {}

    /** A signature is wrong, or of somebody who may not sign that. */
    record Forged(String why) implements Read {}
  }

  /** A message on the wire. */
  record Encoded(PeerKind kind, Bytes body) {}

  private final Hash32 chainTag;
  private final Epochs epochs;
  private final EvidenceCheck evidences;
  private final VerifiedHashes verified = new VerifiedHashes();

  PeerCodec(Hash32 chainTag, Epochs epochs) {
    this.chainTag = chainTag;
    this.epochs = epochs;
    this.evidences = new EvidenceCheck(chainTag, Signatures::verify, new SealedHeaders(epochs, Signatures::verify));
  }

  Encoded encode(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Status status -> new Encoded(PeerKind.STATUS, bytes(PeerStatusMessage.newBuilder()
          .setFinalHeight(status.finalHeight()).setHeadHeight(status.headHeight())
          .setHeadId(status.headId().bytes().toByteString())
          .setCertificate(status.certificate().map(Certificate::encode).orElse(Bytes.EMPTY).toByteString())
          .setMeshed(status.meshed()).setClockMillis(status.clockMillis())
          .setRelease(status.release().map(Release::toString).orElse("")).build()));
      case PeerMessage.HaveBatches(var ids) -> new Encoded(PeerKind.HAVE_BATCHES, ids(ids));
      case PeerMessage.WantBatches(var ids) -> new Encoded(PeerKind.WANT_BATCHES, ids(ids));
      case PeerMessage.Batches(var batches) -> new Encoded(PeerKind.BATCHES, bytes(batches(batches)));
      case PeerMessage.CompactBlock(var header, var ids) -> new Encoded(PeerKind.COMPACT_BLOCK,
          bytes(PeerCompactBlock.newBuilder().setHeader(header(header)).setIds(joined(ids)).build()));
      case PeerMessage.WantBlock(var id) -> new Encoded(PeerKind.WANT_BLOCK, id.bytes());
      case PeerMessage.WholeBlock(var header, var batches) -> new Encoded(PeerKind.WHOLE_BLOCK,
          bytes(PeerWholeBlock.newBuilder().setHeader(header(header))
              .addAllBatches(batches.stream().map(PeerCodec::envelope).toList()).build()));
      case PeerMessage.Finality(var inner) -> encode(inner);
      case PeerMessage.WantHeaders(var from, var max) -> new Encoded(PeerKind.WANT_HEADERS, want(from, max));
      case PeerMessage.WantBodies(var from, var count) -> new Encoded(PeerKind.WANT_BODIES, want(from, count));
      case PeerMessage.Headers headers -> new Encoded(PeerKind.HEADERS, bytes(PeerHeaders.newBuilder()
          .setFromHeight(headers.fromHeight())
          .addAllHeaders(headers.headers().stream().map(PeerCodec::header).toList())
          .setCertificate(headers.certificate().map(Certificate::encode).orElse(Bytes.EMPTY).toByteString()).build()));
      case PeerMessage.Bodies(var from, var bodies) -> new Encoded(PeerKind.BODIES, bytes(PeerBodies.newBuilder()
          .setFromHeight(from).addAllBodies(bodies.stream().map(PeerCodec::batches).toList()).build()));
      case PeerMessage.WantAnchor(var height) -> new Encoded(PeerKind.WANT_ANCHOR, want(height, 0));
      case PeerMessage.Anchor anchor -> new Encoded(PeerKind.ANCHOR, bytes(PeerAnchor.newBuilder()
          .setHeight(anchor.height())
          .setCertificate(anchor.certificate().map(Certificate::encode).orElse(Bytes.EMPTY).toByteString())
          .addAllBlocks(anchor.blocks().stream().map(block -> PeerBareBlock.newBuilder()
              .setHeader(header(block.signed())).setEthereumHeader(block.ethereum().encode().toByteString())
              .build()).toList()).build()));
      case PeerMessage.WantRange(var height, var from, var to) -> new Encoded(PeerKind.WANT_RANGE,
          bytes(PeerWantRange.newBuilder().setHeight(height).setFrom(from.toByteString()).setTo(to.toByteString())
              .build()));
      case PeerMessage.Range range -> new Encoded(PeerKind.RANGE, bytes(range(range)));
      case PeerMessage.Evidence(var evidence) ->
          new Encoded(PeerKind.EVIDENCE, EvidenceCodec.encode(evidence, chainTag));
      case PeerMessage.WantVouch(var nonce, var height) -> new Encoded(PeerKind.WANT_VOUCH,
          nonce.bytes().concat(Bytes.wrap(ByteBuffer.allocate(8).putLong(height).array())));
      case PeerMessage.Vouched(var vouch) -> new Encoded(PeerKind.VOUCH, vouch.encode());
      case PeerMessage.EngineMessage(var type, var bytes) -> new Encoded(PeerKind.ENGINE,
          bytes(PeerEngineMessage.newBuilder().setType(type).setBytes(bytes.toByteString()).build()));
    };
  }

  private static PeerRange range(PeerMessage.Range range) {
    var message = PeerRange.newBuilder().setHeight(range.height()).setFrom(range.from().toByteString())
        .setTo(range.to().toByteString());
    range.part().ifPresent(part -> {
      message.setKept(true).setNext(part.next().toByteString()).setLast(part.last().toByteString());
      part.entries().forEach(entry -> message.addEntries(PeerStateEntry.newBuilder()
          .setAddress(entry.address().bytes().toByteString()).setValue(entry.value().toByteString())));
    });
    return message.build();
  }

  private Encoded encode(FinalityMessage message) {
    return switch (message) {
      case Vote vote -> new Encoded(PeerKind.VOTE, vote.encode(chainTag));
      case VoteBundle bundle -> new Encoded(PeerKind.VOTES, bundle.encode(chainTag));
      case Proposal proposal -> new Encoded(PeerKind.PROPOSAL, proposal.encode(chainTag));
      case Pol pol -> new Encoded(PeerKind.POL, pol.encode());
      case Certificate certificate -> new Encoded(PeerKind.CERTIFICATE, certificate.encode());
      case CertificateRequest request -> new Encoded(PeerKind.WANT_CERTIFICATES, request.encode());
      case VoteSummary summary -> new Encoded(PeerKind.VOTES_HELD, summary.encode());
    };
  }

  private static Bytes bytes(MessageLite message) {
    return Bytes.wrap(message.toByteArray());
  }

  private static Bytes ids(List<TransactionId> ids) {
    return bytes(BatchIds.newBuilder().setIds(joined(ids)).build());
  }

  private static ByteString joined(List<TransactionId> ids) {
    var out = new byte[ID * ids.size()];
    for (int i = 0; i < ids.size(); i++) {
      System.arraycopy(ids.get(i).bytes().unsafeArray(), 0, out, ID * i, ID);
    }
    return ByteString.copyFrom(out);
  }

  private static Bytes want(long from, int count) {
    return bytes(PeerWant.newBuilder().setFromHeight(from).setCount(count).build());
  }

  private static PeerHeader header(SignedHeader header) {
    return PeerHeader.newBuilder().setHeader(header.headerBytes().toByteString())
        .setSignature(header.signature().toByteString()).setCertificate(header.certificate().toByteString()).build();
  }

  private static PeerBatches batches(List<BatchView> batches) {
    return PeerBatches.newBuilder().addAllBatches(batches.stream().map(PeerCodec::envelope).toList()).build();
  }

  private static Envelope envelope(BatchView batch) {
    return Envelope.newBuilder().setFormat(batch.format()).setBody(batch.body().toByteString()).build();
  }

  // Reading

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean forged;

    Refused(boolean forged, String why) {
      super(why, null, false, false);
      this.forged = forged;
    }
  }

  /** Decodes and checks all signatures. Never throws on foreign bytes. */
  Read read(PeerKind kind, Bytes body) {
    try {
      return new Read.Ok(decode(kind, body));
    } catch (Refused refused) {
      var why = String.valueOf(refused.getMessage());
      return refused.forged ? new Read.Forged(why) : new Read.Undecodable(why);
    } catch (InvalidProtocolBufferException broken) {
      return new Read.Undecodable(String.valueOf(broken.getMessage()));
    }
  }

  private PeerMessage decode(PeerKind kind, Bytes body) throws Refused, InvalidProtocolBufferException {
    var raw = body.unsafeArray();
    return switch (kind) {
      case STATUS -> status(PeerStatusMessage.parseFrom(raw));
      case HAVE_BATCHES -> new PeerMessage.HaveBatches(split(BatchIds.parseFrom(raw).getIds(), MAX_IDS));
      case WANT_BATCHES -> new PeerMessage.WantBatches(split(BatchIds.parseFrom(raw).getIds(), MAX_IDS));
      case BATCHES -> new PeerMessage.Batches(views(PeerBatches.parseFrom(raw).getBatchesList()));
      case COMPACT_BLOCK -> compact(PeerCompactBlock.parseFrom(raw));
      case WANT_BLOCK -> new PeerMessage.WantBlock(blockId(body));
      case WHOLE_BLOCK -> whole(PeerWholeBlock.parseFrom(raw));
      case VOTE, VOTES, PROPOSAL, POL, CERTIFICATE, WANT_CERTIFICATES, VOTES_HELD ->
          new PeerMessage.Finality(finality(kind, body));
      case WANT_HEADERS -> {
        var want = PeerWant.parseFrom(raw);
        yield new PeerMessage.WantHeaders(height(want.getFromHeight()), want.getCount());
      }
      case WANT_BODIES -> {
        var want = PeerWant.parseFrom(raw);
        yield new PeerMessage.WantBodies(height(want.getFromHeight()), want.getCount());
      }
      case HEADERS -> headers(PeerHeaders.parseFrom(raw));
      case BODIES -> bodies(PeerBodies.parseFrom(raw));
      case WANT_ANCHOR -> new PeerMessage.WantAnchor(height(PeerWant.parseFrom(raw).getFromHeight()));
      case ANCHOR -> anchor(PeerAnchor.parseFrom(raw));
      case WANT_RANGE -> {
        var want = PeerWantRange.parseFrom(raw);
        yield new PeerMessage.WantRange(height(want.getHeight()), bound(want.getFrom()), bound(want.getTo()));
      }
      case RANGE -> range(PeerRange.parseFrom(raw));
      case WANT_VOUCH -> wantVouch(body);
      case VOUCH -> switch (Vouch.decode(body)) {
        case Decoded.Ok<Vouch>(var vouch) -> new PeerMessage.Vouched(vouch);
        case Decoded.Refused<Vouch>(var why) -> throw new Refused(false, why);
      };
      case EVIDENCE -> evidence(body);
      case ENGINE -> {
        var message = PeerEngineMessage.parseFrom(raw);
        yield new PeerMessage.EngineMessage(message.getType(), Bytes.of(message.getBytes()));
      }
    };
  }

  private PeerMessage status(PeerStatusMessage message) throws Refused {
    var certificate = certificate(Bytes.of(message.getCertificate()));
    if (certificate.isPresent() && certificate.get().block().height() != message.getFinalHeight()) {
      throw new Refused(false, "the certificate is not for the final height");
    }
    return new PeerMessage.Status(certificate.isPresent() ? height(message.getFinalHeight()) : 0,
        height(message.getHeadHeight()), blockId(Bytes.of(message.getHeadId())), certificate, message.getMeshed(),
        time(message.getClockMillis()), Release.parse(message.getRelease()));
  }

  private static long height(long height) throws Refused {
    if (height < 0 || height > Long.MAX_VALUE / 2) {
      throw new Refused(false, "no height: " + height);
    }
    return height;
  }

  private static long time(long millis) throws Refused {
    if (millis < 0 || millis > Long.MAX_VALUE / 2) {
      throw new Refused(false, "no time: " + millis);
    }
    return millis;
  }

  private static BlockId blockId(Bytes bytes) throws Refused {
    if (bytes.size() != ID) {
      throw new Refused(false, "a block id has 32 bytes, not " + bytes.size());
    }
    return new BlockId(bytes);
  }

  private static List<TransactionId> split(ByteString ids, int max) throws Refused {
    if (ids.size() % ID != 0 || ids.size() / ID > max) {
      throw new Refused(false, ids.size() + " bytes are not up to " + max + " ids");
    }
    var found = new ArrayList<TransactionId>(ids.size() / ID);
    for (int at = 0; at < ids.size(); at += ID) {
      found.add(new TransactionId(Bytes.of(ids.substring(at, at + ID))));
    }
    return found;
  }

  private static List<BatchView> views(List<Envelope> envelopes) throws Refused {
    var views = new ArrayList<BatchView>(envelopes.size());
    for (var envelope : envelopes) {
      switch (EnvelopeCodec.decode(envelope.getFormat(), Bytes.of(envelope.getBody()))) {
        case EnvelopeCodec.Decoded.Ok(var view) -> views.add(view);
        case EnvelopeCodec.Decoded.Refused(var refusal) -> throw new Refused(true, "batch: " + refusal.message());
      }
    }
    return views;
  }

  private PeerMessage compact(PeerCompactBlock message) throws Refused {
    var header = header(message.getHeader());
    var ids = split(message.getIds(), Integer.MAX_VALUE / ID);
    requireBatches(header, ids);
    return new PeerMessage.CompactBlock(header, ids);
  }

  private PeerMessage whole(PeerWholeBlock message) throws Refused {
    var header = header(message.getHeader());
    var batches = views(message.getBatchesList());
    requireBatches(header, batches.stream().map(BatchView::id).toList());
    return new PeerMessage.WholeBlock(header, batches);
  }

  private static void requireBatches(SignedHeader header, List<TransactionId> ids) throws Refused {
    var root = PaddedTree.root(ids.stream().map(TransactionId::bytes).toList());
    if (!root.bytes().equals(Bytes.of(header.header().getBatchesRoot()))) {
      throw new Refused(false, "the batches are not the header's");
    }
  }

  /** A header signed by a member of its epoch, with a certificate that holds. */
  private SignedHeader header(PeerHeader message) throws Refused {
    var header = unsignedHeader(message);
    if (!verified.contains(header.id().bytes(), header.signature())) {
      if (!epochs.members(epochs.of(header.height())).contains(header.producer())) {
        throw new Refused(true, "the producer of block " + header.height() + " is no member");
      }
      if (!Signatures.verify(header.producer(), header.headerBytes(), header.signature())) {
        throw new Refused(true, "the signature of block " + header.height() + " is wrong");
      }
      verified.add(header.id().bytes(), header.signature());
    }
    certificate(header.certificate());
    return header;
  }

  private static SignedHeader unsignedHeader(PeerHeader message) throws Refused {
    return SignedHeader.decode(Bytes.of(message.getHeader()), Bytes.of(message.getSignature()),
        Bytes.of(message.getCertificate())).orElseThrow(() -> new Refused(false, "no header"));
  }

  /** Headers that a certificate proves need no look at their own signatures: their hashes chain up to it. */
  private PeerMessage headers(PeerHeaders message) throws Refused {
    var headers = new ArrayList<SignedHeader>(message.getHeadersCount());
    for (var header : message.getHeadersList()) {
      headers.add(unsignedHeader(header));
    }
    var certificate = certificate(Bytes.of(message.getCertificate()));
    return new PeerMessage.Headers(height(message.getFromHeight()), certificate.isEmpty() ? List.of() : headers,
        certificate);
  }

  private static PeerMessage bodies(PeerBodies message) throws Refused {
    var bodies = new ArrayList<List<BatchView>>(message.getBodiesCount());
    for (var body : message.getBodiesList()) {
      bodies.add(views(body.getBatchesList()));
    }
    return new PeerMessage.Bodies(height(message.getFromHeight()), bodies);
  }

  /** Certified hashes lead to each header, so their signatures need no look. */
  private PeerMessage anchor(PeerAnchor message) throws Refused {
    var blocks = new ArrayList<BareBlock>(message.getBlocksCount());
    for (var block : message.getBlocksList()) {
      blocks.add(new BareBlock(unsignedHeader(block.getHeader()), ethereum(Bytes.of(block.getEthereumHeader()))));
    }
    var certificate = certificate(Bytes.of(message.getCertificate()));
    return new PeerMessage.Anchor(height(message.getHeight()), certificate, certificate.isEmpty() ? List.of() : blocks);
  }

  private static EthereumHeader ethereum(Bytes encoded) throws Refused {
    try {
      return EthereumHeader.decode(encoded);
    } catch (IllegalArgumentException broken) {
      throw new Refused(false, "Ethereum header: " + broken.getMessage());
    }
  }

  private static PeerMessage range(PeerRange message) throws Refused {
    var from = bound(message.getFrom());
    var to = bound(message.getTo());
    if (!message.getKept()) {
      return new PeerMessage.Range(height(message.getHeight()), from, to, Optional.empty());
    }
    var entries = new ArrayList<StateEntry>(message.getEntriesCount());
    for (var entry : message.getEntriesList()) {
      int size = entry.getAddress().size();
      if (size <= Address.PREFIX_SIZE || size > Address.MAX_SIZE) {
        throw new Refused(false, "an address of " + size + " bytes");
      }
      entries.add(new StateEntry(new Address(Bytes.of(entry.getAddress())), Bytes.of(entry.getValue())));
    }
    return new PeerMessage.Range(height(message.getHeight()), from, to,
        Optional.of(new StateRange(entries, bound(message.getNext()), bound(message.getLast()))));
  }

  private static Bytes bound(ByteString bound) throws Refused {
    if (bound.size() > Address.MAX_SIZE) {
      throw new Refused(false, "a bound of " + bound.size() + " bytes");
    }
    return Bytes.of(bound);
  }

  private static PeerMessage wantVouch(Bytes body) throws Refused {
    if (body.size() != ID + Long.BYTES) {
      throw new Refused(false, "not a nonce and a height: " + body.size() + " bytes");
    }
    return new PeerMessage.WantVouch(new Hash32(body.slice(0, ID)),
        height(ByteBuffer.wrap(body.unsafeArray()).getLong(ID)));
  }

  private PeerMessage evidence(Bytes body) throws Refused {
    return switch (EvidenceCodec.decode(body, chainTag)) {
      case Decoded.Refused<Evidence>(var why) -> throw new Refused(false, why);
      case Decoded.Ok<Evidence>(var evidence) -> {
        if (!verified.contains(body, Bytes.EMPTY)) {
          if (evidences.judge(evidence, epoch -> Optional.of(epochs.members(epoch)))
              instanceof EvidenceCheck.Verdict.Invalid(var why)) {
            throw new Refused(true, why);
          }
          verified.add(body, Bytes.EMPTY);
        }
        yield new PeerMessage.Evidence(evidence);
      }
    };
  }

  private Optional<Certificate> certificate(Bytes encoded) throws Refused {
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of((Certificate) finality(PeerKind.CERTIFICATE, encoded));
  }

  private FinalityMessage finality(PeerKind kind, Bytes body) throws Refused {
    Decoded<? extends FinalityMessage> decoded = switch (kind) {
      case VOTE -> Vote.decode(body, chainTag);
      case VOTES -> VoteBundle.decode(body, chainTag);
      case PROPOSAL -> Proposal.decode(body, chainTag);
      case POL -> Pol.decode(body);
      case CERTIFICATE -> Certificate.decode(body);
      case WANT_CERTIFICATES -> CertificateRequest.decode(body);
      case VOTES_HELD -> VoteSummary.decode(body);
      case STATUS, ENGINE, EVIDENCE, WANT_VOUCH, VOUCH, COMPACT_BLOCK, WANT_BLOCK, WHOLE_BLOCK, WANT_HEADERS, HEADERS, WANT_BODIES, BODIES,
          WANT_ANCHOR, ANCHOR, WANT_RANGE, RANGE, HAVE_BATCHES, WANT_BATCHES, BATCHES -> throw new IllegalArgumentException(kind + " is not of the overlay");
    };
    return switch (decoded) {
      case Decoded.Refused<? extends FinalityMessage>(var why) -> throw new Refused(false, why);
      case Decoded.Ok<? extends FinalityMessage>(var message) -> checked(message, body);
    };
  }

  /** Most votes come in several bundles: each is checked once. */
  private boolean checkEach(List<Vote> votes) throws Refused {
    for (var vote : votes) {
      checked(vote, vote.encode(chainTag));
    }
    return true;
  }

  private FinalityMessage checked(FinalityMessage message, Bytes body) throws Refused {
    if (verified.contains(body, Bytes.EMPTY)) { // the same bytes were checked before
      return message;
    }
    boolean good = switch (message) {
      case Vote vote -> vote.verify(chainTag, epochs.members(vote.ballot().epoch()), Signatures::verify);
      case VoteBundle(var votes) -> checkEach(votes);
      case Proposal proposal -> proposal.verify(chainTag, epochs.members(proposal.epoch()), Signatures::verify);
      case Pol pol -> pol.verify(chainTag, epochs.members(pol.epoch()), Signatures::verify);
      case Certificate certificate ->
          certificate.verify(chainTag, epochs.members(certificate.epoch()), Signatures::verify);
      case CertificateRequest ignored -> true;
      case VoteSummary ignored -> true;
    };
    if (!good) {
      throw new Refused(true, "a signature is wrong or not a member's");
    }
    if (!(message instanceof CertificateRequest) && !(message instanceof VoteSummary)
        && !(message instanceof VoteBundle)) {
      verified.add(body, Bytes.EMPTY);
    }
    return message;
  }
}
