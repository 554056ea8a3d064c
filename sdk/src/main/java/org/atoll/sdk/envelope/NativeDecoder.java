package org.atoll.sdk.envelope;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.NativeBatch;
import org.atoll.sdk.proto.NativeBatchHeader;
import org.atoll.sdk.proto.NativeTransaction;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/** Decodes {@code NativeBatch}. Only canonical protobuf passes: nobody can change bytes without changing ids. */
final class NativeDecoder {
  private static final String ENCODING = "BAD_ENCODING";
  private static final String SIGNATURE = "BAD_SIGNATURE";
  private static final String MISMATCH = "BATCH_MISMATCH";
  private static final String CANONICAL_HINT =
      "encode canonical proto3: fields ascending, no default values, no unknown fields";

  private NativeDecoder() {}

  /** How much of an envelope is looked at. */
  enum Checks {
    /** Form, hashes, signatures. */
    ALL,
    /** Form only, for what was checked before. */
    FORM
  }

  /** A transaction and who must have signed its batch. */
  private record Read(TransactionView view, PublicKey batchSigner) {}

  static Decoded decode(Bytes body, Checks checks) {
    try {
      return new Decoded.Ok(read(body, checks));
    } catch (Refused refused) {
      return new Decoded.Refused(refused.refusal());
    }
  }

  private static BatchView read(Bytes body, Checks checks) throws Refused {
    NativeHeaderRules.requireAtMost(body.size(), NativeLimits.BATCH, "batch", "bytes");
    var batch = parse(NativeBatch.parser(), body.toByteString(), "batch");
    int count = batch.getTransactionsCount();
    if (count == 0) {
      throw Refused.malformed(ENCODING, "the batch holds no transaction", "put 1 to 1000 transactions into a batch");
    }
    NativeHeaderRules.requireAtMost(count, NativeLimits.TRANSACTIONS, "batch", "transactions");
    var views = new ArrayList<TransactionView>(count);
    PublicKey batchSigner = null;
    for (int i = 0; i < count; i++) {
      var read = readTransaction(batch.getTransactions(i), "transaction " + i, checks);
      if (batchSigner != null && !batchSigner.equals(read.batchSigner)) {
        throw Refused.malformed(MISMATCH, "transactions 0 and " + i + " name different batch signers",
            "put the key that signs the batch into batch_signer of every transaction");
      }
      batchSigner = read.batchSigner;
      views.add(read.view);
    }
    if (batchSigner == null) {
      throw new IllegalStateException("a batch of " + count + " transactions without a signer");
    }
    var id = batchId(batch, views, batchSigner, checks);
    return new BatchView(id, views, batchSigner.encoded(), EnvelopeFormat.NATIVE, body);
  }

  private static Read readTransaction(NativeTransaction transaction, String where, Checks checks) throws Refused {
    requireNoUnknown(transaction, where);
    var bytes = Bytes.of(transaction.getHeader());
    var header = parse(NativeTransactionHeader.parser(), bytes.toByteString(), where + ": header");
    NativeHeaderRules.check(header, where);
    var signer = key(header.getSigner(), where + ": signer");
    var batchSigner = header.getBatchSigner().isEmpty() ? signer : key(header.getBatchSigner(), where + ": batch_signer");
    var payload = Bytes.of(transaction.getPayload());
    if (checks == Checks.ALL) {
      if (!Sha256.hash(payload).bytes().equals(Bytes.of(header.getPayloadHash()))) {
        throw Refused.malformed("PAYLOAD_MISMATCH", where + ": payload_hash is not the SHA-256 of the payload",
            "hash the payload as sent and sign again");
      }
      requireSigned(signer, bytes, transaction.getSignature(), where);
    }
    var id = new TransactionId(Sha256.hash(bytes).bytes());
    var dependencies = header.getDependenciesList().stream().map(one -> new TransactionId(Bytes.of(one))).toList();
    var view = new TransactionView(id, Format.NATIVE, Bytes.of(header.getSigner()), header.getFamily(),
        header.getVersion(), bytes, payload, copies(header.getInputsList()), copies(header.getOutputsList()),
        dependencies, header.getChainId(), header.getReferenceHeight(), Bytes.of(header.getReferenceId()),
        header.getExpiryHeight(), Optional.empty());
    return new Read(view, batchSigner);
  }

