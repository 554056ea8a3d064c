package org.atoll.seth.core;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;

/**
 * What a fork says about each opcode, in one {@code int}: low 16 bits the gas charged before it runs, high 16 bits how
 * many stack <em>longs</em> it needs. An undefined opcode needs more than a stack can hold, so the loop's one check
 * catches it, too. Immutable after class initialisation.
 */
final class OpcodeTable {
  static final int UNDEFINED = 0xffff << 16;

  private static final int UNDEFINED_WORDS = -1;
  private static final String[] NAMES = new String[256];
  private static final int[] WORDS = new int[256];
  private static final Fork[] SINCE = new Fork[256];
  private static final int[][] GAS = new int[256][];
  private static final Map<Fork, int[]> TABLES = new EnumMap<>(Fork.class);
  private static final Map<Fork, int[]> FUSED = new EnumMap<>(Fork.class);

  static {
    Arrays.fill(WORDS, UNDEFINED_WORDS);
    define();
    for (var fork : Fork.values()) {
      var table = build(fork);
      TABLES.put(fork, table);
      FUSED.put(fork, fuse(table));
    }
  }

  private OpcodeTable() {}

  /** 256 entries; for reading only. */
  static int[] of(Fork fork) {
    return of(fork, TABLES);
  }

  /** The same with {@link Fusion}'s instructions; those that the fork has not all parts of are undefined. */
  static int[] fused(Fork fork) {
    return of(fork, FUSED);
  }

  private static int[] of(Fork fork, Map<Fork, int[]> tables) {
    var table = tables.get(fork);
    if (table == null) {
      throw new IllegalArgumentException("no opcode table for " + fork);
    }
    return table;
  }

  static int gas(int entry) {
    return entry & 0xffff;
  }

  static int neededLongs(int entry) {
    return entry >>> 16;
  }

  /** Empty for a byte no fork gives a meaning; INVALID is none either. */
  static Optional<String> name(int opcode) {
    return Optional.ofNullable(NAMES[opcode]);
  }

  /** As traces show it. */
  static String displayName(int opcode) {
    var name = NAMES[opcode];
    if (name != null) {
      return name;
    }
    return opcode == Opcode.INVALID ? "INVALID" : "opcode 0x" + Integer.toHexString(opcode) + " not defined";
  }

  static Optional<Fork> since(int opcode) {
    return Optional.ofNullable(SINCE[opcode]);
  }

  private static void op(int opcode, String name, int words, Fork since, int... gas) {
    NAMES[opcode] = name;
    WORDS[opcode] = words;
    SINCE[opcode] = since;
    GAS[opcode] = gas; // price at the start, then {fork ordinal, price} pairs
  }

  private static void op(int opcode, String name, int words, int... gas) {
    op(opcode, name, words, Fork.FRONTIER, gas);
  }

  private static void define() {
    arithmetic();
    environment();
    memoryAndFlow();
    int tangerine = Fork.TANGERINE_WHISTLE.ordinal();
    int berlin = Fork.BERLIN.ordinal();
    for (int n = 1; n <= 32; n++) {
      op(Opcode.PUSH1 + n - 1, "PUSH" + n, 0, 3);
    }
    for (int n = 1; n <= 16; n++) {
      op(Opcode.DUP1 + n - 1, "DUP" + n, n, 3);
      op(Opcode.SWAP1 + n - 1, "SWAP" + n, n + 1, 3);
    }
    for (int n = 0; n <= 4; n++) {
      op(Opcode.LOG0 + n, "LOG" + n, 2 + n, 375 * (n + 1));
    }
    op(Opcode.CREATE, "CREATE", 3, 32_000);
    op(Opcode.CALL, "CALL", 7, 40, tangerine, 700, berlin, 100);
    op(Opcode.CALLCODE, "CALLCODE", 7, 40, tangerine, 700, berlin, 100);
    op(Opcode.RETURN, "RETURN", 2, 0);
    op(Opcode.DELEGATECALL, "DELEGATECALL", 6, Fork.HOMESTEAD, 40, tangerine, 700, berlin, 100);
    op(Opcode.CREATE2, "CREATE2", 4, Fork.CONSTANTINOPLE, 32_000);
    op(Opcode.STATICCALL, "STATICCALL", 6, Fork.BYZANTIUM, 700, berlin, 100);
    op(Opcode.REVERT, "REVERT", 2, Fork.BYZANTIUM, 0);
    op(Opcode.SELFDESTRUCT, "SELFDESTRUCT", 1, 0, tangerine, 5_000);
  }

