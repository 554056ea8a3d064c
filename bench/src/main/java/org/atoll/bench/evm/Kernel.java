package org.atoll.bench.evm;

import org.atoll.bench.load.CompiledContract;
import org.atoll.sdk.value.Bytes;

/** Contracts that, called without data, loop until their gas is gone. */
public enum Kernel {
  /** Ten additions a round. */
  ADD("60015b" + "600101".repeat(10) + "600256"),
  /** Ten multiplications of a full word. */
  MUL("60075b" + "620f424102".repeat(10) + "600256"),
  /** A full word by one limb, and the quotient by a small number. */
  DIV("60ff195b" + "67deadbeefcafebabe81046007900450".repeat(4) + "600356"),
  /** A full word by three limbs, divided and added. */
  DIVADD("60ff195f5b" + "77deadbeefcafebabedeadbeefcafebabedeadbeefcafebabe820401".repeat(4) + "600456"),
  /** A small power. */
  EXP("60035b80600a0a50600256"),
  /** An exponent of 32 bytes. */
  EXP32("60035b60ff19810a50600256"),
  /** 512 bits by 256. */
  MULMOD("60ff195b60fe198160fd190950600356"),
  /** Fibonacci's numbers, modulo 2^256, with comparison and branch. */
  FIBONACCI("600060015b8091018015600457600456"),
  /** A hundred selectors compared until the last one fits. */
  DISPATCH(dispatch()),
  /** Of 64 bytes. */
  KECCAK64("60405f525b60405f2050600456"),
  /** Of 1 KiB. */
  KECCAK1K("5b6104005f20505f56"),
  /** Two words. */
  MSTORE("5b60015f5260026020525f56"),
  /** 1 KiB. */
  MCOPY("5b6104005f6104005e5f56"),
  /** Warm. */
  SLOAD("5b5f54505f54505f54505f56"),
  /** Warm, two values in turns. */
  SSTORE("5b60015f5560025f555f56"),
  /** Two topics, no data. */
  LOG2("5b5f5f5f5fa25f56"),
  /** Of the identity precompile without data. */
  PRECOMPILE("5b5f5f5f5f60045afa505f56"),
  /** Of itself, with a byte of data, which stops at once. */
  CALL("3615600657005b5f5f60015f5f305af150600656"),
  /** An empty contract at ever new addresses. */
  CREATE2("5f5b805f5f5ff550600101600156"),
  /** An ERC-20 transfer of a Solidity contract, called by itself. */
  ERC20,
  /** A swap in a constant-product pool of two ERC-20 tokens. */
  SWAP;

  private final Bytes creation;

  Kernel(String code) {
    creation = Loops.creation(Bytes.fromHex(code));
  }

  Kernel() {
    creation = CompiledContract.creation(Kernel.class, name().equals("ERC20") ? "TokenLoop" : "SwapLoop");
  }

  private static String dispatch() {
    var code = new StringBuilder("5b63000000ff");
    for (int i = 0; i < 100; i++) {
      code.append(String.format("8063%08x1461%04x57", 0x9c + i, 6 + 100 * 11));
    }
    return code.append("5b505f56").toString();
  }

  /** Data of the transaction that creates it. */
  public Bytes creation() {
    return creation;
  }
}