  private static TransactionId batchId(NativeBatch batch, List<TransactionView> views, PublicKey batchSigner,
      Checks checks) throws Refused {
    var first = views.getFirst();
    if (batch.getHeader().isEmpty()) {
      if (views.size() > 1 || !first.sender().equals(batchSigner.encoded())) {
        throw Refused.malformed(MISMATCH, "the batch has no header",
            "sign a batch header, or send one transaction signed by the batch signer itself");
      }
      if (!batch.getSignature().isEmpty()) {
        throw Refused.malformed(ENCODING, "the batch has a signature but no header", "leave both out or send both");
      }
      return first.id();
    }
    var bytes = Bytes.of(batch.getHeader());
    var header = parse(NativeBatchHeader.parser(), bytes.toByteString(), "batch header");
    if (!Bytes.of(header.getSigner()).equals(batchSigner.encoded())) {
      throw Refused.malformed(MISMATCH, "the batch header's signer is not the batch signer the transactions name",
          "put the key that signs the batch into batch_signer of every transaction");
    }
    requireSameTransactions(header, views);
    if (checks == Checks.ALL) {
      requireSigned(batchSigner, bytes, batch.getSignature(), "batch");
    }
    return new TransactionId(Sha256.hash(bytes).bytes());
  }

  private static void requireSameTransactions(NativeBatchHeader header, List<TransactionView> views) throws Refused {
    var seen = new HashSet<TransactionId>();
    for (int i = 0; i < views.size(); i++) {
      var view = views.get(i);
      if (view.chainId() != header.getChainId()) {
        throw Refused.malformed(MISMATCH, "transaction " + i + " is for chain " + view.chainId()
            + ", its batch for chain " + header.getChainId(), "use one chain id throughout");
      }
      if (i >= header.getTransactionIdsCount()
          || !view.id().bytes().equals(Bytes.of(header.getTransactionIds(i)))) {
        throw Refused.malformed(MISMATCH, "transaction " + i + " is not the one the batch header names",
            "list the ids of the transactions in their order");
      }
      if (!seen.add(view.id())) {
        throw Refused.malformed(MISMATCH, "transaction " + i + " is in the batch twice",
            "give transactions with equal payloads different nonces");
      }
    }
    if (header.getTransactionIdsCount() != views.size()) {
      throw Refused.malformed(MISMATCH, "the batch header names " + header.getTransactionIdsCount()
          + " transactions, the batch holds " + views.size(), "list the ids of the transactions in their order");
    }
  }

  private static void requireSigned(PublicKey signer, Bytes bytes, ByteString signature, String where)
      throws Refused {
    if (!Signatures.verify(signer, bytes, Bytes.of(signature))) {
      throw Refused.unacceptable(SIGNATURE, where + ": the signature is not by " + signer,
          "sign the header bytes as sent; ECDSA: r and s, low s, over SHA-256 (P-384: SHA-384)");
    }
  }

  private static PublicKey key(ByteString encoded, String what) throws Refused {
    try {
      return PublicKey.decode(Bytes.of(encoded));
    } catch (IllegalArgumentException notAKey) {
      throw Refused.malformed(ENCODING, what + " is no key: " + notAKey.getMessage(),
          "send the algorithm byte, then the compressed key");
    }
  }

  private static <M extends Message> M parse(Parser<M> parser, ByteString bytes, String what) throws Refused {
    M message;
    try {
      message = parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException broken) {
      throw Refused.malformed(ENCODING, what + " is not protobuf: " + broken.getMessage(), CANONICAL_HINT);
    }
    requireNoUnknown(message, what);
    if (message.getSerializedSize() != bytes.size() || !message.toByteString().equals(bytes)) {
      throw Refused.malformed(ENCODING, what + " is not canonical protobuf", CANONICAL_HINT);
    }
    return message;
  }

  private static void requireNoUnknown(Message message, String what) throws Refused {
    if (!message.getUnknownFields().isEmpty()) {
      throw Refused.malformed(ENCODING, what + " has unknown fields", CANONICAL_HINT);
    }
  }

  private static List<Bytes> copies(List<ByteString> strings) {
    return strings.stream().map(Bytes::of).toList();
  }
}
