package org.atoll.gossip.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.MessageType;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.FrameCodec.Decoded;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

/** A million mutated frames through decoder, handshake and assembly. */
class FrameFuzzTest {
  private static final int ROUNDS = 1_000_000;
  private static final NetworkId NETWORK = new NetworkId(7, Hash32.ZERO);
  private final Random random = new Random(17);

  @Test
  void encodedFramesDecodeToThemselves() {
    for (var frame : frames()) {
      assertThat(FrameCodec.decode(FrameCodec.encode(frame))).isEqualTo(new Decoded.Ok(frame));
    }
  }

  @Test
  void noMutationBreaksAnythingOrHasTwoEncodings() {
    var corpus = frames().stream().map(FrameCodec::encode).toList();
    var type = new MessageType(1, "t", Lane.BLOCK, 1 << 20);
    var room = new Assembly.Room(64 << 20);
    var assembly = new Assembly(room);
    int decoded = 0;
    for (int i = 0; i < ROUNDS; i++) {
      var bytes = mutated(corpus.get(random.nextInt(corpus.size())), corpus);
      switch (FrameCodec.decode(bytes)) {
        case Decoded.Bad(var why) -> assertThat(why).isNotEmpty();
        case Decoded.Ok(var frame) -> {
          decoded++;
          assertThat(FrameCodec.encode(frame)).isEqualTo(bytes);
          if (frame instanceof Frame.Piece piece && assembly.accept(type, piece) instanceof Assembly.Result.Bad) {
            assembly.clear();
          }
        }
      }
    }
    assembly.clear();
    assertThat(room.free()).isEqualTo(64 << 20);
    assertThat(decoded).isBetween(ROUNDS / 100, ROUNDS);
  }

  @Test
  void noMutatedHandshakeOpensALink() {
    var handshakes = new Handshakes();
    for (int i = 0; i < 3_000; i++) {
      var dialler = handshakes.dialler(random);
      var listener = handshakes.listener(random);
      var hello = FrameCodec.encode(dialler.hello());
      boolean mutateHello = random.nextBoolean();
      var sent = mutateHello ? flipped(hello) : hello;
      if (!(FrameCodec.decode(sent) instanceof Decoded.Ok(var helloFrame))
          || !(listener.receive(helloFrame) instanceof Handshake.Step.Reply(var welcome))) {
        continue;
      }
      var answer = mutateHello ? FrameCodec.encode(welcome) : flipped(FrameCodec.encode(welcome));
      if (FrameCodec.decode(answer) instanceof Decoded.Ok(var welcomeFrame)) {
        assertThat(dialler.receive(welcomeFrame)).isInstanceOf(Handshake.Step.Refused.class);
      }
    }
  }

  private Bytes flipped(Bytes frame) {
    var bytes = frame.toArray();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.wrap(bytes);
  }

  private Bytes mutated(Bytes frame, List<Bytes> corpus) {
    var bytes = frame.toArray();
    switch (random.nextInt(5)) {
      case 0 -> bytes = frame.slice(0, random.nextInt(bytes.length)).toArray();
      case 1 -> {
        var other = corpus.get(random.nextInt(corpus.size()));
        int cut = random.nextInt(Math.min(bytes.length, other.size()));
        bytes = frame.slice(0, cut).concat(other.slice(cut, other.size())).toArray();
      }
      case 2 -> bytes = frame.concat(Bytes.wrap(new byte[random.nextInt(4)])).toArray();
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes[random.nextInt(Math.min(bytes.length, 300))] = (byte) random.nextInt();
        }
      }
    }
    return Bytes.wrap(bytes);
  }

  private List<Frame> frames() {
    var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, random);
    var address = new PeerAddress(key.publicKey(), CurveKeyPair.generate(random).publicKey(),
        new Endpoint("2001:db8::1", 7700));
    var record = PeerRecord.sign(key, NETWORK, address, 5);
    var nonce = Bytes.wrap(new byte[32]);
    var instance = Bytes.wrap(new byte[8]);
    var frames = new ArrayList<Frame>();
    frames.add(new Frame.Hello(1, NETWORK, key.publicKey(), nonce, instance));
    frames.add(new Frame.Welcome(1, NETWORK, key.publicKey(), nonce, instance, record.signature()));
    frames.add(new Frame.Proof(record.signature()));
    frames.add(new Frame.Refuse("why"));
    frames.add(new Frame.Piece(true, true, 1, 3, Bytes.wrap(new byte[3])));
    frames.add(new Frame.Piece(false, true, 1, 0, Bytes.wrap(new byte[100])));
    frames.add(new Frame.Piece(true, true, 1, 0, Bytes.EMPTY));
    for (var control : List.of(new Control.Ping(1), new Control.Pong(2), new Control.PeerRequest(List.of(record)),
        new Control.PeerAccept(List.of()), new Control.PeerRefuse("full"), new Control.PeersRequest(),
        new Control.PeersReply(List.of(record, record)), new Control.Goodbye("bye"))) {
      frames.add(new Frame.Talk(control));
    }
    return frames;
  }
}
