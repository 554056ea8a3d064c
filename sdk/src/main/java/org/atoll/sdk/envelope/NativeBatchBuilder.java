package org.atoll.sdk.envelope;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.NativeBatch;
import org.atoll.sdk.proto.NativeBatchHeader;
import org.atoll.sdk.proto.NativeTransaction;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/**
 * Builds and signs one native batch: add transactions, then {@link #build()}. Limits are the decoder's business. Not
 * thread-safe.
 */
public final class NativeBatchBuilder {
  private final Validity validity;
  private final PrivateKey batchSigner;
  private final List<NativeTransaction> transactions = new ArrayList<>();
  private final List<TransactionId> ids = new ArrayList<>();
  private boolean signersDiffer;

  /**
   * Where and how long a transaction is valid.
   *
   * @param referenceHeight height of a recent block of the chain
   * @param reference its id
   * @param expiryHeight last height the transaction may be in a block, at most 65 536 above the reference
   */
  public record Validity(long chainId, long referenceHeight, BlockId reference, long expiryHeight) {}

  /**
   * What a transaction asks for.
   *
   * @param inputs prefixes of the addresses it may read
   * @param outputs prefixes of the addresses it may write
   * @param nonce 0 to 32 bytes that make it differ from others with an equal payload
   */
  public record Call(String family, String version, Bytes payload, List<Bytes> inputs, List<Bytes> outputs,
      List<TransactionId> dependencies, Bytes nonce) {
    public Call {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      dependencies = List.copyOf(dependencies);
    }

    /** Without dependencies; reads and writes under the same prefixes. */
    public static Call of(String family, String version, Bytes payload, List<Bytes> addresses, Bytes nonce) {
      return new Call(family, version, payload, addresses, addresses, List.of(), nonce);
    }
  }

  public NativeBatchBuilder(Validity validity, PrivateKey batchSigner) {
    this.validity = validity;
    this.batchSigner = batchSigner;
  }

  /** A batch of one transaction, signed once. */
  public static Envelope single(Validity validity, PrivateKey signer, Call call) {
    var builder = new NativeBatchBuilder(validity, signer);
    builder.add(signer, call);
    return builder.build();
  }

  /** Signs a transaction and appends it; its id. */
  public TransactionId add(PrivateKey signer, Call call) {
    var header = NativeTransactionHeader.newBuilder()
        .setChainId(validity.chainId)
        .setFamily(call.family)
        .setVersion(call.version)
        .setSigner(key(signer))
        .setPayloadHash(Sha256.hash(call.payload).bytes().toByteString())
        .setNonce(call.nonce.toByteString())
        .setReferenceHeight(validity.referenceHeight)
        .setReferenceId(validity.reference.bytes().slice(0, NativeLimits.REFERENCE_ID).toByteString())
        .setExpiryHeight(validity.expiryHeight);
    call.inputs.forEach(address -> header.addInputs(address.toByteString()));
    call.outputs.forEach(address -> header.addOutputs(address.toByteString()));
    call.dependencies.forEach(id -> header.addDependencies(id.bytes().toByteString()));
    if (!signer.publicKey().equals(batchSigner.publicKey())) {
      header.setBatchSigner(key(batchSigner));
      signersDiffer = true;
    }
    var bytes = Bytes.wrap(header.build().toByteArray());
    transactions.add(NativeTransaction.newBuilder()
        .setHeader(bytes.toByteString())
        .setSignature(signer.sign(bytes).toByteString())
        .setPayload(call.payload.toByteString())
        .build());
    var id = new TransactionId(Sha256.hash(bytes).bytes());
    ids.add(id);
    return id;
  }

  /**
   * Signs the batch; a batch of one by the batch signer needs no header.
   *
   * @throws IllegalStateException without any transaction
   */
  public Envelope build() {
    if (transactions.isEmpty()) {
      throw new IllegalStateException("the batch holds no transaction");
    }
    var batch = NativeBatch.newBuilder().addAllTransactions(transactions);
    if (transactions.size() > 1 || signersDiffer) {
      var header = NativeBatchHeader.newBuilder().setChainId(validity.chainId).setSigner(key(batchSigner));
      ids.forEach(id -> header.addTransactionIds(id.bytes().toByteString()));
      var bytes = Bytes.wrap(header.build().toByteArray());
      batch.setHeader(bytes.toByteString()).setSignature(batchSigner.sign(bytes).toByteString());
    }
    return Envelope.newBuilder()
        .setFormat(EnvelopeFormat.NATIVE)
        .setBody(batch.build().toByteString())
        .build();
  }

  private static ByteString key(PrivateKey key) {
    return key.publicKey().encoded().toByteString();
  }
}
