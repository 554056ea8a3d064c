package org.atoll.seth;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** A handler on state in memory, for tests: one account sends, writes are applied after each transaction. */
final class Ledger implements StateView {
  static final BigInteger ETHER = BigInteger.TEN.pow(18);
  static final BigInteger GWEI = BigInteger.TEN.pow(9);
  static final long CHAIN_ID = 31_337;
  static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.wrap(BigInteger.TWO.pow(250).toByteArray()));
  static final EvmAddress SENDER = Secp256k1.addressOf(KEY.publicKey());
  static final EvmAddress RECIPIENT = EvmAddress.fromHex("0x00000000000000000000000000000000000fee00");

  final EvmHandler handler;
  final Map<Address, Bytes> state = new HashMap<>();
  final Map<String, String> settings = new TreeMap<>();
  BigInteger baseFee = GWEI;
  long height = 300;
  long gasLimit = 500_000_000;

  Ledger() {
    this(new EvmHandler());
  }

  Ledger(EvmHandler handler) {
    this.handler = handler;
  }

  static Ledger free() {
    var ledger = new Ledger();
    ledger.settings.put("evm.freeGas", "true");
    ledger.baseFee = BigInteger.ZERO;
    return ledger;
  }

  Ledger with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  Ledger put(EvmAddress address, long nonce, BigInteger balance, Bytes code) {
    var hash = code.isEmpty() ? Optional.<Hash32>empty() : Optional.of(Keccak.hash(code));
    hash.ifPresent(h -> state.put(EvmState.code(h), code));
    state.put(EvmState.account(address), new EvmAccount(nonce, balance, hash).encode());
    return this;
  }

  Ledger fund(EvmAddress address, BigInteger balance) {
    return put(address, 0, balance, Bytes.EMPTY);
  }

  Ledger contract(EvmAddress address, String code) {
    return put(address, 1, BigInteger.ZERO, Bytes.fromHex(code));
  }

  EvmAccount account(EvmAddress address) {
    var value = state.get(EvmState.account(address));
    return value == null ? EvmAccount.EMPTY : EvmAccount.decode(value);
  }

  BigInteger balance(EvmAddress address) {
    return account(address).balance();
  }

  BigInteger slot(EvmAddress address, long slot) {
    var value = state.get(EvmState.slot(address, word(BigInteger.valueOf(slot))));
    return value == null ? BigInteger.ZERO : new BigInteger(1, value.toArray());
  }

  static Bytes word(BigInteger number) {
    var bytes = new byte[32];
    var minimal = number.toByteArray();
    int from = minimal.length > 32 ? 1 : 0;
    System.arraycopy(minimal, from, bytes, 32 - minimal.length + from, minimal.length - from);
    return Bytes.wrap(bytes);
  }

  /** Chosen to pay 1 gwei of tip on top of a base fee of 1 gwei. */
  EthereumTransaction transaction(Optional<EvmAddress> to, BigInteger value, Bytes data, long gas) {
    return EthereumTransaction.dynamicFee(BigInteger.valueOf(CHAIN_ID), account(SENDER).nonce(), GWEI,
        GWEI.shiftLeft(2), gas, to, value, data, List.of());
  }

  EthereumTransaction call(EvmAddress to, String data, long gas) {
    return transaction(Optional.of(to), BigInteger.ZERO, Bytes.fromHex(data), gas);
  }

  BlockContext block() {
    return new BlockContext(height, 1_700_000_000_999L, CHAIN_ID, Bytes.wrap(new byte[32]), RECIPIENT, gasLimit, baseFee,
        Hash32.fromHex("11".repeat(32)), 0, BlockId.NONE, settings);
  }

  TransactionRequest request(EthereumTransaction unsigned) {
    var signed = EthereumTransactionCodec.sign(unsigned, KEY);
    return request(signed.encode(), SENDER);
  }

  TransactionRequest request(Bytes raw, EvmAddress sender) {
    return new TransactionRequest(new org.atoll.sdk.value.TransactionId(Keccak.hash(raw).bytes()),
        TransactionRequest.Format.ETHEREUM, raw, Bytes.EMPTY, sender.bytes(), block());
  }


  LocalState local() {
    return address -> state.getOrDefault(address, LocalState.ABSENT);
  }

  @Override
  public Optional<Bytes> get(Address address) {
    return Optional.ofNullable(state.get(address));
  }

  @Override
  public Map<Address, Bytes> get(List<Address> addresses) {
    var found = new HashMap<Address, Bytes>();
    addresses.forEach(address -> get(address).ifPresent(value -> found.put(address, value)));
    return found;
  }

  Outcome run(TransactionRequest request) {
    return switch (handler.advance(handler.begin(request), local())) {
      case Step.Done(var outcome) -> outcome;
      case Step.Missing(var addresses) -> throw new IllegalStateException("missing " + addresses);
    };
  }

  /** State arrives one key at a time, however many are asked for. */
  Outcome drip(TransactionRequest request) {
    var run = handler.begin(request);
    Set<Address> here = new HashSet<>();
    LocalState local =
        address -> here.contains(address) ? state.getOrDefault(address, LocalState.ABSENT) : LocalState.UNKNOWN;
    while (true) {
      switch (handler.advance(run, local)) {
        case Step.Done(var outcome) -> {
          return outcome;
        }
        case Step.Missing(var addresses) -> {
          if (addresses.isEmpty() || !here.add(addresses.getLast())) {
            throw new IllegalStateException("asked for nothing new: " + addresses);
          }
        }
      }
    }
  }

  /** Runs it in one go and by drips, which must agree, and keeps what it writes. */
  Outcome send(EthereumTransaction unsigned) {
    var request = request(unsigned);
    var outcome = run(request);
    var dripped = drip(request);
    if (!outcome.equals(dripped)) {
      throw new AssertionError("suspended: " + dripped + " at once: " + outcome);
    }
    if (outcome instanceof Outcome.Applied applied) {
      apply(state, applied.writes());
    }
    return outcome;
  }

  static void apply(Map<Address, Bytes> state, List<StateWrite> writes) {
    for (var write : writes) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> state.put(address, value);
        case StateWrite.Delete(var address) -> state.remove(address);
        case StateWrite.Clear(var prefix) ->
            state.keySet().removeIf(address -> address.bytes().startsWith(prefix.bytes()));
      }
    }
  }

  Outcome.Applied applied(EthereumTransaction unsigned) {
    return switch (send(unsigned)) {
      case Outcome.Applied applied -> applied;
      case Outcome.Invalid(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  static EvmReceiptData receipt(Outcome.Applied applied) {
    try {
      return EvmReceiptData.parseFrom(applied.familyData().unsafeArray());
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }

  QueryOutcome query(EvmQuery query) {
    return query(query, () -> false);
  }

  QueryOutcome query(EvmQuery query, QueryRequest.Stop stop) {
    return handler.query(new QueryRequest(block(), Bytes.wrap(query.toByteArray()), stop), this);
  }
}
