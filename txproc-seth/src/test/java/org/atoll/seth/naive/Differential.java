package org.atoll.seth.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Evm;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.TransactionRun.Progress;
import org.atoll.seth.state.CodeCache;

/** Runs a case on the product's EVM and on the naive one: status, gas, output, logs and state must be the same. */
final class Differential {
  private static final long HEIGHT = 1_000;
  private static final long TIME_SECONDS = 1_700_000_000;
  private static final long GAS_LIMIT = 30_000_000;
  private static final Hash32 RANDOMNESS = Hash32.fromHex("ab".repeat(32));

  /** How a case ended, to see that all endings occur. */
  enum Kind { SUCCEEDED, REVERTED, FAILED }

  private final Evm evm = new Evm(new CodeCache(1 << 20), 5);

  Kind check(RandomCase one) {
    var fork = one.fork();
    var before = encode(one.state());
    var baseFee = fork.atLeast(Fork.LONDON) ? RandomCase.BASE_FEE : BigInteger.ZERO;
    var tx = one.tx();
    var price = tx.maxPriorityFeePerGas().add(baseFee).min(tx.maxFeePerGas());

    var block = new BlockContext(HEIGHT, TIME_SECONDS * 1_000, RandomCase.CHAIN_ID.longValueExact(), Bytes.EMPTY,
        RandomCase.COINBASE, GAS_LIMIT, baseFee, RANDOMNESS, 0, BlockId.NONE, Map.of("evm.forks", fork.id() + ":0"));
    LocalState local = address -> address.bytes().get(3) == EvmState.KIND_BLOCK_HASH
        ? blockHash(address) : before.getOrDefault(address, LocalState.ABSENT);
    var progress = evm.begin(tx, RandomCase.SENDER, BlockEnv.of(block)).advance(local);
    if (!(progress instanceof Progress.Finished(var execution, var outcome))) {
      throw new AssertionError("not executed: " + progress);
    }

    var context = new NaiveInterpreter.Context(NaiveTransaction.number(RandomCase.SENDER), price,
        NaiveTransaction.number(RandomCase.COINBASE), BigInteger.valueOf(TIME_SECONDS), BigInteger.valueOf(HEIGHT),
        Numbers.number(RANDOMNESS.bytes().toArray()), BigInteger.valueOf(GAS_LIMIT), RandomCase.CHAIN_ID, baseFee);
    var naive = one.state().copy();
    var ending = new NaiveTransaction(fork, naive, context, tx).run();

    var kind = ending.ok() ? Kind.SUCCEEDED : ending.reverted() ? Kind.REVERTED : Kind.FAILED;
    var what = execution.failure();
    assertThat(execution.ending().name()).as("ending: %s", what).isEqualTo(kind.name());
    assertThat(execution.gasUsed()).as("gas: %s", what).isEqualTo(ending.gasUsed());
    if (!tx.isCreation() || execution.ending() != Execution.Ending.SUCCEEDED) {
      assertThat(execution.output()).as("output").isEqualTo(ending.output());
    }
    assertThat(outcome.orElseThrow().events().stream().map(Differential::log).toList()).isEqualTo(naive.logs);
    var after = new HashMap<>(before);
    apply(after, outcome.orElseThrow().writes());
    after.keySet().removeIf(address -> address.bytes().get(3) == EvmState.KIND_CODE); // kept for ever, hash is checked
    var expected = encode(naive);
    expected.keySet().removeIf(address -> address.bytes().get(3) == EvmState.KIND_CODE);
    var same = new HashMap<>(after);
    same.entrySet().retainAll(expected.entrySet());
    after.keySet().removeAll(same.keySet()); // what is left to be shown
    expected.keySet().removeAll(same.keySet());
    assertThat(readable(after)).isEqualTo(readable(expected));
    return kind;
  }

  private static Bytes blockHash(Address address) {
    var height = new BigInteger(1, address.bytes().slice(4, 12).toArray()).toString();
    return Keccak.hash(height.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).bytes();
  }

  private static NaiveState.Log log(Event event) {
    return new NaiveState.Log(Numbers.number(event.attributes().getFirst().value().toArray()),
        event.attributes().stream().skip(1).map(topic -> Numbers.number(topic.value().toArray())).toList(),
        event.data().toHex());
  }

  private static Map<Address, Bytes> encode(NaiveState state) {
    var encoded = new HashMap<Address, Bytes>();
    state.accounts.forEach((number, account) -> {
      var address = EvmAddress.wrap(Numbers.bytes(number, EvmAddress.SIZE));
      var code = Bytes.copyOf(account.code);
      var hash = code.isEmpty() ? Optional.<Hash32>empty() : Optional.of(Keccak.hash(code));
      hash.ifPresent(h -> encoded.put(EvmState.code(h), code));
      encoded.put(EvmState.account(address),
          new EvmAccount(account.nonce.longValue(), account.balance, hash).encode());
      account.storage.forEach((key, value) -> encoded.put(EvmState.slot(address, Bytes.wrap(Numbers.bytes(key, 32))),
          Bytes.wrap(Numbers.bytes(value, (value.bitLength() + 7) / 8))));
    });
    return encoded;
  }

  private static void apply(Map<Address, Bytes> state, List<StateWrite> writes) {
    for (var write : writes) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> state.put(address, value);
        case StateWrite.Delete(var address) -> state.remove(address);
        case StateWrite.Clear(var prefix) ->
            state.keySet().removeIf(address -> address.bytes().startsWith(prefix.bytes()));
      }
    }
  }

  private static Map<String, String> readable(Map<Address, Bytes> state) {
    var text = new TreeMap<String, String>();
    state.forEach((address, value) -> text.put(address.toString(), Arrays.toString(value.toArray()) + " "
        + (address.bytes().get(3) == EvmState.KIND_ACCOUNT ? EvmAccount.decode(value).toString() : "")));
    return text;
  }
}
