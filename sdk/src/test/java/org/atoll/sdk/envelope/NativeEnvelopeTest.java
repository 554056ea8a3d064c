package org.atoll.sdk.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.envelope.NativeBatchBuilder.Call;
import org.atoll.sdk.envelope.NativeBatchBuilder.Validity;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.NativeBatch;
import org.atoll.sdk.proto.NativeBatchHeader;
import org.atoll.sdk.proto.NativeTransaction;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NativeEnvelopeTest {
  private static final PrivateKey ALICE = key(SignatureAlgorithm.SECP256K1, 1);
  private static final PrivateKey BOB = key(SignatureAlgorithm.ED25519, 2);
  private static final BlockId REFERENCE = new BlockId(Bytes.fromHex("0102030405060708" + "00".repeat(24)));
  private static final Validity VALIDITY = new Validity(7, 100, REFERENCE, 200);
  private static final Bytes PREFIX = Bytes.fromHex("1cf126");
  private static final Call CALL = call("payload");

  @ParameterizedTest
  @EnumSource
  void aBatchOfOneNeedsNoHeader(SignatureAlgorithm algorithm) {
    var signer = key(algorithm, 3);
    var envelope = NativeBatchBuilder.single(VALIDITY, signer, CALL);
    var batch = accepted(envelope);
    var transaction = batch.transactions().getFirst();

    assertThat(batch.id()).isEqualTo(transaction.id()).isEqualTo(idOf(transaction.body()));
    assertThat(batch.batchSigner()).isEqualTo(signer.publicKey().encoded()).isEqualTo(transaction.sender());
    assertThat(batch.format()).isEqualTo(EnvelopeFormat.NATIVE);
    assertThat(batch.body()).isEqualTo(Bytes.of(envelope.getBody()));
    assertThat(transaction.format()).isEqualTo(Format.NATIVE);
    assertThat(transaction.family()).isEqualTo("intkey");
    assertThat(transaction.version()).isEqualTo("1.0");
    assertThat(transaction.payload()).isEqualTo(CALL.payload());
    assertThat(transaction.inputs()).containsExactly(PREFIX);
    assertThat(transaction.outputs()).containsExactly(PREFIX);
    assertThat(transaction.dependencies()).isEmpty();
    assertThat(transaction.chainId()).isEqualTo(7);
    assertThat(transaction.referenceHeight()).isEqualTo(100);
    assertThat(transaction.referenceId()).isEqualTo(REFERENCE.bytes().slice(0, 8));
    assertThat(transaction.expiryHeight()).isEqualTo(200);
    assertThat(transaction.ethereum()).isEmpty();
    assertThat(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.NATIVE, batch.body(), Bytes.EMPTY))
        .isEqualTo(new Decoded.Ok(batch));
  }

  @Test
  void aBatchOfManyIsSignedByItsBatchSigner() {
    var builder = new NativeBatchBuilder(VALIDITY, BOB);
    var ids = List.of(builder.add(ALICE, call("a")), builder.add(BOB, call("b")),
        builder.add(key(SignatureAlgorithm.P384, 4), call("c")));
    var envelope = builder.build();
    var batch = accepted(envelope);

    assertThat(batch.transactions()).extracting(TransactionView::id).isEqualTo(ids);
    assertThat(batch.batchSigner()).isEqualTo(BOB.publicKey().encoded());
    assertThat(batch.id()).isEqualTo(idOf(Bytes.of(parse(envelope).getHeader())));
  }

  @Test
  void anotherBatchSignerNeedsAHeaderEvenForOne() {
    var builder = new NativeBatchBuilder(VALIDITY, BOB);
    builder.add(ALICE, CALL);
    var envelope = builder.build();
    assertThat(accepted(envelope).batchSigner()).isEqualTo(BOB.publicKey().encoded());

    var bare = parse(envelope).toBuilder().clearHeader().clearSignature().build();
    assertRefused(bare, -32602, "BATCH_MISMATCH", "the batch has no header");
  }

  @Test
  void randomBatchesRoundTrip() {
    Seeds.forEachSeed(60, random -> {
      var envelope = anyBatch(random);
      var batch = accepted(envelope);
      assertThat(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.NATIVE, batch.body(), Bytes.EMPTY))
          .isEqualTo(new Decoded.Ok(batch));
    });
  }

  /** Whatever one does to the bytes, they are refused: nothing in a batch can be changed without a key. */
  @Test
  void mutatedBatchesAreRefused() {
    Seeds.forEachSeed(3_000, random -> {
      var body = anyBatch(random).getBody().toByteArray();
      var mutated = body.clone();
      switch (random.nextInt(4)) {
        case 0 -> mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutated[random.nextInt(mutated.length)] += (byte) (1 + random.nextInt(255));
        case 2 -> mutated = Arrays.copyOf(body, random.nextInt(body.length));
        default -> mutated = Bytes.wrap(body).concat(Bytes.wrap(Seeds.bytes(random, 1 + random.nextInt(4)))).toArray();
      }
      assertThat(EnvelopeCodec.decode(EnvelopeFormat.NATIVE, Bytes.wrap(mutated)))
          .isInstanceOf(Decoded.Refused.class);
    });
  }

  @Test
  void garbageIsRefused() {
    Seeds.forEachSeed(3_000, random -> {
      var garbage = Bytes.wrap(Seeds.bytes(random, random.nextInt(60)));
      assertThat(EnvelopeCodec.decode(EnvelopeFormat.NATIVE, garbage)).isInstanceOf(Decoded.Refused.class);
      assertThat(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.NATIVE, garbage, Bytes.EMPTY))
          .isInstanceOf(Decoded.Refused.class);
    });
  }

  @Test
  void anEmptyBatchIsRefused() {
    assertRefused(NativeBatch.getDefaultInstance(), -32602, "BAD_ENCODING", "the batch holds no transaction");
    assertThatThrownBy(() -> new NativeBatchBuilder(VALIDITY, ALICE).build()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherFormsOfTheSameMessageAreRefused() {
    var canonical = Bytes.of(NativeBatchBuilder.single(VALIDITY, ALICE, CALL).getBody());
    var withDefault = Bytes.fromHex("0a00").concat(canonical); // header, empty
    var twice = canonical.concat(Bytes.fromHex("0a00"));
    for (var body : List.of(withDefault, twice)) {
      assertThat(refusal(body).message()).isEqualTo("batch is not canonical protobuf");
    }
    var unknown = UnknownFieldSet.newBuilder()
        .addField(9, UnknownFieldSet.Field.newBuilder().addVarint(1).build()).build();
    var batch = parse(NativeBatchBuilder.single(VALIDITY, ALICE, CALL));
    assertRefused(batch.toBuilder().setUnknownFields(unknown).build(), -32602, "BAD_ENCODING",
        "batch has unknown fields");
    assertRefused(batch.toBuilder().setTransactions(0, batch.getTransactions(0).toBuilder().setUnknownFields(unknown))
        .build(), -32602, "BAD_ENCODING", "transaction 0 has unknown fields");
    var header = header(ALICE).setUnknownFields(unknown).build();
    assertRefused(batchOf(signed(header, ALICE)), -32602, "BAD_ENCODING", "transaction 0: header has unknown fields");
    var swapped = header(ALICE).build().toByteString().concat(ByteString.copyFrom(new byte[] {8, 7})); // chain_id again
    assertRefused(batchOf(signed(swapped, ALICE)), -32602, "BAD_ENCODING",
        "transaction 0: header is not canonical protobuf");
  }

  @Test
  void theSignatureMustBeTheSigners() {
    var header = header(ALICE).build();
    assertRefused(batchOf(signed(header, BOB)), -32000, "BAD_SIGNATURE",
        "transaction 0: the signature is not by " + ALICE.publicKey());
    var unsigned = signed(header, ALICE).toBuilder().clearSignature().build();
    assertRefused(batchOf(unsigned), -32000, "BAD_SIGNATURE",
        "transaction 0: the signature is not by " + ALICE.publicKey());
    var builder = new NativeBatchBuilder(VALIDITY, BOB);
    builder.add(ALICE, CALL);
    var batch = parse(builder.build());
    assertRefused(batch.toBuilder().setSignature(batch.getTransactions(0).getSignature()).build(), -32000,
        "BAD_SIGNATURE", "batch: the signature is not by " + BOB.publicKey());
  }

  @Test
  void thePayloadMustHaveTheHashThatWasSigned() {
    var transaction = signed(header(ALICE).build(), ALICE).toBuilder().setPayload(ByteString.copyFromUtf8("x")).build();
    assertRefused(batchOf(transaction), -32602, "PAYLOAD_MISMATCH",
        "transaction 0: payload_hash is not the SHA-256 of the payload");
  }

  @Test
  void theBatchHeaderMustFitTheTransactions() {
    var builder = new NativeBatchBuilder(VALIDITY, ALICE);
    builder.add(ALICE, call("a"));
    builder.add(ALICE, call("b"));
    var batch = parse(builder.build());
    var ids = batch.getTransactionsList().stream().map(one -> idOf(Bytes.of(one.getHeader()))).toList();

    var reversed = new ArrayList<>(ids);
    Collections.reverse(reversed);
    assertRefused(withHeader(batch, batchHeader(7, ALICE, reversed), ALICE), -32602, "BATCH_MISMATCH",
        "transaction 0 is not the one the batch header names");
    assertRefused(withHeader(batch, batchHeader(7, ALICE, ids.subList(0, 1)), ALICE), -32602, "BATCH_MISMATCH",
        "transaction 1 is not the one the batch header names");
    var more = new ArrayList<>(ids);
    more.add(ids.getFirst());
    assertRefused(withHeader(batch, batchHeader(7, ALICE, more), ALICE), -32602, "BATCH_MISMATCH",
        "the batch header names 3 transactions, the batch holds 2");
    assertRefused(withHeader(batch, batchHeader(8, ALICE, ids), ALICE), -32602, "BATCH_MISMATCH",
        "transaction 0 is for chain 7, its batch for chain 8");
    assertRefused(withHeader(batch, batchHeader(7, BOB, ids), BOB), -32602, "BATCH_MISMATCH",
        "the batch header's signer is not the batch signer the transactions name");
    assertRefused(batch.toBuilder().clearHeader().clearSignature().build(), -32602, "BATCH_MISMATCH",
        "the batch has no header");
    var doubled = batch.toBuilder().setTransactions(1, batch.getTransactions(0)).build();
    assertRefused(withHeader(doubled, batchHeader(7, ALICE, List.of(ids.getFirst(), ids.getFirst())), ALICE), -32602,
        "BATCH_MISMATCH", "transaction 1 is in the batch twice");
    var single = parse(NativeBatchBuilder.single(VALIDITY, ALICE, CALL));
    assertRefused(single.toBuilder().setSignature(ByteString.copyFromUtf8("x")).build(), -32602, "BAD_ENCODING",
        "the batch has a signature but no header");
  }

  @Test
  void batchSignersMustNotDiffer() {
    var forBob = new NativeBatchBuilder(VALIDITY, BOB);
    forBob.add(ALICE, call("a"));
    var forAlice = new NativeBatchBuilder(VALIDITY, ALICE);
    forAlice.add(ALICE, call("b"));
    var mixed = parse(forBob.build()).toBuilder().addTransactions(parse(forAlice.build()).getTransactions(0)).build();
    assertRefused(mixed, -32602, "BATCH_MISMATCH", "transactions 0 and 1 name different batch signers");
  }

  @Test
  void headersAreChecked() {
    refusedHeader(header(ALICE).clearChainId(), "BAD_ENCODING", "chain_id is missing");
    refusedHeader(header(ALICE).clearFamily(), "BAD_ENCODING", "family or version is missing");
    refusedHeader(header(ALICE).clearVersion(), "BAD_ENCODING", "family or version is missing");
    refusedHeader(header(ALICE).setFamily("ä".repeat(65)), "LIMIT",
        "family has 130 bytes, at most 128 are allowed");
    refusedHeader(header(ALICE).setVersion("1".repeat(33)), "LIMIT", "version has 33 bytes, at most 32 are allowed");
    refusedHeader(header(ALICE).setFamily("evm"), "WRONG_FORMAT", "family evm takes Ethereum transactions only");
    refusedHeader(header(ALICE).setNonce(bytes(33)), "LIMIT", "nonce has 33 bytes, at most 32 are allowed");
    refusedHeader(header(ALICE).addInputs(bytes(65)), "LIMIT", "inputs: an entry has 65 bytes, at most 64 are allowed");
    refusedHeader(header(ALICE).addAllOutputs(Collections.nCopies(1_024, bytes(1))), "LIMIT",
        "outputs has 1025 entries, at most 1024 are allowed");
    refusedHeader(header(ALICE).addAllDependencies(Collections.nCopies(257, bytes(32))), "LIMIT",
        "dependencies has 257 ids, at most 256 are allowed");
    refusedHeader(header(ALICE).addDependencies(bytes(31)), "BAD_ENCODING",
        "a dependency has 31 bytes instead of 32");
    refusedHeader(header(ALICE).setPayloadHash(bytes(31)), "BAD_ENCODING", "payload_hash has 31 bytes instead of 32");
    refusedHeader(header(ALICE).clearReferenceId(), "BAD_ENCODING", "reference_id has 0 bytes instead of 8");
    refusedHeader(header(ALICE).clearExpiryHeight(), "BAD_ENCODING", "expiry_height is missing");
    refusedHeader(header(ALICE).setExpiryHeight(100), "BAD_EXPIRY",
        "expiry_height 100 is not 1 to 65536 above reference_height 100");
    refusedHeader(header(ALICE).setExpiryHeight(65_637), "BAD_EXPIRY",
        "expiry_height 65637 is not 1 to 65536 above reference_height 100");
    refusedHeader(header(ALICE).setReferenceHeight(-5), "BAD_EXPIRY",
        "expiry_height 200 is not 1 to 65536 above reference_height 18446744073709551611");
    refusedHeader(header(ALICE).setReferenceHeight(Long.MAX_VALUE).setExpiryHeight(Long.MIN_VALUE), "BAD_EXPIRY",
        "expiry_height 9223372036854775808 is not 1 to 65536 above reference_height 9223372036854775807");
    refusedHeader(header(ALICE).setSigner(bytes(33)), "BAD_ENCODING", "signer is no key: unknown key algorithm 0");
    refusedHeader(header(ALICE).clearSigner(), "BAD_ENCODING", "signer is no key: key is empty");
    refusedHeader(header(ALICE).setBatchSigner(ByteString.copyFrom(new byte[] {1, 2})), "BAD_ENCODING",
        "batch_signer is no key: a SECP256K1 key has 33 bytes, not 1");
  }

  @Test
  void theLargestHeaderPasses() {
    var largest = header(ALICE).clearInputs().clearOutputs()
        .setFamily("f".repeat(128)).setVersion("1".repeat(32)).setNonce(bytes(32)).setExpiryHeight(65_636)
        .addInputs(ByteString.EMPTY).addAllInputs(Collections.nCopies(1_023, bytes(64)))
        .addAllOutputs(Collections.nCopies(1_024, bytes(64)))
        .addAllDependencies(Collections.nCopies(256, bytes(32))).build();
    var decoded = EnvelopeCodec.decode(EnvelopeFormat.NATIVE, body(batchOf(signed(largest, ALICE))));
    assertThat(decoded).isInstanceOf(Decoded.Ok.class);
    var view = ((Decoded.Ok) decoded).batch().transactions().getFirst();
    assertThat(view.inputs()).hasSize(1_024).startsWith(Bytes.EMPTY);
    assertThat(view.dependencies()).hasSize(256);
  }

  @Test
  void batchesHaveLimits() {
    var big = new Call("intkey", "1.0", Bytes.wrap(new byte[1 << 20]), List.of(), List.of(), List.of(), Bytes.EMPTY);
    assertThat(refusal(Bytes.of(NativeBatchBuilder.single(VALIDITY, ALICE, big).getBody())).message())
        .startsWith("batch has 10").endsWith(" bytes, at most 1048576 are allowed");
    var one = signed(header(ALICE).build(), ALICE);
    var many = NativeBatch.newBuilder().addAllTransactions(Collections.nCopies(1_001, one)).build();
    assertRefused(many, -32602, "LIMIT", "batch has 1001 transactions, at most 1000 are allowed");
  }

  @Test
  void aThousandTransactionsPass() {
    var builder = new NativeBatchBuilder(VALIDITY, ALICE);
    for (int i = 0; i < 1_000; i++) {
      builder.add(ALICE, call("payload " + i));
    }
    assertThat(accepted(builder.build()).transactions()).hasSize(1_000);
  }

  @Test
  void unknownFormatsAreRefused() {
    for (var format : List.of(EnvelopeFormat.ENVELOPE_FORMAT_UNSPECIFIED, EnvelopeFormat.UNRECOGNIZED)) {
      assertThat(EnvelopeCodec.decode(format, Bytes.EMPTY)).isInstanceOf(Decoded.Refused.class);
      assertThat(EnvelopeCodec.decodeUnchecked(format, Bytes.EMPTY, Bytes.EMPTY)).isInstanceOf(Decoded.Refused.class);
    }
  }

  private static Envelope anyBatch(RandomGenerator random) {
    var signers = List.of(ALICE, BOB);
    var builder = new NativeBatchBuilder(VALIDITY, signers.get(random.nextInt(2)));
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      var dependencies = random.nextBoolean()
          ? List.<TransactionId>of() : List.of(new TransactionId(Bytes.wrap(Seeds.bytes(random, 32))));
      builder.add(signers.get(random.nextInt(2)), new Call("family" + random.nextInt(5), "1." + random.nextInt(3),
          Bytes.wrap(Seeds.bytes(random, random.nextInt(100))), List.of(Bytes.wrap(Seeds.bytes(random, 3))),
          List.of(Bytes.wrap(Seeds.bytes(random, random.nextInt(65)))), dependencies,
          Bytes.wrap(Seeds.bytes(random, 1 + random.nextInt(32)))));
    }
    return builder.build();
  }

  private static void refusedHeader(NativeTransactionHeader.Builder header, String name, String message) {
    assertRefused(batchOf(signed(header.build(), ALICE)), -32602, name, "transaction 0: " + message);
  }

  private static NativeTransactionHeader.Builder header(PrivateKey signer) {
    return NativeTransactionHeader.newBuilder()
        .setChainId(7).setFamily("intkey").setVersion("1.0")
        .setSigner(signer.publicKey().encoded().toByteString())
        .setPayloadHash(Sha256.hash(CALL.payload()).bytes().toByteString())
        .addInputs(PREFIX.toByteString()).addOutputs(PREFIX.toByteString())
        .setReferenceHeight(100).setReferenceId(REFERENCE.bytes().slice(0, 8).toByteString()).setExpiryHeight(200);
  }

  private static NativeTransaction signed(NativeTransactionHeader header, PrivateKey signer) {
    return signed(header.toByteString(), signer);
  }

  private static NativeTransaction signed(ByteString header, PrivateKey signer) {
    return NativeTransaction.newBuilder().setHeader(header)
        .setSignature(signer.sign(Bytes.of(header)).toByteString()).setPayload(CALL.payload().toByteString()).build();
  }

  private static NativeBatch batchOf(NativeTransaction transaction) {
    return NativeBatch.newBuilder().addTransactions(transaction).build();
  }

  private static NativeBatchHeader batchHeader(long chainId, PrivateKey signer, List<TransactionId> ids) {
    return NativeBatchHeader.newBuilder().setChainId(chainId).setSigner(signer.publicKey().encoded().toByteString())
        .addAllTransactionIds(ids.stream().map(id -> id.bytes().toByteString()).toList()).build();
  }

  private static NativeBatch withHeader(NativeBatch batch, NativeBatchHeader header, PrivateKey signer) {
    return batch.toBuilder().setHeader(header.toByteString())
        .setSignature(signer.sign(Bytes.of(header.toByteString())).toByteString()).build();
  }

  private static BatchView accepted(Envelope envelope) {
    return switch (EnvelopeCodec.decode(envelope.getFormat(), Bytes.of(envelope.getBody()))) {
      case Decoded.Ok(var batch) -> batch;
      case Decoded.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  private static Refusal refusal(Bytes body) {
    return switch (EnvelopeCodec.decode(EnvelopeFormat.NATIVE, body)) {
      case Decoded.Ok(var batch) -> throw new AssertionError("accepted: " + batch);
      case Decoded.Refused(var refusal) -> refusal;
    };
  }

  private static void assertRefused(NativeBatch batch, int code, String name, String message) {
    var refusal = refusal(body(batch));
    assertThat(refusal.message()).isEqualTo(message);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.name()).isEqualTo(name);
    assertThat(refusal.hint()).isNotEmpty();
  }

  private static Bytes body(NativeBatch batch) {
    return Bytes.of(batch.toByteString());
  }

  private static NativeBatch parse(Envelope envelope) {
    try {
      return NativeBatch.parseFrom(envelope.getBody());
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }

  private static TransactionId idOf(Bytes header) {
    return new TransactionId(Sha256.hash(header).bytes());
  }

  private static Call call(String payload) {
    return Call.of("intkey", "1.0", Bytes.wrap(payload.getBytes(StandardCharsets.UTF_8)),
        List.of(PREFIX), Bytes.EMPTY);
  }

  private static ByteString bytes(int size) {
    return ByteString.copyFrom(new byte[size]);
  }

  private static PrivateKey key(SignatureAlgorithm algorithm, long seed) {
    return PrivateKey.generate(algorithm, new SplittableRandom(seed));
  }
}
