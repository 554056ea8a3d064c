package org.atoll.sdk.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes with value equality, ordered as unsigned bytes. Thread-safe. */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;
  private int hash; // cached; racing threads write the same value

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Takes the array itself: the caller gives it up and must not change it any more. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  public static Bytes copyOf(byte... array) {
    return wrap(array.clone());
  }

  /** Copies {@code array[from, to)}. */
  public static Bytes copyOfRange(byte[] array, int from, int to) {
    return wrap(Arrays.copyOfRange(array, from, to));
  }

  public static Bytes of(ByteString string) {
    return wrap(string.toByteArray());
  }

  /**
   * Parses hexadecimal digits of either case, with or without {@code 0x}.
   *
   * @throws IllegalArgumentException on an odd number of digits or any other character
   */
  public static Bytes fromHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
  }

  public int size() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  public byte get(int index) {
    return array[index];
  }

  /** Copies {@code [from, to)}. */
  public Bytes slice(int from, int to) {
    return from == 0 && to == array.length ? this : copyOfRange(array, from, to);
  }

  public Bytes concat(Bytes other) {
    var joined = Arrays.copyOf(array, array.length + other.array.length);
    System.arraycopy(other.array, 0, joined, array.length, other.array.length);
    return wrap(joined);
  }

  public boolean startsWith(Bytes prefix) {
    return array.length >= prefix.array.length
        && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
  }

  public byte[] toArray() {
    return array.clone();
  }

  /** The bytes themselves, not a copy: for reading only, where a copy would cost too much. */
  @SuppressWarnings("EI_EXPOSE_REP")
  public byte[] unsafeArray() {
    return array;
  }

  /** Without a copy. */
  public ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(array);
  }

  /** Lower case, without {@code 0x}. */
  public String toHex() {
    return HexFormat.of().formatHex(array);
  }

  /** Lower case, with {@code 0x}. */
  public String to0x() {
    return "0x" + toHex();
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Bytes bytes && Arrays.equals(array, bytes.array));
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(array);
      hash = h;
    }
    return h;
  }

  /** Hexadecimal; the middle of long values is left out. */
  @Override
  public String toString() {
    return array.length <= 40 ? to0x() : "0x" + slice(0, 16).toHex() + "…(" + array.length + " bytes)";
  }
}
