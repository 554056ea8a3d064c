package org.atoll.bench.evm;

import org.atoll.sdk.value.Bytes;

/** Contracts that loop until their gas is gone. */
public enum Kernel {
  /** Ten additions a round. */
  ADD("60015b" + "600101".repeat(10) + "600256"),
  /** Ten multiplications of a full word. */
  MUL("60075b" + "620f424102".repeat(10) + "600256"),
  /** A full word by one limb, and the quotient by a small number. */
  DIV("60ff195b" + "67deadbeefcafebabe81046007900450".repeat(4) + "600356"),
  /** A small power. */
  EXP("60035b80600a0a50600256"),
  /** 512 bits by 256. */
  MULMOD("60ff195b8060fe198260fd190950600356"),
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
  CALL("5b5f5f5f5f60045afa505f56");

  private final Bytes code;

  Kernel(String code) {
    this.code = Bytes.fromHex(code);
  }

  /** As it lies in state. */
  public Bytes code() {
    return code;
  }

  /** Data of the transaction that creates it: 12 bytes that copy what follows them. */
  public Bytes creation() {
    return Bytes.fromHex(String.format("61%04x80600c6000396000f3", code.size())).concat(code);
  }
}
