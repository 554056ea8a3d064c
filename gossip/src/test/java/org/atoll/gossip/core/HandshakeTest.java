package org.atoll.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.core.Handshake.Step;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private final Random random = new Random(1);
  private final Handshakes handshakes = new Handshakes();

  @Test
  void bothLearnWhoIsThere() {
    var dialler = handshakes.dialler(random);
    var listener = handshakes.listener(random);
    var welcome = reply(listener.receive(dialler.hello()));
    assertThat(dialler.receive(welcome)).isInstanceOfSatisfying(Step.DoneWith.class, done -> {
      assertThat(done.remote().peer()).isEqualTo(new PeerId(handshakes.listenerKey.publicKey()));
      assertThat(listener.receive(done.frame())).isInstanceOfSatisfying(Step.Done.class, other ->
          assertThat(other.remote().peer()).isEqualTo(new PeerId(handshakes.diallerKey.publicKey())));
    });
  }

  @Test
  void anotherNetworkOrVersionIsToldApartBeforeAnySignature() {
    var hello = handshakes.dialler(random).hello() instanceof Frame.Hello h ? h : null;
    assertThat(hello).isNotNull();
    assertRefused(handshakes.listener(random).receive(new Frame.Hello(2, hello.network(), hello.nodeKey(),
        hello.nonce(), hello.instance())), "protocol version 2, not 1");
    assertRefused(handshakes.listener(random).receive(new Frame.Hello(1, new NetworkId(8, Hash32.ZERO),
        hello.nodeKey(), hello.nonce(), hello.instance())), "other chain id 8");
    assertRefused(handshakes.listener(random).receive(new Frame.Hello(1,
        new NetworkId(7, Hash32.fromHex("22".repeat(32))), hello.nodeKey(), hello.nonce(), hello.instance())),
        "other genesis");
  }

  @Test
  void replayedFramesSignOtherNonces() {
    var dialler = handshakes.dialler(random);
    var listener = handshakes.listener(random);
    var welcome = reply(listener.receive(dialler.hello()));
    var proof = dialler.receive(welcome) instanceof Step.DoneWith(var frame, var _) ? frame : null;
    assertThat(proof).isNotNull();

    assertRefused(handshakes.dialler(random).receive(welcome), "bad signature");
    var again = handshakes.listener(random);
    reply(again.receive(dialler.hello()));
    assertRefused(again.receive(proof), "bad signature");
  }

  @Test
  void aReflectedHandshakeMeetsItsOwnKey() {
    var dialler = handshakes.dialler(random);
    var self = new Handshake.Listener(
        Handshakes.local(handshakes.diallerKey, Handshakes.NETWORK, handshakes.diallerCurve), handshakes.diallerCurve,
        Handshakes.nonce(random));
    assertRefused(self.receive(dialler.hello()), "own key");
  }

  @Test
  void aRelayWithAnotherCurveKeyIsFound() {
    var dialler = handshakes.dialler(random);
    var listener = new Handshake.Listener(
        Handshakes.local(handshakes.listenerKey, Handshakes.NETWORK, handshakes.listenerCurve),
        Bytes.wrap(new byte[32]), Handshakes.nonce(random)); // the relay's connection, not the dialler's
    assertRefused(dialler.receive(reply(listener.receive(dialler.hello()))), "bad signature");
  }

  @Test
  void anUnauthorisedOrUnexpectedKeyIsRefused() {
    var closed = new Handshake.Listener(new Handshake.Local(handshakes.listenerKey, Handshakes.NETWORK,
        Bytes.wrap(new byte[8]), handshakes.listenerCurve, key -> false), handshakes.diallerCurve,
        Handshakes.nonce(random));
    assertRefused(closed.receive(handshakes.dialler(random).hello()), "not authorised");

    var dialler = handshakes.dialler(random);
    var stranger = new Handshake.Listener(
        Handshakes.local(Handshakes.key(9), Handshakes.NETWORK, handshakes.listenerCurve), handshakes.diallerCurve,
        Handshakes.nonce(random));
    assertRefused(dialler.receive(reply(stranger.receive(dialler.hello()))), "another node listens there");
  }

  @Test
  void framesOutOfOrderEndIt() {
    assertRefused(handshakes.listener(random).receive(new Frame.Proof(Bytes.EMPTY)), "handshake out of order");
    var listener = handshakes.listener(random);
    var hello = handshakes.dialler(random).hello();
    reply(listener.receive(hello));
    assertRefused(listener.receive(hello), "handshake out of order");
    assertRefused(handshakes.dialler(random).receive(hello), "welcome expected");
  }

  private static Frame reply(Step step) {
    return ((Step.Reply) step).frame();
  }

  private static void assertRefused(Step step, String why) {
    assertThat(step).isEqualTo(new Step.Refused(why));
  }
}
