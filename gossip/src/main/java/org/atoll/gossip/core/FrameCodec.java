package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.List;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.core.WireReader.MalformedException;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Frames to bytes and back; one frame has one encoding. A handshake frame begins with magic, version and network, in
 * this order for ever, so that a stranger is told apart before anything else is parsed.
 */
public final class FrameCodec {
  /** Largest chunk of a {@link Frame.Piece} in bytes. */
  public static final int PIECE = 64 << 10;
  /** Largest frame in bytes: the socket refuses more before it allocates. */
  public static final int MAX_FRAME = PIECE + 16;
  /** Largest handshake frame in bytes. */
  public static final int MAX_HANDSHAKE = 4 << 10;
  /** Most records in one {@link Control.PeersReply}. */
  public static final int MAX_RECORDS = 32;

  private static final int MAGIC = 0x41544f4c; // "ATOL"
  private static final int NONCE = 32;
  private static final int INSTANCE = 8;
  private static final int MAX_SIGNATURE = 96;
  private static final int MAX_TEXT = 200;

  private static final int HELLO = 1;
  private static final int WELCOME = 2;
  private static final int PROOF = 3;
  private static final int REFUSE = 4;
  private static final int TALK = 5;
  private static final int PIECE_KIND = 6;

  /** A frame, or why the bytes are none. */
  public sealed interface Decoded {
    record Ok(Frame frame) implements Decoded {}

    record Bad(String why) implements Decoded {}
  }

  private FrameCodec() {}

  public static Bytes encode(Frame frame) {
    var out = new WireWriter();
    switch (frame) {
      case Frame.Hello f -> opening(out, HELLO, f.version(), f.network())
          .field(f.nodeKey().encoded()).raw(f.nonce()).raw(f.instance());
      case Frame.Welcome f -> opening(out, WELCOME, f.version(), f.network())
          .field(f.nodeKey().encoded()).raw(f.nonce()).raw(f.instance()).field(f.signature());
      case Frame.Proof f -> out.u8(PROOF).field(f.signature());
      case Frame.Refuse f -> out.u8(REFUSE).text(shortened(f.why()));
      case Frame.Talk(var control) -> control(out.u8(TALK), control);
      case Frame.Piece f -> {
        out.u8(PIECE_KIND).u8((f.first() ? 1 : 0) | (f.last() ? 2 : 0)).u16(f.type());
        if (f.first()) {
          out.u32(f.total());
        }
        out.raw(f.chunk());
      }
    }
    return out.toBytes();
  }

  /** Never throws on foreign bytes. */
  public static Decoded decode(Bytes bytes) {
    if (bytes.size() > MAX_FRAME) {
      return new Decoded.Bad("frame too large");
    }
    try {
      var in = new WireReader(bytes);
      int kind = in.u8();
      if (kind <= REFUSE && bytes.size() > MAX_HANDSHAKE) {
        return new Decoded.Bad("handshake too large");
      }
      var frame = switch (kind) {
        case HELLO -> {
          int version = version(in);
          yield new Frame.Hello(version, network(in), in.key(), in.raw(NONCE), in.raw(INSTANCE));
        }
        case WELCOME -> {
          int version = version(in);
          yield new Frame.Welcome(
              version, network(in), in.key(), in.raw(NONCE), in.raw(INSTANCE), in.field(MAX_SIGNATURE));
        }
        case PROOF -> new Frame.Proof(in.field(MAX_SIGNATURE));
        case REFUSE -> new Frame.Refuse(in.text(MAX_TEXT));
        case TALK -> new Frame.Talk(control(in));
        case PIECE_KIND -> piece(in);
        default -> throw new MalformedException("unknown kind");
      };
      in.end();
      return new Decoded.Ok(frame);
    } catch (MalformedException malformed) {
      return new Decoded.Bad(String.valueOf(malformed.getMessage()));
    }
  }

  /** Whether these bytes may be the first of a link: checked before a link exists. */
  public static boolean isHello(Bytes bytes) {
    return !bytes.isEmpty() && bytes.get(0) == HELLO;
  }

  private static WireWriter opening(WireWriter out, int kind, int version, NetworkId network) {
    return out.u8(kind).u32(MAGIC).u16(version).u64(network.chainId()).raw(network.genesisId().bytes());
  }

  private static int version(WireReader in) throws MalformedException {
    if (in.u32() != MAGIC) {
      throw new MalformedException("not Atoll");
    }
    return in.u16();
  }

  private static NetworkId network(WireReader in) throws MalformedException {
    return new NetworkId(in.u64(), new Hash32(in.raw(Hash32.SIZE)));
  }

  private static Frame.Piece piece(WireReader in) throws MalformedException {
    int flags = in.u8();
    if (flags > 3) {
      throw new MalformedException("unknown flags");
    }
    boolean first = (flags & 1) != 0;
    boolean last = (flags & 2) != 0;
    int type = in.u16();
    int total = first ? in.u32() : 0;
    var chunk = in.rest();
    if (total < 0 || chunk.size() > PIECE || (!last && chunk.size() != PIECE)) {
      throw new MalformedException("wrong piece size");
    }
    return new Frame.Piece(first, last, type, total, chunk);
  }

  private static void control(WireWriter out, Control control) {
    switch (control) {
      case Control.Ping(var nonce) -> out.u8(1).u64(nonce);
      case Control.Pong(var nonce) -> out.u8(2).u64(nonce);
      case Control.PeerRequest(var self) -> records(out.u8(3), self);
      case Control.PeerAccept(var self) -> records(out.u8(4), self);
      case Control.PeerRefuse(var why) -> out.u8(5).text(shortened(why));
      case Control.PeersRequest() -> out.u8(6);
      case Control.PeersReply(var records) -> records(out.u8(7), records);
      case Control.Goodbye(var why) -> out.u8(8).text(shortened(why));
    }
  }

  private static Control control(WireReader in) throws MalformedException {
    return switch (in.u8()) {
      case 1 -> new Control.Ping(in.u64());
      case 2 -> new Control.Pong(in.u64());
      case 3 -> new Control.PeerRequest(records(in, 1));
      case 4 -> new Control.PeerAccept(records(in, 1));
      case 5 -> new Control.PeerRefuse(in.text(MAX_TEXT));
      case 6 -> new Control.PeersRequest();
      case 7 -> new Control.PeersReply(records(in, MAX_RECORDS));
      case 8 -> new Control.Goodbye(in.text(MAX_TEXT));
      default -> throw new MalformedException("unknown control");
    };
  }

  private static void records(WireWriter out, List<PeerRecord> records) {
    out.u8(records.size());
    records.forEach(out::record);
  }

  private static List<PeerRecord> records(WireReader in, int max) throws MalformedException {
    int count = in.u8();
    if (count > max) {
      throw new MalformedException("too many records");
    }
    var records = new ArrayList<PeerRecord>();
    for (int i = 0; i < count; i++) {
      records.add(in.record());
    }
    return records;
  }

  private static String shortened(String text) {
    return text.length() > MAX_TEXT / 4 ? text.substring(0, MAX_TEXT / 4) : text; // UTF-8 takes at most 4 bytes each
  }
}