  private static void arithmetic() {
    op(Opcode.STOP, "STOP", 0, 0);
    op(Opcode.ADD, "ADD", 2, 3);
    op(Opcode.MUL, "MUL", 2, 5);
    op(Opcode.SUB, "SUB", 2, 3);
    op(Opcode.DIV, "DIV", 2, 5);
    op(Opcode.SDIV, "SDIV", 2, 5);
    op(Opcode.MOD, "MOD", 2, 5);
    op(Opcode.SMOD, "SMOD", 2, 5);
    op(Opcode.ADDMOD, "ADDMOD", 3, 8);
    op(Opcode.MULMOD, "MULMOD", 3, 8);
    op(Opcode.EXP, "EXP", 2, 10);
    op(Opcode.SIGNEXTEND, "SIGNEXTEND", 2, 5);
    op(Opcode.LT, "LT", 2, 3);
    op(Opcode.GT, "GT", 2, 3);
    op(Opcode.SLT, "SLT", 2, 3);
    op(Opcode.SGT, "SGT", 2, 3);
    op(Opcode.EQ, "EQ", 2, 3);
    op(Opcode.ISZERO, "ISZERO", 1, 3);
    op(Opcode.AND, "AND", 2, 3);
    op(Opcode.OR, "OR", 2, 3);
    op(Opcode.XOR, "XOR", 2, 3);
    op(Opcode.NOT, "NOT", 1, 3);
    op(Opcode.BYTE, "BYTE", 2, 3);
    op(Opcode.SHL, "SHL", 2, Fork.CONSTANTINOPLE, 3);
    op(Opcode.SHR, "SHR", 2, Fork.CONSTANTINOPLE, 3);
    op(Opcode.SAR, "SAR", 2, Fork.CONSTANTINOPLE, 3);
    op(Opcode.CLZ, "CLZ", 1, Fork.OSAKA, 5);
    op(Opcode.KECCAK256, "KECCAK256", 2, 30);
  }

