package org.atoll.gossip.core;

import java.util.Random;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.NetworkId;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** A dialler and a listener of one network. */
final class Handshakes {
  static final NetworkId NETWORK = new NetworkId(7, Hash32.ZERO);

  final PrivateKey diallerKey = key(1);
  final PrivateKey listenerKey = key(2);
  final Bytes diallerCurve = CurveKeyPair.generate(new Random(3)).publicKey();
  final Bytes listenerCurve = CurveKeyPair.generate(new Random(4)).publicKey();

  Handshake.Dialler dialler(Random random) {
    return new Handshake.Dialler(local(diallerKey, NETWORK, diallerCurve), listenerKey.publicKey(), listenerCurve,
        nonce(random));
  }

  Handshake.Listener listener(Random random) {
    return new Handshake.Listener(local(listenerKey, NETWORK, listenerCurve), diallerCurve, nonce(random));
  }

  static Handshake.Local local(PrivateKey key, NetworkId network, Bytes curve) {
    return new Handshake.Local(key, network, Bytes.wrap(new byte[8]), curve, _ -> true);
  }

  static Bytes nonce(Random random) {
    var nonce = new byte[32];
    random.nextBytes(nonce);
    return Bytes.wrap(nonce);
  }

  static PrivateKey key(long seed) {
    return PrivateKey.generate(SignatureAlgorithm.SECP256K1, new Random(seed));
  }
}
