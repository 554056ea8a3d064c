package org.atoll.seth.naive;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.AccessListEntry;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * A few contracts with random but mostly sensible code that call each other, and a transaction into them. Drawn from a
 * random source alone.
 *
 * @param fork Homestead to Osaka
 */
record RandomCase(Fork fork, NaiveState state, EthereumTransaction tx) {
  static final BigInteger CHAIN_ID = BigInteger.valueOf(31_337);
  static final BigInteger BASE_FEE = BigInteger.valueOf(7);
  static final EvmAddress SENDER = EvmAddress.fromHex("5e".repeat(20));
  static final EvmAddress COINBASE = EvmAddress.fromHex("c0".repeat(20));
  private static final int CONTRACTS = 4;
  private static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.wrap(BigInteger.TWO.pow(249).toByteArray()));
  private static final EvmAddress AUTHORITY = Secp256k1.addressOf(KEY.publicKey());
  private static final List<Authorization> AUTHORIZATIONS = authorizations();
  private static final BigInteger[] NUMBERS = {BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO, BigInteger.valueOf(31),
      BigInteger.valueOf(32), BigInteger.valueOf(33), BigInteger.valueOf(255), BigInteger.valueOf(256),
      BigInteger.valueOf(-1), BigInteger.valueOf(-2), BigInteger.TWO.pow(255), BigInteger.TWO.pow(255).subtract(
      BigInteger.ONE), BigInteger.TWO.pow(64), BigInteger.TWO.pow(64).subtract(BigInteger.ONE), BigInteger.TWO.pow(128),
      BigInteger.TWO.pow(63), BigInteger.TWO.pow(32), BigInteger.TWO.pow(31), BigInteger.TWO.pow(160)};

  static RandomCase any(RandomGenerator random) {
    var forks = Fork.values();
    var fork = random.nextInt(3) == 0 ? Fork.OSAKA
        : forks[random.nextInt(Fork.HOMESTEAD.ordinal(), forks.length)];
    return any(random, fork, Optional.empty());
  }

  /** @param code of the contract the transaction calls; drawn if absent */
  static RandomCase any(RandomGenerator random, Fork fork, Optional<byte[]> code) {
    var state = new NaiveState();
    state.account(NaiveTransaction.number(SENDER)).balance = BigInteger.TEN.pow(18);
    state.account(NaiveTransaction.number(SENDER)).nonce = BigInteger.valueOf(random.nextInt(3));
    for (int i = 1; i <= CONTRACTS; i++) {
      var account = state.account(NaiveTransaction.number(contract(i)));
      account.nonce = BigInteger.ONE;
      account.balance = BigInteger.valueOf(random.nextInt(4));
      account.code = i == 1 && code.isPresent() ? code.get() : tame(random, program(random, 0), fork);
      for (int k = 0; k < 3; k++) {
        if (random.nextBoolean()) {
          account.storage.put(BigInteger.valueOf(k), BigInteger.valueOf(random.nextInt(1, 3)));
        }
      }
      if (account.code.length == 0) {
        state.accounts.remove(NaiveTransaction.number(contract(i)));
      }
    }
    if (random.nextBoolean()) {
      state.account(NaiveTransaction.number(AUTHORITY)).balance = BigInteger.ONE;
    }
    if (fork.atLeast(Fork.PRAGUE) && random.nextInt(4) == 0) {
      var account = state.account(NaiveTransaction.number(AUTHORITY));
      account.nonce = BigInteger.ONE;
      account.code = Bytes.fromHex("ef0100").concat(contract(random.nextInt(1, CONTRACTS + 1)).bytes()).toArray();
    }
    return new RandomCase(fork, state, transaction(random, fork, state, code.isPresent()));
  }

  private static EthereumTransaction transaction(RandomGenerator random, Fork fork, NaiveState state,
      boolean callsFirst) {
    long nonce = state.nonce(NaiveTransaction.number(SENDER)).longValueExact();
    var price = BigInteger.valueOf(random.nextInt(7, 20));
    boolean creates = !callsFirst && random.nextInt(8) == 0;
    var to = creates ? Optional.<EvmAddress>empty()
        : Optional.of(callsFirst || random.nextInt(10) != 0 ? contract(1) : anyone(random));
    var data = Bytes.wrap(creates ? tame(random, program(random, 1), fork) : Seeds.bytes(random, random.nextInt(70)));
    var value = BigInteger.valueOf(random.nextInt(3) == 0 ? random.nextInt(5) : 0);
    var accessList = new ArrayList<AccessListEntry>();
    for (int i = random.nextInt(3); i > 0; i--) {
      accessList.add(new AccessListEntry(anyone(random), List.of(slot(random.nextInt(3)), slot(random.nextInt(3)))));
    }
    long gas = switch (random.nextInt(6)) {
      case 0 -> random.nextLong(110_000, 180_000);
      case 1, 2, 3 -> random.nextLong(180_000, 400_000);
      case 4 -> random.nextLong(400_000, 1_000_000);
      default -> 120_000 + random.nextInt(30_000);
    } + data.size() * 68L + (creates ? 40_000 : 0);
    var tip = BigInteger.valueOf(random.nextInt(0, 8));
    return switch (random.nextInt(fork.atLeast(Fork.PRAGUE) && !creates ? 4 : fork.atLeast(Fork.LONDON) ? 3
        : fork.atLeast(Fork.BERLIN) ? 2 : 1)) {
      case 0 -> EthereumTransaction.legacy(Optional.of(CHAIN_ID), nonce, price, gas, to, value, data);
      case 1 -> EthereumTransaction.withAccessList(CHAIN_ID, nonce, price, gas, to, value, data, accessList);
      case 2 -> EthereumTransaction.dynamicFee(CHAIN_ID, nonce, tip, price, gas, to, value, data, accessList);
      default -> {
        var list = new ArrayList<Authorization>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          list.add(AUTHORIZATIONS.get(random.nextInt(AUTHORIZATIONS.size())));
        }
        yield EthereumTransaction.setCode(CHAIN_ID, nonce, tip, price, gas + 75_000, to.orElseThrow(), value, data,
            accessList, list);
      }
    };
  }

  private static Hash32 slot(int number) {
    return Hash32.wrap(Numbers.bytes(BigInteger.valueOf(number), 32));
  }

  private static List<Authorization> authorizations() {
    var all = new ArrayList<Authorization>();
    for (var delegate : List.of(contract(1), contract(2), EvmAddress.ZERO, EvmAddress.fromHex("00".repeat(19) + "04"),
        AUTHORITY)) {
      for (long nonce = 0; nonce < 3; nonce++) {
        var chain = nonce == 2 ? BigInteger.ZERO : CHAIN_ID;
        var unsigned = new Authorization(chain, delegate, nonce, 0, BigInteger.ONE, BigInteger.ONE);
        var signature = KEY.signRecoverable(unsigned.signingHash().bytes().toArray());
        all.add(new Authorization(chain, delegate, nonce, signature[64], new BigInteger(1, signature, 0, 32),
            new BigInteger(1, signature, 32, 32)));
      }
    }
    all.add(new Authorization(BigInteger.TWO, contract(1), 0, 0, BigInteger.ONE, BigInteger.ONE));
    return all;
  }

  static EvmAddress contract(int number) {
    return EvmAddress.fromHex("cc".repeat(19) + "0" + number);
  }

  /** Contracts, the sender, fee recipient, authority, precompiled contracts, nobody. */
  private static EvmAddress anyone(RandomGenerator random) {
    return switch (random.nextInt(12)) {
      case 0 -> SENDER;
      case 1 -> COINBASE;
      case 2 -> AUTHORITY;
      case 3, 4 -> EvmAddress.fromHex("00".repeat(19) + "0" + random.nextInt(1, 6));
      case 5 -> EvmAddress.fromHex("00".repeat(18) + "ff0" + random.nextInt(3));
      default -> contract(random.nextInt(1, CONTRACTS + 1));
    };
  }

  // ---- programs

  /** @param depth of programs that create others */
  static byte[] program(RandomGenerator random, int depth) {
    var out = new ByteArrayOutputStream();
    if (random.nextInt(40) == 0) {
      return Seeds.bytes(random, random.nextInt(60));
    }
    for (int i = random.nextInt(1, 25); i > 0; i--) {
      snippet(random, out, depth);
    }
    return out.toByteArray();
  }

  private static void snippet(RandomGenerator random, ByteArrayOutputStream out, int depth) {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> operation(random, out);
      case 4, 5, 6 -> storage(random, out);
      case 7, 8, 9 -> call(random, out);
      case 10 -> create(random, out, depth);
      case 11 -> loop(random, out, depth);
      case 12 -> skip(random, out, depth);
      case 13 -> ops(out, area(random), 0x20);
      case 14 -> copy(random, out);
      case 15 -> log(random, out);
      case 16 -> account(random, out);
      case 17 -> end(random, out);
      case 18 -> context(random, out);
      default -> {
        if (random.nextInt(4) == 0) {
          out.write(random.nextInt(256));
        } else {
          stack(random, out);
        }
      }
    }
  }

  /** Most opcodes the fork does not know are replaced: else few programs for old forks would get far. */
  private static byte[] tame(RandomGenerator random, byte[] code, Fork fork) {
    var gas = new NaiveGas(fork);
    for (int at = 0; at < code.length; at++) {
      int op = code[at] & 0xff;
      if (!gas.isDefined(op) && random.nextInt(20) != 0) {
        code[at] = 0x5b;
      }
      at += op >= 0x60 && op <= 0x7f ? op - 0x5f : 0;
    }
    return code;
  }

  private static void context(RandomGenerator random, ByteArrayOutputStream out) {
    int op = new int[] {0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48,
        0x4a, 0x58, 0x59, 0x5a, 0x5f}[random.nextInt(21)];
    ops(out, op);
    push(out, random.nextInt(3));
    ops(out, random.nextInt(3) == 0 ? 0x55 : 0x52);
  }

  private static void stack(RandomGenerator random, ByteArrayOutputStream out) {
    int words = random.nextInt(1, 18);
    for (int i = 0; i < words; i++) {
      push(out, i);
    }
    ops(out, random.nextBoolean() ? 0x80 + random.nextInt(Math.min(words, 16)) : 0x90 + random.nextInt(16));
    push(out, random.nextInt(3));
    ops(out, 0x55);
  }

  private static void push(ByteArrayOutputStream out, BigInteger value) {
    var word = Numbers.bytes(value, 32);
    int from = 0;
    while (from < 31 && word[from] == 0) {
      from++;
    }
    out.write(0x60 + 31 - from);
    out.write(word, from, 32 - from);
  }

  private static void push(ByteArrayOutputStream out, long value) {
    push(out, BigInteger.valueOf(value));
  }

  private static void push(ByteArrayOutputStream out, EvmAddress address) {
    out.write(0x73);
    out.writeBytes(address.bytes().toArray());
  }

  /** Objects are opcodes or, as byte arrays, code. */
  private static void ops(ByteArrayOutputStream out, Object... parts) {
    for (var part : parts) {
      switch (part) {
        case Integer op -> out.write(op);
        case byte[] code -> out.writeBytes(code);
        default -> throw new IllegalArgumentException(String.valueOf(part));
      }
    }
  }

  private static BigInteger any(RandomGenerator random, int kind) {
    return switch (kind) {
      case 0 -> new BigInteger(1, Seeds.bytes(random, random.nextInt(1, 33)));
      case 1, 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
      default -> BigInteger.valueOf(random.nextInt(100));
    };
  }

  /** Offset and size in memory, as code that pushes them; now and then absurd. */
  private static byte[] area(RandomGenerator random) {
    var out = new ByteArrayOutputStream();
    push(out, random.nextInt(40) == 0 ? any(random, 1) : BigInteger.valueOf(random.nextInt(4) == 0 ? 0
        : random.nextInt(random.nextInt(16) == 0 ? 3_000 : 70)));
    push(out, random.nextInt(60) == 0 ? any(random, 1) : BigInteger.valueOf(random.nextInt(130)));
    return out.toByteArray();
  }

  private static void operation(RandomGenerator random, ByteArrayOutputStream out) {
    int op = switch (random.nextInt(6)) {
      case 0, 1, 2 -> random.nextInt(0x01, 0x0c);
      case 3, 4 -> random.nextInt(0x10, 0x1f);
      default -> new int[] {0x51, 0x52, 0x53, 0x35, 0x40, 0x49, 0x5e, 0x50, 0x80, 0x91}[random.nextInt(10)];
    };
    boolean memory = op == 0x51 || op == 0x52 || op == 0x53 || op == 0x5e;
    for (int i = 0; i < 3; i++) {
      push(out, any(random, memory && random.nextInt(50) != 0 ? 3 : random.nextInt(4)));
    }
    out.write(op);
    if (random.nextInt(3) != 0) {
      push(out, random.nextInt(4)); // and keep the result
      out.write(random.nextInt(3) == 0 ? 0x55 : 0x52);
    }
  }

  private static void storage(RandomGenerator random, ByteArrayOutputStream out) {
    int key = random.nextInt(3);
    if (random.nextInt(5) == 0) {
      push(out, random.nextInt(3));
      push(out, key);
      ops(out, 0x5d);
      push(out, key);
      ops(out, 0x5c);
      push(out, key);
      ops(out, 0x55);
    } else if (random.nextInt(3) == 0) {
      push(out, key);
      ops(out, 0x54);
    } else {
      push(out, random.nextInt(8) == 0 ? any(random, 0) : BigInteger.valueOf(random.nextInt(3)));
      push(out, key);
      ops(out, 0x55);
    }
  }

  private static void call(RandomGenerator random, ByteArrayOutputStream out) {
    int op = new int[] {0xf1, 0xf1, 0xf1, 0xf2, 0xf4, 0xfa}[random.nextInt(6)];
    ops(out, area(random), area(random));
    if (op == 0xf1 || op == 0xf2) {
      push(out, random.nextInt(3) != 0 ? 0 : random.nextInt(8) == 0 ? 1_000_000 : random.nextInt(4));
    }
    push(out, anyone(random));
    switch (random.nextInt(5)) {
      case 0 -> push(out, random.nextInt(60_000));
      case 1 -> push(out, any(random, 1));
      case 2 -> push(out, random.nextInt(3_000));
      default -> ops(out, 0x60, 2, 0x5a, 0x04); // half of what is left: even before EIP-150 there is enough
    }
    ops(out, op);
    switch (random.nextInt(3)) {
      case 0 -> {
        push(out, random.nextInt(3));
        ops(out, 0x55);
      }
      case 1 -> ops(out, 0x3d, 0x60, 0, 0x60, 0, 0x3e);
      default -> ops(out, 0x50);
    }
  }

  private static void create(RandomGenerator random, ByteArrayOutputStream out, int depth) {
    byte[] init;
    if (depth < 2 && random.nextInt(3) != 0) {
      init = program(random, depth + 1);
      init = Arrays.copyOf(init, Math.min(init.length, 64));
    } else { // returns some of its memory as code, which may begin with ef
      init = Bytes.fromHex("60" + (random.nextInt(4) == 0 ? "ef" : "33") + "60005360" + (random.nextBoolean() ? "05" : "ff")
          + "6000f3").toArray();
    }
    for (int at = 0; at < init.length; at += 32) {
      ops(out, 0x7f, Arrays.copyOf(Arrays.copyOfRange(init, at, Math.min(init.length, at + 32)), 32));
      push(out, at);
      ops(out, 0x52);
    }
    boolean salted = random.nextBoolean();
    if (salted) {
      push(out, random.nextInt(2));
    }
    push(out, random.nextInt(50) == 0 ? 50_000 : init.length);
    push(out, 0);
    push(out, random.nextInt(3) == 0 ? random.nextInt(4) : 0);
    ops(out, salted ? 0xf5 : 0xf0);
    switch (random.nextInt(4)) {
      case 0 -> { // call what was made
        ops(out, 0x60, 0, 0x60, 0, 0x60, 0, 0x60, 0, 0x60, 0, 0x85, 0x61, 0xff, 0xff, 0xf1, 0x50, 0x50);
      }
      case 1 -> {
        push(out, random.nextInt(3));
        ops(out, 0x55);
      }
      default -> ops(out, 0x3f, 0x50);
    }
  }

  /** Counts down on the stack. */
  private static void loop(RandomGenerator random, ByteArrayOutputStream out, int depth) {
    push(out, random.nextInt(1, 6));
    int start = out.size();
    ops(out, 0x5b);
    if (depth < 3) {
      snippet(random, out, 3);
    }
    ops(out, 0x60, 1, 0x90, 0x03, 0x80);
    push(out, random.nextInt(30) == 0 ? start + 1 : start);
    ops(out, 0x57, 0x50);
  }

  private static void skip(RandomGenerator random, ByteArrayOutputStream out, int depth) {
    var body = new ByteArrayOutputStream();
    if (depth < 3) {
      snippet(random, body, 3);
    }
    push(out, random.nextInt(2));
    ops(out, 0x61);
    int target = out.size() + 3 + body.size() + (random.nextInt(30) == 0 ? 1 : 0);
    ops(out, target >> 8, target & 0xff, 0x57, body.toByteArray(), 0x5b);
  }

  private static void copy(RandomGenerator random, ByteArrayOutputStream out) {
    int op = new int[] {0x37, 0x39, 0x3c, 0x3e, 0x5e}[random.nextInt(5)];
    push(out, random.nextInt(random.nextInt(8) == 0 ? 2_000 : 50));
    push(out, op == 0x3e && random.nextInt(4) != 0 ? BigInteger.ZERO : any(random, random.nextInt(8) == 0 ? 1 : 3));
    push(out, random.nextInt(100));
    if (op == 0x3c) {
      push(out, anyone(random));
    }
    ops(out, op);
  }

  private static void log(RandomGenerator random, ByteArrayOutputStream out) {
    int topics = random.nextInt(5);
    for (int i = 0; i < topics; i++) {
      push(out, any(random, random.nextInt(4)));
    }
    ops(out, area(random), 0xa0 + topics);
  }

  private static void account(RandomGenerator random, ByteArrayOutputStream out) {
    push(out, anyone(random));
    ops(out, new int[] {0x31, 0x3b, 0x3f}[random.nextInt(3)]);
    push(out, random.nextInt(3));
    ops(out, random.nextBoolean() ? 0x55 : 0x52);
  }

  private static void end(RandomGenerator random, ByteArrayOutputStream out) {
    switch (random.nextInt(8)) {
      case 0, 1 -> ops(out, area(random), 0xf3);
      case 2 -> ops(out, area(random), 0xfd);
      case 3 -> {
        push(out, anyone(random));
        ops(out, 0xff);
      }
      case 4 -> ops(out, 0x30, 0xff);
      case 5 -> ops(out, 0xfe);
      default -> ops(out, 0x60, 0, 0x54, 0x60, 32, 0x52, 0x60, 64, 0x60, 0, 0xf3);
    }
  }
}
