package org.atoll.seth.core;

import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.Bytes;

/**
 * What a run that was not refused came to.
 *
 * @param ending how its outermost frame ended
 * @param gasUsed after refunds and EIP-7623's floor
 * @param gasRefunded what refunds took off
 * @param output return or revert data; empty after any other failure
 * @param failure what to tell about a failure that is no revert, such as {@code out of gas}; else empty
 */
public record Execution(Ending ending, long gasUsed, long gasRefunded, Bytes output, String failure) {
  public enum Ending { SUCCEEDED, REVERTED, FAILED, STOPPED }

  public boolean succeeded() {
    return ending == Ending.SUCCEEDED;
  }

  /** go-ethereum's words for a {@link Halt}. */
  static String failure(long halt, Machine m) {
    int opcode = m.haltOpcode;
    int need = OpcodeTable.neededLongs(m.rules.table[opcode]) / 4;
    if (halt == Halt.STACK_UNDERFLOW) {
      return "stack underflow (" + m.haltWords + " <=> " + need + ")";
    }
    if (halt == Halt.STACK_OVERFLOW) {
      return "stack limit reached 1024 (1023)";
    }
    if (halt == Halt.INVALID_OPCODE) {
      return invalidOpcode(opcode, m.rules.fork);
    }
    return switch ((int) halt) {
      case (int) Halt.OUT_OF_GAS -> Failures.OUT_OF_GAS;
      case (int) Halt.INVALID_JUMP -> "invalid jump destination";
      case (int) Halt.WRITE_PROTECTION -> "write protection";
      case (int) Halt.RETURN_DATA_BOUNDS -> "return data out of bounds";
      case (int) Halt.INIT_CODE_SIZE -> "max initcode size exceeded";
      case (int) Halt.CODE_SIZE -> "max code size exceeded";
      case (int) Halt.CODE_PREFIX -> "invalid code: must not begin with 0xef";
      case (int) Halt.CODE_DEPOSIT -> "contract creation code storage out of gas";
      case (int) Halt.ADDRESS_COLLISION -> Failures.COLLISION;
      case (int) Halt.PRECOMPILE_FAILED -> Failures.PRECOMPILE;
      default -> throw new IllegalStateException("halt " + halt);
    };
  }

  private static String invalidOpcode(int opcode, Fork fork) {
    Optional<String> name = OpcodeTable.name(opcode);
    Optional<Fork> since = OpcodeTable.since(opcode);
    return name.isPresent() && since.isPresent()
        ? "invalid opcode: " + name.get() + " needs " + since.get().id() + ", this chain is at " + fork.id()
        : "invalid opcode: opcode 0x" + Integer.toHexString(opcode) + " not defined";
  }
}
