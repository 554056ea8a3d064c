package org.atoll.validator.execution;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.value.Bytes;

/**
 * What the validator holds a processor's results to, whoever wrote it. Breaking a rule is the processor's fault,
 * not the transaction's. Pure.
 */
final class WriteRules {
  private static final int MAX_VALUE_BYTES = 1 << 20;
  private static final int MAX_WRITE_BYTES = 4 << 20;
  private static final int MAX_EVENTS = 10_000;
  private static final byte CODE_KIND = 2;

  private WriteRules() {}

  /** Empty when all is well, else what is wrong. */
  static Optional<String> violation(FamilyInfo family, TransactionView transaction, Outcome.Applied outcome) {
    long bytes = 0;
    for (var write : outcome.writes()) {
      var address = write.address();
      if (family.prefixes().stream().noneMatch(prefix -> address.bytes().startsWith(prefix))) {
        return Optional.of("family " + family.name() + " wrote " + address + " outside its prefixes");
      }
      if (transaction.format() == Format.NATIVE && !declared(transaction.outputs(), address.bytes())) {
        return Optional.of("address " + address + " is written but not declared");
      }
      if (ExecutionReads.isBlockHash(address)) {
        return Optional.of("address " + address + " is read-only");
      }
      if (write instanceof StateWrite.Set(var target, var value)) {
        bytes += value.size();
        if (value.size() > MAX_VALUE_BYTES) {
          return Optional.of("value of " + value.size() + " bytes at " + address);
        }
        if (isCode(target.bytes()) && !Keccak.hash(value).bytes().equals(target.bytes().slice(4, target.bytes().size()))) {
          return Optional.of("code at " + address + " does not have that hash");
        }
      }
    }
    if (bytes > MAX_WRITE_BYTES) {
      return Optional.of("writes of " + bytes + " bytes");
    }
    if (transaction.format() == Format.NATIVE && outcome.events().size() > MAX_EVENTS) {
      return Optional.of(outcome.events().size() + " events");
    }
    return Optional.empty();
  }

  private static boolean isCode(Bytes address) {
    return address.size() == 4 + 32 && address.get(3) == CODE_KIND && address.startsWith(EvmState.PREFIX);
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
