package org.atoll.simulator.atoll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.validator.finality.core.Signer;

/**
 * Keys and signatures that cost nothing and protect nothing: a signature is 64 bytes mixed from the public key and the
 * message. Stateless.
 */
final class FakeKeys {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN).withInvokeExactBehavior();
  private static final int SIGNATURE = 64;

  private FakeKeys() {}

  /** Keys of one seed differ, and their order says nothing about the numbers. */
  static PublicKey key(long seed, int node) {
    var bytes = ByteBuffer.allocate(32);
    long word = TraceHash.mix(seed) + TraceHash.mix(0x6B65795FL + node);
    while (bytes.hasRemaining()) {
      word = TraceHash.mix(word + 0x9E3779B97F4A7C15L);
      bytes.putLong(word);
    }
    return new PublicKey(SignatureAlgorithm.ED25519, Bytes.wrap(bytes.array()));
  }

  static Signer signer(PublicKey key) {
    return new Signer() {
      @Override
      public PublicKey key() {
        return key;
      }

      @Override
      public Bytes sign(Bytes message) {
        return FakeKeys.sign(key, message);
      }
    };
  }

  static Bytes sign(PublicKey key, Bytes message) {
    var signature = new byte[SIGNATURE];
    long word = digest(key, message);
    for (int at = 0; at < SIGNATURE; at += Long.BYTES) {
      LONGS.set(signature, at, word);
      word = TraceHash.mix(word + 0x9E3779B97F4A7C15L);
    }
    return Bytes.wrap(signature);
  }

  static boolean verify(PublicKey key, Bytes message, Bytes signature) {
    return signature.size() == SIGNATURE && word(signature, 0) == digest(key, message);
  }

  /** Eight bytes of a value that holds as many. */
  static long word(Bytes bytes, int at) {
    return (long) LONGS.get(bytes.unsafeArray(), at);
  }

  private static long digest(PublicKey key, Bytes message) {
    long digest = word(key.bytes(), 0);
    int whole = message.size() & -Long.BYTES;
    for (int at = 0; at < whole; at += Long.BYTES) {
      digest = TraceHash.mix(digest + word(message, at));
    }
    for (int at = whole; at < message.size(); at++) {
      digest = TraceHash.mix(digest + message.get(at));
    }
    return digest == 0 ? 1 : digest; // a signature is never all zero
  }
}
