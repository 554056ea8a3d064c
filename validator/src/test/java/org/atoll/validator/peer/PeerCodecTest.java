package org.atoll.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.CertificateRequest;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteBundle;
import org.atoll.validator.finality.core.VoteStep;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.peer.core.Release;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.Epochs;
import org.atoll.validator.state.StateEntry;
import org.atoll.validator.state.StateRange;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

final class PeerCodecTest {
  private static final Hash32 CHAIN = new Hash32(Bytes.wrap(new byte[32]));
  private static final List<PrivateKey> KEYS = keys();
  private static final MemberSet MEMBERS = MemberSet.of(KEYS.stream().map(key -> Member.of(key.publicKey())).toList());
  private static final Epochs EPOCHS = new Epochs(new ConsensusEntry("dpos", "1.0", MEMBERS, 64,
      ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of()), CHAIN.bytes());

  private static List<PrivateKey> keys() {
    var keys = new ArrayList<PrivateKey>();
    for (int i = 1; i <= 4; i++) {
      keys.add(PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "0" + i)));
    }
    return keys;
  }

  /** Of the member at that place of the set. */
  private static PrivateKey key(int member) {
    return KEYS.stream().filter(key -> key.publicKey().equals(MEMBERS.get(member).key())).findFirst().orElseThrow();
  }

  /** A transfer with a signature that holds. */
  private static BatchView transfer(long nonce) {
    var transaction = new EthereumTransaction(2, Optional.of(BigInteger.valueOf(Batches.CHAIN_ID)), nonce,
        BigInteger.ONE, BigInteger.TWO, 21_000, Optional.of(Batches.RECIPIENT), BigInteger.ONE, Bytes.EMPTY, List.of(),
        List.of(), BigInteger.ZERO, List.of(), BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO);
    var raw = EthereumTransactionCodec.sign(transaction, KEYS.getFirst()).encode();
    return ((EnvelopeCodec.Decoded.Ok) EnvelopeCodec.decode(EnvelopeFormat.ETHEREUM, raw)).batch();
  }

  private static Vote vote(int member, VoteStep step, BlockRef block) {
    var ballot = new Ballot(0, 1, 0, step, block);
    return new Vote(ballot, member, key(member).sign(ballot.signingBytes(CHAIN)));
  }

  private static Certificate certificate(BlockRef block) {
    var ballot = new Ballot(0, 1, 0, VoteStep.PRECOMMIT, block);
    var signatures = Bytes.EMPTY;
    for (int i = 0; i < 3; i++) {
      signatures = signatures.concat(key(i).sign(ballot.signingBytes(CHAIN)));
    }
    return new Certificate(0, 1, 0, block, new Signers(4, Bytes.copyOf((byte) 7), signatures));
  }

  private static SignedHeader header(List<BatchView> batches, PrivateKey producer, Bytes certificate) {
    var zeros = CHAIN.bytes().toByteString();
    var header = BlockHeader.newBuilder().setVersion(1).setChainId(Batches.CHAIN_ID).setHeight(5).setParentId(zeros)
        .setTimestampMillis(1_000).setProducer(producer.publicKey().encoded().toByteString())
        .setBatchesRoot(PaddedTree.root(batches.stream().map(batch -> batch.id().bytes()).toList()).bytes().toByteString())
        .setStateRoot(zeros).setReceiptsRoot(zeros).setEthereumHash(zeros).setEngineParamsHash(zeros)
        .setCertificateHash(SignedHeader.certificateHash(certificate).toByteString()).build();
    var bytes = Bytes.wrap(header.toByteArray());
    return SignedHeader.decode(bytes, producer.sign(bytes), certificate).orElseThrow();
  }

  private static List<PeerMessage> messages() {
    var batches = List.of(transfer(0), transfer(1));
    var ids = batches.stream().map(BatchView::id).toList();
    var block = new BlockRef(4, new BlockId(Bytes.fromHex("0a".repeat(32))));
    var certificate = certificate(block);
    var header = header(batches, key(2), certificate.encode());
    return List.of(
        new PeerMessage.Status(4, 6, header.id(), Optional.of(certificate), true, 1_700_000_000_000L, Release.parse("0.1.0")),
        new PeerMessage.Status(0, 0, header.id(), Optional.empty(), false, 0, Optional.empty()),
        new PeerMessage.HaveBatches(ids), new PeerMessage.WantBatches(ids), new PeerMessage.Batches(batches),
        new PeerMessage.CompactBlock(header, ids), new PeerMessage.WantBlock(header.id()),
        new PeerMessage.WholeBlock(header, batches),
        new PeerMessage.Finality(vote(1, VoteStep.PREVOTE, block)), new PeerMessage.Finality(certificate),
        new PeerMessage.Finality(new VoteBundle(List.of(vote(0, VoteStep.PREVOTE, block),
            vote(1, VoteStep.PRECOMMIT, block), vote(3, VoteStep.PREVOTE, block)))),
        new PeerMessage.Finality(new CertificateRequest(3)),
        new PeerMessage.WantHeaders(7, 512), new PeerMessage.WantBodies(7, 64),
        new PeerMessage.Headers(5, List.of(header), Optional.of(certificate)),
        new PeerMessage.Headers(5, List.of(), Optional.empty()),
        new PeerMessage.Bodies(5, List.of(batches, List.of())),
        new PeerMessage.WantAnchor(7),
        new PeerMessage.Anchor(4, Optional.of(certificate), List.of(new BareBlock(header, Blocks.genesis().ethereum()))),
        new PeerMessage.Anchor(4, Optional.empty(), List.of()),
        new PeerMessage.WantRange(4, Bytes.EMPTY, Bytes.fromHex("01020304")),
        new PeerMessage.Range(4, Bytes.EMPTY, Bytes.fromHex("01020304"), Optional.of(new StateRange(List.of(
            new StateEntry(new Address(Bytes.fromHex("00000001")), Bytes.EMPTY),
            new StateEntry(new Address(Bytes.fromHex("00000002")), Bytes.fromHex("05"))),
            Bytes.fromHex("00000003"), Bytes.fromHex("000000ff")))),
        new PeerMessage.Range(4, Bytes.EMPTY, Bytes.EMPTY, Optional.empty()),
        new PeerMessage.Evidence(new Evidence.DoubleVote(vote(1, VoteStep.PREVOTE, block), vote(1, VoteStep.PREVOTE,
            BlockRef.NIL))),
        new PeerMessage.EngineMessage(7, Bytes.fromHex("03")));
  }

  @Test
  void readInvertsEncode() {
    for (var message : messages()) {
      var encoded = codec().encode(message);
      assertThat(encoded.body().size()).isLessThanOrEqualTo(encoded.kind().maxBytes());
      assertThat(codec().read(encoded.kind(), encoded.body())).isEqualTo(new PeerCodec.Read.Ok(message));
    }
  }

  private static PeerCodec codec() {
    return new PeerCodec(CHAIN, EPOCHS);
  }

  @Test
  void whatIsSignedByTheWrongHandIsForged() {
    var batches = List.of(transfer(0));
    var stranger = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "09"));
    var block = new BlockRef(4, new BlockId(Bytes.fromHex("0a".repeat(32))));
    var good = header(batches, key(0), Bytes.EMPTY);
    var other = vote(1, VoteStep.PREVOTE, block);
    for (var forged : List.of(
        new PeerMessage.WholeBlock(header(batches, stranger, Bytes.EMPTY), batches),
        new PeerMessage.WholeBlock(good.withSignature(key(1).sign(good.headerBytes())), batches),
        new PeerMessage.Finality(new Vote(other.ballot(), 2, other.signature())),
        new PeerMessage.Evidence(new Evidence.DoubleVote(other, new Vote(other.ballot(), 2, other.signature()))),
        new PeerMessage.Finality(new VoteBundle(List.of(other, new Vote(other.ballot(), 2, other.signature())))))) {
      var encoded = codec().encode(forged);
      assertThat(codec().read(encoded.kind(), encoded.body())).isInstanceOf(PeerCodec.Read.Forged.class);
    }
  }

  @Test
  void aBodyThatIsNotTheHeadersIsNoBlock() {
    var header = header(List.of(transfer(0)), key(0), Bytes.EMPTY);
    for (var message : List.of(new PeerMessage.WholeBlock(header, List.of(transfer(1))),
        new PeerMessage.CompactBlock(header, List.of(new TransactionId(CHAIN.bytes()))))) {
      var encoded = codec().encode(message);
      assertThat(codec().read(encoded.kind(), encoded.body())).isInstanceOf(PeerCodec.Read.Undecodable.class);
    }
  }

  @Test
  void mutatedBytesAreReadOrRefused() {
    var codec = codec();
    var encoded = messages().stream().map(codec::encode).toList();
    forEachSeed(2_000, random -> {
      for (var one : encoded) {
        var bytes = one.body().unsafeArray().clone();
        if (bytes.length == 0) {
          continue;
        }
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        var cut = random.nextInt(4) == 0 ? Bytes.copyOfRange(bytes, 0, random.nextInt(bytes.length)) : Bytes.wrap(bytes);
        if (codec.read(one.kind(), cut) instanceof PeerCodec.Read.Ok(var read)) {
          codec.encode(read); // whatever is read is whole
        }
      }
    });
  }
}
