package org.atoll.sdk.envelope;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;

/** A raw Ethereum transaction is a batch of one; all an envelope must say is derived from it. */
final class EthereumDecoder {
  static final String FAMILY = "evm";
  static final String VERSION = "1.0";

  private static final Bytes PERMISSION_PREFIX = Bytes.fromHex("00001d");
  private static final Bytes SETTINGS_PREFIX = Bytes.fromHex("000000");
  private static final List<Bytes> INPUTS = List.of(EvmState.PREFIX, PERMISSION_PREFIX, SETTINGS_PREFIX);
  private static final List<Bytes> OUTPUTS = List.of(EvmState.PREFIX);
  private static final int MALFORMED = -32602;
  private static final int REFUSED = -32000;

  private EthereumDecoder() {}

  static Decoded decode(Bytes raw) {
    var unsupported = unsupportedType(raw);
    if (unsupported.isPresent()) {
      return new Decoded.Refused(unsupported.get());
    }
    return switch (EthereumTransactionCodec.decode(raw)) {
      case EthereumTransactionCodec.Decoded.Malformed(var what) -> malformed(what);
      case EthereumTransactionCodec.Decoded.Ok(var tx) when tx.gasLimit() < 0 -> // above 2^63 - 1, as no block's is
          new Decoded.Refused(Refusal.of(REFUSED, "exceeds block gas limit"));
      case EthereumTransactionCodec.Decoded.Ok(var tx) -> EthereumTransactionCodec.sender(tx)
          .<Decoded>map(sender -> new Decoded.Ok(view(tx, raw, sender.bytes())))
          .orElseGet(() -> new Decoded.Refused(Refusal.of(REFUSED, "invalid sender")));
    };
  }

  static Decoded decodeUnchecked(Bytes raw, Bytes sender) {
    if (sender.size() != EvmAddress.SIZE) {
      throw new IllegalArgumentException("an Ethereum sender has 20 bytes, not " + sender.size());
    }
    return switch (EthereumTransactionCodec.decode(raw)) {
      case EthereumTransactionCodec.Decoded.Malformed(var what) -> malformed(what);
      case EthereumTransactionCodec.Decoded.Ok(var tx) -> new Decoded.Ok(view(tx, raw, sender));
    };
  }

  private static Decoded malformed(String what) {
    return new Decoded.Refused(Refusal.of(MALFORMED, "invalid raw transaction: " + what));
  }

  private static Optional<Refusal> unsupportedType(Bytes raw) {
    int first = raw.isEmpty() ? 0xff : raw.get(0) & 0xff;
    if (first == EthereumTransaction.BLOB) {
      return Optional.of(Refusal.of(REFUSED, "transaction type not supported: this chain carries no blobs"));
    }
    boolean typed = first < 0x80;
    return typed && (first == EthereumTransaction.LEGACY || first > EthereumTransaction.SET_CODE)
        ? Optional.of(Refusal.of(REFUSED, "transaction type not supported"))
        : Optional.empty();
  }

  private static BatchView view(EthereumTransaction tx, Bytes raw, Bytes sender) {
    var id = new TransactionId(Keccak.hash(raw).bytes());
    long chainId = tx.chainId().map(number -> number.bitLength() < 64 ? number.longValue() : -1L).orElse(0L);
    var transaction = new TransactionView(id, Format.ETHEREUM, sender, FAMILY, VERSION, raw, Bytes.EMPTY, INPUTS,
        OUTPUTS, List.of(), chainId, 0, Bytes.EMPTY, 0, Optional.of(tx));
    return new BatchView(id, List.of(transaction), sender, EnvelopeFormat.ETHEREUM, raw);
  }
}
