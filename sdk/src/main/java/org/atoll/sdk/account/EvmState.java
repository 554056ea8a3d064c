package org.atoll.sdk.account;

import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * State addresses of accounts, contract storage and code: {@link #PREFIX}, a kind byte, then
 *
 * <ul>
 *   <li>00 ‖ account (20): {@link EvmAccount}
 *   <li>01 ‖ account (20) ‖ slot (32): 1 to 32 bytes without leading zeros; zero is no record
 *   <li>02 ‖ keccak of the code (32): the code
 *   <li>03 ‖ height (u64): read-only, the Ethereum hash of an ancestor; answered by the validator, not part of the state
 *       root
 * </ul>
 */
public final class EvmState {
  /** First 3 bytes of SHA-512("evm"). */
  public static final Bytes PREFIX = Bytes.fromHex("f0cc01");

  public static final int KIND_ACCOUNT = 0;
  public static final int KIND_SLOT = 1;
  public static final int KIND_CODE = 2;
  public static final int KIND_BLOCK_HASH = 3;

  /** Length of {@link #account} and {@link #storageOf}. */
  public static final int ACCOUNT_SIZE = 24;

  /** Length of {@link #slot}. */
  public static final int SLOT_SIZE = 56;

  private EvmState() {}

  public static Address account(EvmAddress account) {
    return Address.wrap(key(KIND_ACCOUNT, account.bytes(), 0));
  }

  /** @param slot 32 bytes */
  public static Address slot(EvmAddress account, Bytes slot) {
    if (slot.size() != 32) {
      throw new IllegalArgumentException("a slot has 32 bytes, not " + slot.size());
    }
    var key = key(KIND_SLOT, account.bytes(), 32);
    System.arraycopy(slot.unsafeArray(), 0, key, ACCOUNT_SIZE, 32);
    return Address.wrap(key);
  }

  /** What the addresses of all slots of the account begin with. */
  public static Address storageOf(EvmAddress account) {
    return Address.wrap(key(KIND_SLOT, account.bytes(), 0));
  }

  public static Address code(Hash32 codeHash) {
    return Address.wrap(key(KIND_CODE, codeHash.bytes(), 0));
  }

  public static Address blockHash(long height) {
    var key = key(KIND_BLOCK_HASH, Bytes.EMPTY, 8);
    for (int i = 0; i < 8; i++) {
      key[4 + i] = (byte) (height >>> (56 - 8 * i));
    }
    return Address.wrap(key);
  }

  private static byte[] key(int kind, Bytes rest, int room) {
    var key = new byte[4 + rest.size() + room];
    System.arraycopy(PREFIX.unsafeArray(), 0, key, 0, 3);
    key[3] = (byte) kind;
    System.arraycopy(rest.unsafeArray(), 0, key, 4, rest.size());
    return key;
  }
}
