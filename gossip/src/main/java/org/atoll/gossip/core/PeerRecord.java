package org.atoll.gossip.core;

import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.value.Bytes;

/**
 * Where a node says it listens, signed by itself, so that neighbours can pass it on but not forge it.
 *
 * @param sequence the higher one replaces the other; milliseconds since 1970 when it was made
 * @param signature by the node key
 */
public record PeerRecord(PeerAddress address, long sequence, Bytes signature) {
  public static PeerRecord sign(PrivateKey key, NetworkId network, PeerAddress address, long sequence) {
    if (!key.publicKey().equals(address.nodeKey())) {
      throw new IllegalArgumentException("a node signs only its own address");
    }
    return new PeerRecord(address, sequence, key.sign(signed(network, address, sequence)));
  }

  public boolean isSigned(NetworkId network) {
    return Signatures.verify(address.nodeKey(), signed(network, address, sequence), signature);
  }

  public PeerId id() {
    return address.id();
  }

  private static Bytes signed(NetworkId network, PeerAddress address, long sequence) {
    return new WireWriter().text("atoll/peer-record/1").u64(network.chainId()).raw(network.genesisId().bytes())
        .address(address).u64(sequence).toBytes();
  }
}
