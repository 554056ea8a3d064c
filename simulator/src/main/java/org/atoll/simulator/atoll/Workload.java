package org.atoll.simulator.atoll;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.NativeBatch;
import org.atoll.sdk.proto.NativeTransaction;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.value.Bytes;

/** Clients' batches: one transaction of family intkey each, with a signature that nobody checks. */
final class Workload {
  private static final int SIGNERS = 64;
  private static final long EXPIRY_HEIGHT = 65_000;
  private static final int REFERENCE = 8;
  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[40]);
  private static final ByteString NO_HASH = ByteString.copyFrom(new byte[32]);
  private static final ByteString SIGNATURE = ByteString.copyFrom(new byte[64]);

  private final long seed;
  private final List<ByteString> signers;
  private final ByteString reference;

  /** @param genesis what the transactions refer to */
  Workload(long seed, KnownBlock genesis) {
    this.seed = seed;
    signers = IntStream.range(0, SIGNERS)
        .mapToObj(signer -> FakeKeys.key(~seed, signer).encoded().toByteString()).toList();
    reference = genesis.id().bytes().slice(0, REFERENCE).toByteString();
  }

  BatchView batch(long number, SplittableRandom random) {
    var nonce = ByteBuffer.allocate(2 * Long.BYTES).putLong(seed).putLong(number).flip();
    var header = NativeTransactionHeader.newBuilder().setChainId(Ledger.CHAIN_ID).setFamily("intkey").setVersion("1.0")
        .setSigner(signers.get(random.nextInt(SIGNERS))).setPayloadHash(NO_HASH).setNonce(ByteString.copyFrom(nonce))
        .setReferenceId(reference).setExpiryHeight(EXPIRY_HEIGHT)
        .addInputs(ByteString.EMPTY).addOutputs(ByteString.EMPTY).build();
    var body = NativeBatch.newBuilder().addTransactions(NativeTransaction.newBuilder().setHeader(header.toByteString())
        .setSignature(SIGNATURE).setPayload(PAYLOAD)).build();
    return switch (EnvelopeCodec.decodeUnchecked(EnvelopeFormat.NATIVE, Bytes.wrap(body.toByteArray()), Bytes.EMPTY)) {
      case EnvelopeCodec.Decoded.Ok(var batch) -> batch;
      case EnvelopeCodec.Decoded.Refused(var refusal) ->
          throw new IllegalStateException("the workload makes what no node accepts: " + refusal.message());
    };
  }
}
