package org.atoll.gossip.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/** Inverse of {@link WireWriter}; every length is checked before anything is allocated. */
final class WireReader {
  /** The bytes are not what they should be. Caught where the decoder is entered, never beyond. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String why) {
      super(why, null, false, false); // a peer can cause it as often as it likes: no stack trace
    }
  }

  private final Bytes bytes;
  private int at;

  WireReader(Bytes bytes) {
    this.bytes = bytes;
  }

  int u8() throws MalformedException {
    return (int) number(1);
  }

  int u16() throws MalformedException {
    return (int) number(2);
  }

  int u32() throws MalformedException {
    return (int) number(4);
  }

  long u64() throws MalformedException {
    return number(8);
  }

  Bytes raw(int length) throws MalformedException {
    need(length);
    at += length;
    return bytes.slice(at - length, at);
  }

  Bytes field(int max) throws MalformedException {
    int length = u16();
    if (length > max) {
      throw new MalformedException("field too long");
    }
    return raw(length);
  }

  Bytes rest() {
    var rest = bytes.slice(at, bytes.size());
    at = bytes.size();
    return rest;
  }

  String text(int max) throws MalformedException {
    var field = field(max);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(field.unsafeArray())).toString();
    } catch (CharacterCodingException notText) {
      throw new MalformedException("not UTF-8");
    }
  }

  PublicKey key() throws MalformedException {
    var field = field(64);
    try {
      return PublicKey.decode(field);
    } catch (IllegalArgumentException notKey) {
      throw new MalformedException("not a key");
    }
  }

  PeerAddress address() throws MalformedException {
    var nodeKey = key();
    var curveKey = raw(CurveKeyPair.SIZE);
    var host = text(253);
    int port = u16();
    try {
      return new PeerAddress(nodeKey, curveKey, new Endpoint(host, port));
    } catch (IllegalArgumentException notHost) {
      throw new MalformedException("not a host");
    }
  }

  PeerRecord record() throws MalformedException {
    return new PeerRecord(address(), u64(), field(96));
  }

  void end() throws MalformedException {
    if (at != bytes.size()) {
      throw new MalformedException("bytes left over");
    }
  }

  private long number(int length) throws MalformedException {
    need(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = (value << 8) | (bytes.get(at++) & 0xff);
    }
    return value;
  }

  private void need(int length) throws MalformedException {
    if (length > bytes.size() - at) {
      throw new MalformedException("too short");
    }
  }
}
