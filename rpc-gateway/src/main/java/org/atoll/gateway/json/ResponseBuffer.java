package org.atoll.gateway.json;

import java.io.OutputStream;
import java.util.Arrays;

/** Grows as bytes are written, up to a limit. Not thread-safe. */
public final class ResponseBuffer extends OutputStream {
  /** More was written than the limit allows. */
  public static final class Full extends RuntimeException {
    Full() {
      super("response over its limit", null, false, false);
    }
  }

  private int limit;
  private byte[] bytes = new byte[512];
  private int size;

  public ResponseBuffer(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void reserve(int more) {
    if (more > limit - size) {
      throw new Full();
    }
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, (int) Math.min(limit, bytes.length * 2L)));
    }
  }

  /** Makes room for a little more than the limit, for what must be said in any case. */
  public void allowMore(int more) {
    limit = Math.max(limit, size + more);
  }

  public int size() {
    return size;
  }

  /** Forgets everything written after the first {@code newSize} bytes. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }
}
