package org.atoll.validator.chain;

import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.peer.core.PeerMessage;

/** The way to other nodes. Calls come from the chain thread and return at once. */
public interface PeerPort {
  /** @param direct members to be linked with always */
  void link(MemberSet members, Set<PublicKey> direct);

  void send(PublicKey to, PeerMessage message);

  void broadcast(PeerMessage message, Set<PublicKey> except);

  void penalise(PublicKey peer, String why);

  /** Certificates from an instance on, from the store. */
  void serveCertificates(PublicKey peer, long fromInstance);

  void serveHeaders(PublicKey peer, long fromHeight, int max);

  void serveBodies(PublicKey peer, long fromHeight, int count);

  void serveBlock(PublicKey peer, BlockId id);

  /** The final block at that height with this node's signature. */
  void serveVouch(PublicKey peer, Hash32 nonce, long height);

  void serveAnchor(PublicKey peer, long height);

  void serveRange(PublicKey peer, PeerMessage.WantRange wanted);

  /** Of a node that has no peers. */
  PeerPort NONE = new PeerPort() {
    @Override
    public void link(MemberSet members, Set<PublicKey> direct) {}

    @Override
    public void send(PublicKey to, PeerMessage message) {}

    @Override
    public void broadcast(PeerMessage message, Set<PublicKey> except) {}

    @Override
    public void penalise(PublicKey peer, String why) {}

    @Override
    public void serveCertificates(PublicKey peer, long fromInstance) {}

    @Override
    public void serveHeaders(PublicKey peer, long fromHeight, int max) {}

    @Override
    public void serveBodies(PublicKey peer, long fromHeight, int count) {}

    @Override
    public void serveBlock(PublicKey peer, BlockId id) {}

    @Override
    public void serveVouch(PublicKey peer, Hash32 nonce, long height) {}

    @Override
    public void serveAnchor(PublicKey peer, long height) {}

    @Override
    public void serveRange(PublicKey peer, PeerMessage.WantRange wanted) {}
  };
}
