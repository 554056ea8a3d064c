package org.atoll.sdk.ethereum;

import org.atoll.sdk.value.Bytes;

/** Gas a transaction costs before its first instruction. */
public final class IntrinsicGas {
  private static final long TRANSACTION = 21_000;
  private static final long CREATION = 32_000;
  private static final long ZERO_BYTE = 4;
  private static final long OTHER_BYTE_FRONTIER = 68;
  private static final long OTHER_BYTE = 16; // EIP-2028
  private static final long ACCESS_LIST_ADDRESS = 2_400; // EIP-2930
  private static final long ACCESS_LIST_SLOT = 1_900;
  private static final long INIT_CODE_WORD = 2; // EIP-3860
  private static final long AUTHORIZATION = 25_000; // EIP-7702
  private static final long FLOOR_TOKEN = 10; // EIP-7623
  private static final long TOKENS_OTHER_BYTE = 4;

  private IntrinsicGas() {}

  /** Charged in advance; a transaction with a lower gas limit is invalid. */
  public static long of(EthereumTransaction tx, Fork fork) {
    var data = tx.data();
    long zeros = zeros(data);
    long gas = TRANSACTION + zeros * ZERO_BYTE
        + (data.size() - zeros) * (fork.atLeast(Fork.ISTANBUL) ? OTHER_BYTE : OTHER_BYTE_FRONTIER);
    if (tx.isCreation() && fork.atLeast(Fork.HOMESTEAD)) {
      gas += CREATION;
    }
    if (tx.isCreation() && fork.atLeast(Fork.SHANGHAI)) {
      gas += (data.size() + 31L) / 32 * INIT_CODE_WORD;
    }
    for (var entry : tx.accessList()) {
      gas += ACCESS_LIST_ADDRESS + ACCESS_LIST_SLOT * entry.slots().size();
    }
    return gas + AUTHORIZATION * tx.authorizations().size();
  }

  /** Charged at least, whatever the run uses (EIP-7623); 0 before Prague. */
  public static long floor(EthereumTransaction tx, Fork fork) {
    if (!fork.atLeast(Fork.PRAGUE)) {
      return 0;
    }
    long zeros = zeros(tx.data());
    return TRANSACTION + FLOOR_TOKEN * (zeros + TOKENS_OTHER_BYTE * (tx.data().size() - zeros));
  }

  private static long zeros(Bytes data) {
    long zeros = 0;
    for (byte b : data.unsafeArray()) {
      if (b == 0) {
        zeros++;
      }
    }
    return zeros;
  }
}
