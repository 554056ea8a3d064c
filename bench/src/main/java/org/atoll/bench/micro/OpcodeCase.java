package org.atoll.bench.micro;

import static org.atoll.bench.micro.Around.ONES;
import static org.atoll.bench.micro.Around.binary;
import static org.atoll.bench.micro.Around.copy;
import static org.atoll.bench.micro.Around.divide;
import static org.atoll.bench.micro.Around.each;
import static org.atoll.bench.micro.Around.hash;
import static org.atoll.bench.micro.Around.itself;
import static org.atoll.bench.micro.Around.loop;
import static org.atoll.bench.micro.Around.modulo;
import static org.atoll.bench.micro.Around.nullary;
import static org.atoll.bench.micro.Around.shift;
import static org.atoll.bench.micro.Around.unary;

import org.atoll.sdk.value.Bytes;

/** Instructions at inputs that are dear for their gas, in a loop with what it takes to bring these. */
public enum OpcodeCase {
  ADD(binary("01")),
  MUL(binary("02")),
  SUB(binary("03")),
  DIV_64(divide("04", 8)),
  DIV_128(divide("04", 16)),
  DIV_192(divide("04", 24)),
  DIV_256(divide("04", 32)),
  SDIV_64(divide("05", 8)),
  SDIV_192(divide("05", 24)),
  MOD_64(divide("06", 8)),
  MOD_128(divide("06", 16)),
  MOD_192(divide("06", 24)),
  SMOD_192(divide("07", 24)),
  ADDMOD_64(modulo("08", 8)),
  ADDMOD_128(modulo("08", 16)),
  ADDMOD_192(modulo("08", 24)),
  ADDMOD_256(modulo("08", 32)),
  MULMOD_64(modulo("09", 8)),
  MULMOD_128(modulo("09", 16)),
  MULMOD_192(modulo("09", 24)),
  MULMOD_256(modulo("09", 32)),
  EXP_BYTE(loop("60ff" + ONES, "81810a50", 4)),
  EXP_WORD(loop(ONES + ONES, "81810a50", 4)),
  SIGNEXTEND(shift("0b", 7)),
  LT(binary("10")),
  GT(binary("11")),
  SLT(binary("12")),
  SGT(binary("13")),
  EQ(binary("14")),
  ISZERO(unary("15")),
  AND(binary("16")),
  OR(binary("17")),
  XOR(binary("18")),
  NOT(unary("19")),
  BYTE(shift("1a", 31)),
  SHL(shift("1b", 77)),
  SHR(shift("1c", 77)),
  SAR(shift("1d", 77)),
  CLZ(unary("1e")),
  KECCAK256_0(hash(0)),
  KECCAK256_1(hash(1)),
  KECCAK256_32(hash(32)),
  /** Never the same, so no cache helps. */
  KECCAK256_64(loop("5f", "600101805f5260405f2050", 4)),
  KECCAK256_136(hash(136)),
  KECCAK256_1024(hash(1_024)),
  KECCAK256_65536(hash(65_536)),
  ADDRESS(nullary("30")),
  BALANCE_WARM(loop("30", "803150", 8)),
  BALANCE_COLD(each("3150")),
  ORIGIN(nullary("32")),
  CALLER(nullary("33")),
  CALLVALUE(nullary("34")),
  CALLDATALOAD(unary("35")),
  CALLDATASIZE(nullary("36")),
  CALLDATACOPY_0(copy("", 0, "5f5f37")),
  CALLDATACOPY_1(copy("", 1, "5f5f37")),
  CALLDATACOPY_1024(copy("", 1_024, "5f5f37")),
  CALLDATACOPY_65536(copy("", 65_536, "5f5f37")),
  CODESIZE(nullary("38")),
  CODECOPY_1(copy("", 1, "5f5f39")),
  CODECOPY_1024(copy("", 1_024, "5f5f39")),
  GASPRICE(nullary("3a")),
  EXTCODESIZE_WARM(loop("30", "803b50", 8)),
  EXTCODESIZE_COLD(each("3b50")),
  EXTCODECOPY_WARM(copy("30", 1, "5f5f833c")),
  EXTCODECOPY_WARM_1024(copy("30", 1_024, "5f5f833c")),
  RETURNDATASIZE(nullary("3d")),
  RETURNDATACOPY_1024(copy("5f5f6104005f60045afa50", 1_024, "5f5f3e")),
  EXTCODEHASH_WARM(loop("30", "803f50", 8)),
  EXTCODEHASH_COLD(each("3f50")),
  BLOCKHASH(loop("60014303", "804050", 8)),
  COINBASE(nullary("41")),
  TIMESTAMP(nullary("42")),
  NUMBER(nullary("43")),
  PREVRANDAO(nullary("44")),
  GASLIMIT(nullary("45")),
  CHAINID(nullary("46")),
  SELFBALANCE(nullary("47")),
  BASEFEE(nullary("48")),
  BLOBHASH(unary("49")),
  BLOBBASEFEE(nullary("4a")),
  MLOAD(loop("", "60015150", 8)),
  /** Four kilobytes more each time. */
  MLOAD_GROWING("5f5b80515061100001600156"),
  MSTORE(loop(ONES, "80600152", 8)),
  MSTORE8(loop(ONES, "80600153", 8)),
  SLOAD_WARM(loop("", "5f5450", 8)),
  SLOAD_COLD(each("5450")),
  SSTORE_SAME(loop("", "60015f55", 8)),
  SSTORE_BACK_AND_FORTH(loop("", "60015f5560025f55", 4)),
  SSTORE_NEW(each("60019055")),
  JUMP("5b5f56"),
  JUMPI("5b60015f57"),
  PC(nullary("58")),
  MSIZE(nullary("59")),
  GAS(nullary("5a")),
  JUMPDEST(loop("", "5b", 64)),
  TLOAD(loop("", "5f5c50", 8)),
  TSTORE(loop("", "60015f5d", 8)),
  TSTORE_NEW(each("6001905d")),
  MCOPY_0(copy("", 0, "5f60015e")),
  MCOPY_1(copy("", 1, "5f60015e")),
  MCOPY_1024(copy("", 1_024, "5f60015e")),
  MCOPY_65536(copy("", 65_536, "5f60015e")),
  PUSH0(nullary("5f")),
  PUSH1(nullary("60ff")),
  PUSH32(nullary("7f" + "ff".repeat(32))),
  DUP1(loop("5f", "8050", 16)),
  DUP16(loop("5f".repeat(16), "8f50", 16)),
  SWAP1(loop("5f5f", "90", 32)),
  SWAP16(loop("5f".repeat(17), "9f", 32)),
  LOG0(loop("", "5f5fa0", 8)),
  LOG0_1024(copy("", 1_024, "5fa0")),
  LOG4(loop("", "5f5f5f5f5f5fa4", 4)),
  LOG4_1024(loop("", "5f5f5f5f6104005fa4", 4)),
  /** Empty contracts at new addresses. */
  CREATE(loop("", "5f5f5ff050", 4)),
  CREATE2(each("5f5f5ff550")),
  /** The longest init code, of zeros. */
  CREATE_LONG(copy("", 49_152, "5f5ff050")),
  CREATE2_LONG(each("61c0005f5ff550")),
  /** The longest init code, in which it jumps. */
  CREATE_JUMPING(copy("636003565b60e01b5f52", 49_152, "5f5ff050")),
  CALL_NOBODY(loop("", "5f5f5f5f5f60ff5af150", 4)),
  CALL(itself("00", "5f5f60015f5f305af1")),
  CALLCODE(itself("00", "5f5f60015f5f305af2")),
  DELEGATECALL(itself("00", "5f5f60015f305af4")),
  STATICCALL(itself("00", "5f5f60015f305afa")),
  /** Each call makes more, as deep as gas allows. */
  CALL_DEEP("5b5f5f5f5f5f305af1505f56"),
  RETURN_1024(itself("6104005ff3", "5f5f60015f5f305af1")),
  REVERT_1024(itself("6104005ffd", "5f5f60015f5f305af1")),
  SELFDESTRUCT(itself("30ff", "5f5f60015f5f305af1"));

  private final Bytes code;

  OpcodeCase(String code) {
    this.code = Bytes.fromHex(code);
  }

  /** What the contract consists of. */
  Bytes code() {
    return code;
  }
}
