package org.atoll.seth.core;

import java.util.EnumMap;
import java.util.Map;
import org.atoll.sdk.ethereum.Fork;

/** What differs from fork to fork, as data for the operations to use. Immutable. */
final class Rules {
  static final int CODE_LIMIT = 24_576;
  static final int INIT_CODE_LIMIT = 49_152;
  static final long TRANSACTION_GAS_LIMIT = 1L << 24; // EIP-7825
  static final int MAX_BLOBS_OSAKA = 6; // EIP-7594

  private static final Map<Fork, Rules> ALL = new EnumMap<>(Fork.class);

  static {
    for (var fork : Fork.values()) {
      ALL.put(fork, new Rules(fork));
    }
  }

  final Fork fork;
  final int[] table;
  final int[] fusedTable;
  /** EIP-161: empty accounts vanish, new contracts start with nonce 1. */
  final boolean clearsEmpty;
  /** EIP-150: a caller keeps a 64th. */
  final boolean keepsSixtyFourth;
  /** EIP-2: a contract whose deposit cannot be paid is not created. */
  final boolean depositMustBePaid;
  final int maxCodeSize;
  final int maxInitCodeSize;
  final long initCodeWordGas;
  /** EIP-3541. */
  final boolean refusesEf;
  final long expByteGas;
  /** EIP-2929: on top of the table's price when cold; 0 before Berlin. */
  final long coldAccountExtra;
  final long coldSlotExtra;
  final long selfDestructColdGas;
  final boolean accessLists;
  final boolean warmCoinbase;
  final long selfDestructNewAccountGas;
  final long selfDestructRefund;
  /** EIP-6780. */
  final boolean destroysOnlyNew;
  final long refundQuotient;
  /** EIP-7702. */
  final boolean delegations;
  final StorageRule storage;

  private Rules(Fork fork) {
    this.fork = fork;
    table = OpcodeTable.of(fork);
    fusedTable = OpcodeTable.fused(fork);
    clearsEmpty = fork.atLeast(Fork.SPURIOUS_DRAGON);
    keepsSixtyFourth = fork.atLeast(Fork.TANGERINE_WHISTLE);
    depositMustBePaid = fork.atLeast(Fork.HOMESTEAD);
    maxCodeSize = clearsEmpty ? CODE_LIMIT : Integer.MAX_VALUE;
    boolean shanghai = fork.atLeast(Fork.SHANGHAI);
    maxInitCodeSize = shanghai ? INIT_CODE_LIMIT : Integer.MAX_VALUE;
    initCodeWordGas = shanghai ? 2 : 0;
    boolean london = fork.atLeast(Fork.LONDON);
    refusesEf = london;
    expByteGas = clearsEmpty ? 50 : 10;
    boolean berlin = fork.atLeast(Fork.BERLIN);
    accessLists = berlin;
    coldAccountExtra = berlin ? 2_500 : 0;
    coldSlotExtra = berlin ? 2_000 : 0;
    selfDestructColdGas = berlin ? 2_600 : 0;
    warmCoinbase = shanghai;
    selfDestructNewAccountGas = keepsSixtyFourth ? 25_000 : 0;
    selfDestructRefund = london ? 0 : 24_000;
    destroysOnlyNew = fork.atLeast(Fork.CANCUN);
    refundQuotient = london ? 5 : 2;
    delegations = fork.atLeast(Fork.PRAGUE);
    storage = StorageRule.of(fork);
  }

  static Rules of(Fork fork) {
    var rules = ALL.get(fork);
    if (rules == null) {
      throw new IllegalArgumentException("no rules for " + fork);
    }
    return rules;
  }
}
