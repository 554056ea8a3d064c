package org.atoll.gossip.core;

import java.util.Optional;
import java.util.function.Predicate;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.value.Bytes;

/**
 * Proves to both ends of a link who is at the other, before anything else is parsed. Three frames: hello, welcome,
 * proof. Both sign the network, the version, both nonces, node keys, instances and CURVE keys, each under its own role:
 * a replayed, reflected or relayed handshake signs something else. Single-threaded; one object per link.
 */
public sealed interface Handshake {
  /** Version of everything behind the handshake; both ends have the same. */
  int VERSION = 1;

  /** Takes the next frame of the other end. After anything but {@link Step.Reply} the object is used up. */
  Step receive(Frame frame);

  /**
   * What does not change between handshakes.
   *
   * @param instance 8 random bytes per process
   * @param curveKey own CURVE public key
   * @param authorised which node keys may be at the other end; called on the socket thread, so it must be quick
   */
  record Local(PrivateKey nodeKey, NetworkId network, Bytes instance, Bytes curveKey,
      Predicate<PublicKey> authorised) {
    PublicKey key() {
      return nodeKey.publicKey();
    }

    /** Why the other end gets no link, from its first words alone. */
    Optional<String> objection(int version, NetworkId other, PublicKey key) {
      if (version != VERSION) {
        return Optional.of("protocol version " + version + ", not " + VERSION);
      }
      if (other.chainId() != network.chainId()) {
        return Optional.of("other chain id " + other.chainId());
      }
      if (!other.equals(network)) {
        return Optional.of("other genesis");
      }
      if (key.equals(key())) {
        return Optional.of("own key");
      }
      return authorised.test(key) ? Optional.empty() : Optional.of("not authorised");
    }
  }

  /** Who is there. */
  record Remote(PeerId peer, Bytes instance) {}

  /** What a frame led to. */
  sealed interface Step {
    /** Send this and wait for the next frame. */
    record Reply(Frame frame) implements Step {}

    /** The dialler has its proof and sends its own. */
    record DoneWith(Frame frame, Remote remote) implements Step {}

    /** The listener has its proof. */
    record Done(Remote remote) implements Step {}

    /** No link: tell the other end why, then cut. */
    record Refused(String why) implements Step {}
  }

  /** The end that dialled: {@link #hello} goes first. */
  final class Dialler implements Handshake {
    private final Local local;
    private final PublicKey expected;
    private final Bytes remoteCurveKey;
    private final Frame.Hello hello;

    /** @param nonce 32 fresh random bytes */
    public Dialler(Local local, PublicKey expected, Bytes remoteCurveKey, Bytes nonce) {
      this.local = local;
      this.expected = expected;
      this.remoteCurveKey = remoteCurveKey;
      this.hello = new Frame.Hello(VERSION, local.network(), local.key(), nonce, local.instance());
    }

    public Frame hello() {
      return hello;
    }

    @Override
    public Step receive(Frame frame) {
      if (frame instanceof Frame.Refuse(var why)) {
        return new Step.Refused("refused there: " + why);
      }
      if (!(frame instanceof Frame.Welcome welcome)) {
        return new Step.Refused("welcome expected");
      }
      var objection = local.objection(welcome.version(), welcome.network(), welcome.nodeKey());
      if (objection.isPresent()) {
        return new Step.Refused(objection.get());
      }
      if (!welcome.nodeKey().equals(expected)) {
        return new Step.Refused("another node listens there");
      }
      var words = new Words(hello, local.curveKey(), welcome, remoteCurveKey);
      if (!Signatures.verify(welcome.nodeKey(), words.ofListener(), welcome.signature())) {
        return new Step.Refused("bad signature");
      }
      var proof = new Frame.Proof(local.nodeKey().sign(words.ofDialler()));
      return new Step.DoneWith(proof, new Remote(new PeerId(welcome.nodeKey()), welcome.instance()));
    }
  }

  /** The end that was dialled: waits for a hello, then for the proof. */
  final class Listener implements Handshake {
    private final Local local;
    private final Bytes remoteCurveKey;
    private final Bytes nonce;
    private Optional<Pending> pending = Optional.empty();

    private record Pending(Words words, Frame.Hello hello) {}

    /**
     * @param remoteCurveKey as authenticated by CURVE
     * @param nonce 32 fresh random bytes
     */
    public Listener(Local local, Bytes remoteCurveKey, Bytes nonce) {
      this.local = local;
      this.remoteCurveKey = remoteCurveKey;
      this.nonce = nonce;
    }

    @Override
    public Step receive(Frame frame) {
      return switch (frame) {
        case Frame.Hello hello when pending.isEmpty() -> welcome(hello);
        case Frame.Proof proof when pending.isPresent() -> check(pending.get(), proof);
        case Frame.Refuse(var why) -> new Step.Refused("refused there: " + why);
        case Frame.Hello _, Frame.Welcome _, Frame.Proof _, Frame.Talk _, Frame.Piece _ ->
            new Step.Refused("handshake out of order");
      };
    }

    private Step welcome(Frame.Hello hello) {
      var objection = local.objection(hello.version(), hello.network(), hello.nodeKey());
      if (objection.isPresent()) {
        return new Step.Refused(objection.get());
      }
      var unsigned =
          new Frame.Welcome(VERSION, local.network(), local.key(), nonce, local.instance(), Bytes.EMPTY);
      var words = new Words(hello, remoteCurveKey, unsigned, local.curveKey());
      pending = Optional.of(new Pending(words, hello));
      return new Step.Reply(new Frame.Welcome(VERSION, local.network(), local.key(), nonce, local.instance(),
          local.nodeKey().sign(words.ofListener())));
    }

    private static Step check(Pending pending, Frame.Proof proof) {
      var key = pending.hello.nodeKey();
      return Signatures.verify(key, pending.words.ofDialler(), proof.signature())
          ? new Step.Done(new Remote(new PeerId(key), pending.hello.instance()))
          : new Step.Refused("bad signature");
    }
  }

  /** What both sign: everything either said, and the keys CURVE used. */
  record Words(Frame.Hello hello, Bytes diallerCurve, Frame.Welcome welcome, Bytes listenerCurve) {
    Bytes ofDialler() {
      return of("dialler");
    }

    Bytes ofListener() {
      return of("listener");
    }

    private Bytes of(String role) {
      return new WireWriter().text("atoll/handshake/1").text(role).u16(VERSION)
          .u64(hello.network().chainId()).raw(hello.network().genesisId().bytes())
          .field(hello.nodeKey().encoded()).raw(hello.nonce()).raw(hello.instance()).raw(diallerCurve)
          .field(welcome.nodeKey().encoded()).raw(welcome.nonce()).raw(welcome.instance()).raw(listenerCurve)
          .toBytes();
    }
  }
}
