package org.atoll.seth.state;

import java.util.Arrays;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.word.Word;

/**
 * The account value of state, RLP [nonce, balance, code hash or empty], straight from and to limbs. The same bytes as
 * {@link org.atoll.sdk.account.EvmAccount}, without its big numbers.
 */
final class AccountRecord {
  private static final int MAX_SIZE = 2 + 9 + 33 + 33;

  private AccountRecord() {}

  /** @throws IllegalArgumentException when the bytes are no account: state holds nothing else, so it is corrupt */
  static void decode(Bytes record, Account account) {
    var in = record.unsafeArray();
    int size = in.length;
    int at = size > 0 && (in[0] & 0xff) == 0xf8 ? 2 : 1;
    if (size < 4 || (in[0] & 0xff) < 0xc3 || (in[0] & 0xff) > 0xf8
        || (at == 2 ? (in[1] & 0xff) : (in[0] & 0xff) - 0xc0) != size - at) {
      throw corrupt(record);
    }
    int length = length(in, at, 8, record);
    long nonce = 0;
    int from = start(in, at);
    for (int i = 0; i < length; i++) {
      nonce = nonce << 8 | (in[from + i] & 0xff);
    }
    account.nonce = nonce;
    at = from + length;
    length = length(in, at, 32, record);
    from = start(in, at);
    Word.loadShort(account.balance, 0, in, from, length);
    at = from + length;
    length = length(in, at, 32, record);
    if (at + 1 + length != size || (length != 0 && length != 32)) {
      throw corrupt(record);
    }
    account.codeHash = length == 0 ? null : Hash32.wrap(Arrays.copyOfRange(in, at + 1, size));
  }

  private static int start(byte[] in, int at) {
    return in[at] >= 0 ? at : at + 1;
  }

  private static int length(byte[] in, int at, int max, Bytes record) {
    if (at >= in.length) {
      throw corrupt(record);
    }
    int head = in[at] & 0xff;
    int length = head < 0x80 ? 1 : head - 0x80;
    if (length > max || at + length + (head < 0x80 ? 0 : 1) > in.length) {
      throw corrupt(record);
    }
    return length;
  }

  private static IllegalArgumentException corrupt(Bytes record) {
    return new IllegalArgumentException("not an account: " + record);
  }

  static Bytes encode(Account account) {
    var out = new byte[MAX_SIZE];
    int at = 2;
    at = putNumber(out, at, account.nonce, 0, 0, 0);
    var b = account.balance;
    at = putNumber(out, at, b[0], b[1], b[2], b[3]);
    var hash = account.codeHash;
    if (hash == null) {
      out[at++] = (byte) 0x80;
    } else {
      out[at++] = (byte) 0xa0;
      System.arraycopy(hash.bytes().unsafeArray(), 0, out, at, 32);
      at += 32;
    }
    int payload = at - 2;
    if (payload < 56) {
      out[1] = (byte) (0xc0 + payload);
      return Bytes.copyOfRange(out, 1, at);
    }
    out[0] = (byte) 0xf8;
    out[1] = (byte) payload;
    return Bytes.copyOfRange(out, 0, at);
  }

  private static int putNumber(byte[] out, int at, long l0, long l1, long l2, long l3) {
    int size = (Word.bitLength(l0, l1, l2, l3) + 7) >>> 3;
    if (size == 1 && l0 < 0x80) {
      out[at] = (byte) l0;
      return at + 1;
    }
    out[at] = (byte) (0x80 + size);
    for (int k = 0; k < size; k++) {
      long limb = k < 8 ? l0 : k < 16 ? l1 : k < 24 ? l2 : l3;
      out[at + size - k] = (byte) (limb >>> ((k & 7) << 3));
    }
    return at + 1 + size;
  }
}
