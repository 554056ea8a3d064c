package org.atoll.sdk.envelope;

import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Bytes;

/**
 * From an envelope's bytes to the view everything behind it works with: all checks the bytes alone allow. Pure and
 * thread-safe.
 */
public final class EnvelopeCodec {
  private EnvelopeCodec() {}

  /** Outcome of decoding. */
  public sealed interface Decoded {
    record Ok(BatchView batch) implements Decoded {}

    record Refused(Refusal refusal) implements Decoded {}
  }

  /** Decodes and checks form, limits and signatures. */
  public static Decoded decode(EnvelopeFormat format, Bytes body) {
    return switch (format) {
      case NATIVE -> NativeDecoder.decode(body, NativeDecoder.Checks.ALL);
      case ETHEREUM -> EthereumDecoder.decode(body);
      case ENVELOPE_FORMAT_UNSPECIFIED, UNRECOGNIZED -> unknownFormat();
    };
  }

  /**
   * Decodes what this node has checked before, such as rows of its store: signatures and hashes are taken for granted.
   *
   * @param sender of the only transaction (ethereum, 20 bytes); native envelopes tell theirs, so it is not looked at
   */
  public static Decoded decodeUnchecked(EnvelopeFormat format, Bytes body, Bytes sender) {
    return switch (format) {
      case NATIVE -> NativeDecoder.decode(body, NativeDecoder.Checks.FORM);
      case ETHEREUM -> EthereumDecoder.decodeUnchecked(body, sender);
      case ENVELOPE_FORMAT_UNSPECIFIED, UNRECOGNIZED -> unknownFormat();
    };
  }

  private static Decoded unknownFormat() {
    return new Decoded.Refused(Refusal.named(-32602, "BAD_ENCODING", "unknown envelope format",
        "send format NATIVE or ETHEREUM"));
  }
}
