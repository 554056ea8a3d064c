package org.atoll.gossip.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.atoll.gossip.PeerAddress;
import org.atoll.sdk.value.Bytes;

/** Big-endian bytes; short fields carry a two-byte length. */
final class WireWriter {
  private byte[] buffer = new byte[256];
  private int size;

  WireWriter u8(int value) {
    return number(value, 1);
  }

  WireWriter u16(int value) {
    return number(value, 2);
  }

  WireWriter u32(int value) {
    return number(value, 4);
  }

  WireWriter u64(long value) {
    return number(value, 8);
  }

  WireWriter raw(Bytes bytes) {
    return raw(bytes, 0, bytes.size());
  }

  WireWriter raw(Bytes bytes, int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes.unsafeArray(), from, buffer, size, to - from);
    size += to - from;
    return this;
  }

  WireWriter field(Bytes bytes) {
    if (bytes.size() > 0xffff) {
      throw new IllegalArgumentException("field too long: " + bytes.size());
    }
    return u16(bytes.size()).raw(bytes);
  }

  WireWriter text(String text) {
    return field(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  WireWriter address(PeerAddress address) {
    return field(address.nodeKey().encoded()).raw(address.curveKey()).text(address.endpoint().host())
        .u16(address.endpoint().port());
  }

  WireWriter record(PeerRecord record) {
    return address(record.address()).u64(record.sequence()).field(record.signature());
  }

  Bytes toBytes() {
    return Bytes.copyOfRange(buffer, 0, size);
  }

  private WireWriter number(long value, int bytes) {
    reserve(bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
    }
  }
}