  private static void environment() {
    int tangerine = Fork.TANGERINE_WHISTLE.ordinal();
    int istanbul = Fork.ISTANBUL.ordinal();
    int berlin = Fork.BERLIN.ordinal();
    op(Opcode.ADDRESS, "ADDRESS", 0, 2);
    op(Opcode.BALANCE, "BALANCE", 1, 20, tangerine, 400, istanbul, 700, berlin, 100);
    op(Opcode.ORIGIN, "ORIGIN", 0, 2);
    op(Opcode.CALLER, "CALLER", 0, 2);
    op(Opcode.CALLVALUE, "CALLVALUE", 0, 2);
    op(Opcode.CALLDATALOAD, "CALLDATALOAD", 1, 3);
    op(Opcode.CALLDATASIZE, "CALLDATASIZE", 0, 2);
    op(Opcode.CALLDATACOPY, "CALLDATACOPY", 3, 3);
    op(Opcode.CODESIZE, "CODESIZE", 0, 2);
    op(Opcode.CODECOPY, "CODECOPY", 3, 3);
    op(Opcode.GASPRICE, "GASPRICE", 0, 2);
    op(Opcode.EXTCODESIZE, "EXTCODESIZE", 1, 20, tangerine, 700, berlin, 100);
    op(Opcode.EXTCODECOPY, "EXTCODECOPY", 4, 20, tangerine, 700, berlin, 100);
    op(Opcode.RETURNDATASIZE, "RETURNDATASIZE", 0, Fork.BYZANTIUM, 2);
    op(Opcode.RETURNDATACOPY, "RETURNDATACOPY", 3, Fork.BYZANTIUM, 3);
    op(Opcode.EXTCODEHASH, "EXTCODEHASH", 1, Fork.CONSTANTINOPLE, 400, istanbul, 700, berlin, 100);
    op(Opcode.BLOCKHASH, "BLOCKHASH", 1, 20);
    op(Opcode.COINBASE, "COINBASE", 0, 2);
    op(Opcode.TIMESTAMP, "TIMESTAMP", 0, 2);
    op(Opcode.NUMBER, "NUMBER", 0, 2);
    op(Opcode.PREVRANDAO, "PREVRANDAO", 0, 2);
    op(Opcode.GASLIMIT, "GASLIMIT", 0, 2);
    op(Opcode.CHAINID, "CHAINID", 0, Fork.ISTANBUL, 2);
    op(Opcode.SELFBALANCE, "SELFBALANCE", 0, Fork.ISTANBUL, 5);
    op(Opcode.BASEFEE, "BASEFEE", 0, Fork.LONDON, 2);
    op(Opcode.BLOBHASH, "BLOBHASH", 1, Fork.CANCUN, 3);
    op(Opcode.BLOBBASEFEE, "BLOBBASEFEE", 0, Fork.CANCUN, 2);
  }

  private static void memoryAndFlow() {
    op(Opcode.POP, "POP", 1, 2);
    op(Opcode.MLOAD, "MLOAD", 1, 3);
    op(Opcode.MSTORE, "MSTORE", 2, 3);
    op(Opcode.MSTORE8, "MSTORE8", 2, 3);
    op(Opcode.SLOAD, "SLOAD", 1, 50, Fork.TANGERINE_WHISTLE.ordinal(), 200, Fork.ISTANBUL.ordinal(), 800,
        Fork.BERLIN.ordinal(), 100);
    op(Opcode.SSTORE, "SSTORE", 2, 0);
    op(Opcode.JUMP, "JUMP", 1, 8);
    op(Opcode.JUMPI, "JUMPI", 2, 10);
    op(Opcode.PC, "PC", 0, 2);
    op(Opcode.MSIZE, "MSIZE", 0, 2);
    op(Opcode.GAS, "GAS", 0, 2);
    op(Opcode.JUMPDEST, "JUMPDEST", 0, 1);
    op(Opcode.TLOAD, "TLOAD", 1, Fork.CANCUN, 100);
    op(Opcode.TSTORE, "TSTORE", 2, Fork.CANCUN, 100);
    op(Opcode.MCOPY, "MCOPY", 3, Fork.CANCUN, 3);
    op(Opcode.PUSH0, "PUSH0", 0, Fork.SHANGHAI, 2);
  }

  private static int[] build(Fork fork) {
    var table = new int[256];
    for (int opcode = 0; opcode < 256; opcode++) {
      var since = SINCE[opcode];
      if (since == null || !fork.atLeast(since)) {
        table[opcode] = UNDEFINED;
        continue;
      }
      int[] gas = GAS[opcode];
      int price = gas[0];
      for (int i = 1; i < gas.length; i += 2) {
        if (fork.ordinal() >= gas[i]) {
          price = gas[i + 1];
        }
      }
      table[opcode] = WORDS[opcode] << 18 | price; // 4 longs a word
    }
    return table;
  }

  private static int[] fuse(int[] table) {
    var fused = table.clone();
    Fusion.ALL.forEach((opcode, parts) -> {
      int gas = 0;
      boolean defined = true;
      for (int part : parts.opcodes()) {
        gas += gas(table[part]);
        defined &= table[part] != UNDEFINED;
      }
      fused[opcode] = defined ? parts.words() << 18 | gas : UNDEFINED;
    });
    return fused;
  }
}
