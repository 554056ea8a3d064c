package org.atoll.seth.state;

import java.math.BigInteger;
import java.util.Arrays;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/**
 * What one run knows of one account. Objects are reused from run to run; all changes go through {@link Journal}, which
 * can take them back. The address is kept as a 256-bit word would hold it: {@code a0} least significant.
 */
public final class Account {
  public long a0;
  public long a1;
  public int a2;

  public long nonce;
  public final long[] balance = new long[4];
  /** Null without code. */
  public @Nullable Hash32 codeHash;

  /** In this transaction: its address was used, it was touched (EIP-161), created, destroyed. */
  public boolean warm;
  public boolean touched;
  public boolean created;
  public boolean destroyed;
  /** Whether the account is there; before Spurious Dragon an empty one may be. */
  public boolean exists;

  int index;
  boolean loaded;
  boolean codeWritten;
  @Nullable Code code;
  @Nullable Address key;
  /** Wei to be credited by whoever provides state; null unless the account is not loaded and only paid. */
  @Nullable BigInteger owed;

  /** As state had it before the transaction. */
  boolean existedBefore;
  long nonceBefore;
  final long[] balanceBefore = new long[4];
  @Nullable Hash32 codeHashBefore;

  void begin(int newIndex, long l0, long l1, int l2) {
    index = newIndex;
    a0 = l0;
    a1 = l1;
    a2 = l2;
    nonce = 0;
    codeHash = null;
    warm = false;
    touched = false;
    created = false;
    destroyed = false;
    exists = false;
    loaded = false;
    codeWritten = false;
    code = null;
    key = null;
    owed = null;
    existedBefore = false;
    nonceBefore = 0;
    codeHashBefore = null;
    Arrays.fill(balance, 0);
    Arrays.fill(balanceBefore, 0);
  }

  boolean is(long l0, long l1, int l2) {
    return a0 == l0 && a1 == l1 && a2 == l2;
  }

  /**
   * The account of precompiled contract 0x03: a touch of it outlives its revert. So it was in Ethereum's block 2 675 119,
   * by mistake, and is the rule since then.
   */
  boolean isRipemd() {
    return a0 == 3 && a1 == 0 && a2 == 0;
  }

  /** EIP-161: no nonce, no balance, no code. */
  public boolean isEmpty() {
    return nonce == 0 && codeHash == null && Word.isZero(balance, 0);
  }

  /** Whether the account holds other values than before the transaction. */
  boolean changed() {
    return nonce != nonceBefore || codeWritten || !Word.equal(balance, 0, balanceBefore, 0);
  }

  public EvmAddress address() {
    var bytes = new byte[EvmAddress.SIZE];
    store(bytes, 0);
    return EvmAddress.wrap(bytes);
  }

  /** Writes the 20 bytes of the address. */
  public void store(byte[] bytes, int offset) {
    Word.putInt(bytes, offset, a2);
    Word.putLong(bytes, offset + 4, a1);
    Word.putLong(bytes, offset + 12, a0);
  }

  Address key() {
    var known = key;
    if (known == null) {
      known = EvmState.account(address());
      key = known;
    }
    return known;
  }
}
