package org.atoll.validator.state;

import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * What may be written under a prefix whose scheme is {@link TreeScheme#ETHEREUM_MPT}. To be asked of every write of a
 * processor before it reaches a {@link StateDraft}, which takes a breach for a bug.
 */
public final class EvmRules {
  private EvmRules() {}

  /** Why this write is refused; empty when it is fine. */
  public static Optional<String> problem(StateWrite write) {
    var address = write.address();
    int size = address.bytes().size();
    int kind = address.bytes().get(Address.PREFIX_SIZE);
    if (write instanceof StateWrite.Clear) {
      return kind == EvmState.KIND_SLOT && size == EvmState.ACCOUNT_SIZE
          ? Optional.empty() : Optional.of("only the storage of one account can be cleared, not " + address);
    }
    return switch (kind) {
      case EvmState.KIND_ACCOUNT -> size == EvmState.ACCOUNT_SIZE
          ? value(write).flatMap(EvmRules::accountProblem) : Optional.of("no account has address " + address);
      case EvmState.KIND_SLOT -> size == EvmState.SLOT_SIZE
          ? value(write).flatMap(EvmRules::slotProblem) : Optional.of("no slot has address " + address);
      case EvmState.KIND_CODE -> size == 36
          ? codeProblem(address, value(write)) : Optional.of("no code has address " + address);
      default -> Optional.of("addresses of kind " + kind + " cannot be written");
    };
  }

  private static Optional<Bytes> value(StateWrite write) {
    return write instanceof StateWrite.Set set ? Optional.of(set.value()) : Optional.empty();
  }

  private static Optional<String> accountProblem(Bytes value) {
    try {
      return EvmAccount.decode(value).codeHash().equals(Optional.of(Keccak.OF_EMPTY))
          ? Optional.of("no code has no hash in an account's record") : Optional.empty();
    } catch (IllegalArgumentException broken) {
      return Optional.of(String.valueOf(broken.getMessage()));
    }
  }

  private static Optional<String> slotProblem(Bytes value) {
    return value.isEmpty() || value.size() > 32 || value.get(0) == 0
        ? Optional.of("a slot holds 1 to 32 bytes without leading zeros, not " + value) : Optional.empty();
  }

  private static Optional<String> codeProblem(Address address, Optional<Bytes> code) {
    if (code.isEmpty()) {
      return Optional.of("code is never deleted");
    }
    return Keccak.hash(code.get()).bytes().equals(address.bytes().slice(4, 36))
        ? Optional.empty() : Optional.of("code does not have the hash " + address);
  }
}
