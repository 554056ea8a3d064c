package org.atoll.validator.execution;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.block.EvmLogs;
import org.atoll.validator.state.EvmRules;

/**
 * What the validator holds a processor's results to, whoever wrote it. Breaking a rule is the processor's fault,
 * not the transaction's. Pure.
 */
final class WriteRules {
  private static final int MAX_VALUE_BYTES = 1 << 20;
  private static final int MAX_WRITE_BYTES = 4 << 20;
  private static final int MAX_EVENTS = 10_000;
  private static final long MAX_NATIVE_GAS = 1L << 40;

  private WriteRules() {}

  /** Empty when all is well, else what is wrong. */
  static Optional<String> violation(FamilyInfo family, TransactionView transaction, Outcome.Applied outcome) {
    long bytes = 0;
    for (var write : outcome.writes()) {
      var found = violation(family, transaction, write);
      if (found.isPresent()) {
        return found;
      }
      bytes += write instanceof StateWrite.Set(var ignored, var value) ? value.size() : 0;
    }
    if (bytes > MAX_WRITE_BYTES) {
      return Optional.of("writes of " + bytes + " bytes");
    }
    return transaction.format() == Format.NATIVE ? nativeViolation(outcome) : ethereumViolation(transaction, outcome);
  }

  private static Optional<String> violation(FamilyInfo family, TransactionView transaction, StateWrite write) {
    var address = write.address();
    if (family.prefixes().stream().noneMatch(prefix -> address.bytes().startsWith(prefix))) {
      return Optional.of("family " + family.name() + " wrote " + address + " outside its prefixes");
    }
    if (transaction.format() == Format.NATIVE && !declared(transaction.outputs(), address.bytes())) {
      return Optional.of("address " + address + " is written but not declared");
    }
    if (write instanceof StateWrite.Set(var ignored, var value) && value.size() > MAX_VALUE_BYTES) {
      return Optional.of("value of " + value.size() + " bytes at " + address);
    }
    return address.bytes().startsWith(EvmState.PREFIX) ? EvmRules.problem(write) : Optional.empty();
  }

  private static Optional<String> nativeViolation(Outcome.Applied outcome) {
    if (outcome.gasUsed() > MAX_NATIVE_GAS) {
      return Optional.of("gas used " + outcome.gasUsed());
    }
    return outcome.events().size() > MAX_EVENTS ? Optional.of(outcome.events().size() + " events") : Optional.empty();
  }

  private static Optional<String> ethereumViolation(TransactionView transaction, Outcome.Applied outcome) {
    long limit = transaction.ethereum().orElseThrow().gasLimit();
    if (outcome.gasUsed() > limit) {
      return Optional.of("gas used " + outcome.gasUsed() + " of " + limit);
    }
    for (var event : outcome.events()) {
      var found = EvmLogs.problem(event);
      if (found.isPresent()) {
        return found;
      }
    }
    try {
      int created = EvmReceiptData.parseFrom(outcome.familyData().unsafeArray()).getCreated().size();
      return created == 0 || created == EvmAddress.SIZE ? Optional.empty()
          : Optional.of("created contract of " + created + " bytes");
    } catch (InvalidProtocolBufferException broken) {
      return Optional.of("family data is not EvmReceiptData: " + broken.getMessage());
    }
  }

  private static boolean declared(List<Bytes> outputs, Bytes address) {
    for (var prefix : outputs) {
      if (address.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
