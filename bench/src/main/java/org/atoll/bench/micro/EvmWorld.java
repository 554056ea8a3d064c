package org.atoll.bench.micro;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.atoll.seth.EvmHandler;

/** The EVM on state in memory: an account that pays, and contracts it creates. */
abstract class EvmWorld {
  private static final long INTRINSIC = 21_000;
  private static final long DEPLOY_GAS = 8_000_000;

  final EvmHandler handler = new EvmHandler();
  final Map<Address, Bytes> state = new HashMap<>();
  final BlockContext block = Samples.block();
  final LocalState local = address -> state.getOrDefault(address, LocalState.ABSENT);

  void fund() {
    state.put(EvmState.account(Samples.SENDER),
        new EvmAccount(0, BigInteger.TEN.pow(20), Optional.empty()).encode());
  }

  TransactionRequest request(Bytes raw) {
    return new TransactionRequest(new TransactionId(Keccak.hash(raw).bytes()), TransactionRequest.Format.ETHEREUM,
        raw, Bytes.EMPTY, Samples.SENDER.bytes(), block);
  }

  Outcome.Applied run(TransactionRequest request) {
    return switch (handler.advance(handler.begin(request), local)) {
      case Step.Done(Outcome.Applied applied) -> applied;
      case Step.Done(Outcome.Invalid(var refusal)) -> throw new IllegalStateException("refused: " + refusal);
      case Step.Missing(var addresses) -> throw new IllegalStateException("missing " + addresses);
    };
  }

  Outcome.Applied keep(Outcome.Applied outcome) {
    for (var write : outcome.writes()) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> state.put(address, value);
        case StateWrite.Delete(var address) -> state.remove(address);
        case StateWrite.Clear(var prefix) -> throw new IllegalStateException("clears " + prefix);
      }
    }
    return outcome;
  }

  /** The sender's first transaction creates it. */
  EvmAddress create(Bytes code) {
    var created = keep(run(request(Samples.raw(Optional.empty(), code, DEPLOY_GAS, 0))));
    if (created.status() != 1) {
      throw new IllegalStateException("a contract cannot be created: " + created);
    }
    try {
      return new EvmAddress(Bytes.of(EvmReceiptData.parseFrom(created.familyData().unsafeArray()).getCreated()));
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** A transaction that calls a new contract, which must use up so many millions of gas. */
  TransactionRequest loop(Bytes creation, int megagas) {
    fund();
    var request = request(Samples.raw(Optional.of(create(creation)), Bytes.EMPTY, megagas * 1_000_000L + INTRINSIC, 1));
    long used = run(request).gasUsed();
    if (used < megagas * 999_000L) { // Solidity reverts when a call of its has used up all but a 64th
      throw new IllegalStateException("it ends after " + used + " gas");
    }
    return request;
  }
}
