package org.atoll.seth.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.ethereum.RlpWriter;
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
import org.atoll.seth.core.TransactionRun;
import org.atoll.seth.core.TransactionRun.Progress;

/** Runs Ethereum's GeneralStateTests through production keys and compares state root, logs and rejections. Thread-safe. */
final class StateTestRunner {
  private static final ObjectMapper JSON = new ObjectMapper();

  record Verdict(boolean passed, String detail) {
    static final Verdict PASSED = new Verdict(true, "");
  }

  private final Evm evm;
  private final boolean dripping;

  /** @param dripping whether each case also runs with state that arrives one key at a time, and must come to the same */
  StateTestRunner(Evm evm, boolean dripping) {
    this.evm = evm;
    this.dripping = dripping;
  }

  private static Progress drip(TransactionRun run, LocalState state) {
    var here = new HashSet<Address>();
    LocalState local = address -> here.contains(address) ? state.get(address) : LocalState.UNKNOWN;
    while (true) {
      var progress = run.advance(local);
      if (!(progress instanceof Progress.Missing(var addresses))) {
        return progress;
      }
      if (!here.add(addresses.getFirst())) {
        throw new IllegalStateException("asked for nothing new: " + addresses);
      }
    }
  }

  static List<StateTest.Case> parse(String file, byte[] content) {
    try {
      var cases = new ArrayList<StateTest.Case>();
      for (var entry : JSON.readTree(content).properties()) {
        cases.addAll(new StateTest(entry.getValue()).cases(file + " " + entry.getKey()));
      }
      return cases;
    } catch (IOException broken) {
      throw new UncheckedIOException(file, broken);
    }
  }

  Verdict run(StateTest.Case which) {
    var pre = which.test().pre();
    var env = env(which, pre);
    var tx = which.test().transaction(which);
    if (which.raw().isPresent() && EthereumTransactionCodec.decode(which.raw().get())
        instanceof EthereumTransactionCodec.Decoded.Ok(var decoded)) {
      if (!which.rejected()) {
        var sender = EthereumTransactionCodec.sender(decoded, which.fork());
        if (!sender.equals(Optional.of(which.test().sender()))) {
          return new Verdict(false, "sender of txbytes is " + sender);
        }
      }
      if (tx.isPresent() && !same(tx.get(), decoded)) {
        return new Verdict(false, "txbytes differ from the fields: " + decoded + " " + tx.get());
      }
    } else if (which.raw().isPresent() && !which.rejected()) {
      return new Verdict(false, "txbytes do not decode");
    }
    if (tx.isEmpty()) {
      return which.rejected() ? Verdict.PASSED : new Verdict(false, "cannot be written as a transaction");
    }
    return run(which, pre, env, tx.get());
  }

  private static boolean same(EthereumTransaction a, EthereumTransaction b) {
    return a.type() == b.type() && a.nonce() == b.nonce() && a.data().equals(b.data()) && a.value().equals(b.value())
        && a.maxFeePerGas().equals(b.maxFeePerGas()) && a.to().equals(b.to()) && a.accessList().equals(b.accessList())
        && a.gasLimit() == b.gasLimit() && a.blobHashes().equals(b.blobHashes())
        && a.authorizations().equals(b.authorizations());
  }

  private Verdict run(StateTest.Case which, Map<Address, Bytes> pre, BlockEnv env, EthereumTransaction tx) {
    LocalState local = address -> {
      var bytes = address.bytes();
      if (bytes.get(3) == EvmState.KIND_BLOCK_HASH) {
        var height = new BigInteger(1, bytes.slice(4, 12).toArray()).toString();
        return Keccak.hash(height.getBytes(StandardCharsets.US_ASCII)).bytes();
      }
      return pre.getOrDefault(address, LocalState.ABSENT);
    };
    var progress = evm.begin(tx, which.test().sender(), env).advance(local);
    if (dripping && !progress.equals(drip(evm.begin(tx, which.test().sender(), env), local))) {
      return new Verdict(false, "another outcome when state comes key by key");
    }
    List<Event> events = List.of();
    boolean rejected = false;
    var detail = "";
    switch (progress) {
      case Progress.Missing(var addresses) -> throw new IllegalStateException("missing " + addresses);
      case Progress.Refused(var refusal) -> {
        rejected = true;
        detail = refusal.message();
        touchCoinbase(pre, env);
      }
      case Progress.Finished(var execution, var outcome) -> {
        events = outcome.orElseThrow().events();
        apply(pre, outcome.orElseThrow().writes());
        detail = execution.ending() + " " + execution.failure() + " gas " + execution.gasUsed();
      }
    }
    if (rejected != which.rejected()) {
      return new Verdict(false, "rejected " + rejected + ": " + detail);
    }
    var root = root(pre);
    if (!root.equals(which.root())) {
      return new Verdict(false, "root " + root + " instead of " + which.root() + ": " + detail);
    }
    return logsHash(events).equals(which.logs()) ? Verdict.PASSED : new Verdict(false, "logs differ");
  }

  private static BlockEnv env(StateTest.Case which, Map<Address, Bytes> pre) {
    var test = which.test();
    var fork = which.fork();
    var random = test.envNumber(fork.atLeast(Fork.PARIS) ? "currentRandom" : "currentDifficulty");
    var block = new BlockContext(test.envNumber("currentNumber").orElseThrow().longValueExact(),
        Math.multiplyExact(test.envNumber("currentTimestamp").orElseThrow().longValueExact(), 1_000L), 1, Bytes.EMPTY,
        EvmAddress.fromHex(test.env("currentCoinbase").orElseThrow()),
        test.envNumber("currentGasLimit").orElseThrow().min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact(),
        test.envNumber("currentBaseFee").orElse(BigInteger.TEN),
        new Hash32(StateTest.word(random.orElse(BigInteger.ZERO))), 0, BlockId.NONE, Map.of("evm.forks", fork.id() + ":0"));
    var blobs = fork.atLeast(Fork.CANCUN)
        ? Optional.of(new BlockEnv.Blobs(fork == Fork.PRAGUE ? 9 : 6,
            blobBaseFee(test.envNumber("currentExcessBlobGas").orElse(BigInteger.ZERO), fork)))
        : Optional.<BlockEnv.Blobs>empty();
    return BlockEnv.of(block).asEthereum(blobs, address -> {
      var prefix = EvmState.storageOf(address).bytes();
      return pre.keySet().stream().anyMatch(key -> key.bytes().startsWith(prefix));
    });
  }

  /** EIP-4844's fake_exponential(1, excess, fraction). */
  private static BigInteger blobBaseFee(BigInteger excess, Fork fork) {
    var fraction = BigInteger.valueOf(fork.atLeast(Fork.PRAGUE) ? 5_007_716 : 3_338_477);
    var output = BigInteger.ZERO;
    var term = fraction;
    for (long i = 1; term.signum() > 0; i++) {
      output = output.add(term);
      term = term.multiply(excess).divide(fraction.multiply(BigInteger.valueOf(i)));
    }
    return output.divide(fraction);
  }

  private static void touchCoinbase(Map<Address, Bytes> state, BlockEnv env) {
    var key = EvmState.account(env.coinbase());
    var account = Optional.ofNullable(state.get(key)).map(EvmAccount::decode).orElse(EvmAccount.EMPTY);
    if (!env.fork().atLeast(Fork.SPURIOUS_DRAGON)) {
      state.put(key, account.encode());
    } else if (account.isEmpty()) {
      state.remove(key);
    }
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

  static Hash32 root(Map<Address, Bytes> state) {
    var storage = new HashMap<Bytes, Map<Bytes, Bytes>>();
    state.forEach((key, value) -> {
      var bytes = key.bytes();
      if (bytes.get(3) == EvmState.KIND_SLOT) {
        storage.computeIfAbsent(bytes.slice(4, 24), unused -> new HashMap<>())
            .put(Keccak.hash(bytes.slice(24, 56)).bytes(), new RlpWriter().add(value).toBytes());
      }
    });
    var accounts = new HashMap<Bytes, Bytes>();
    state.forEach((key, value) -> {
      var bytes = key.bytes();
      if (bytes.get(3) == EvmState.KIND_ACCOUNT) {
        var account = EvmAccount.decode(value);
        var address = bytes.slice(4, 24);
        accounts.put(Keccak.hash(address).bytes(), new RlpWriter().beginList().add(account.nonce()).add(account.balance())
            .add(MerklePatricia.root(storage.getOrDefault(address, Map.of())).bytes())
            .add(account.codeHash().orElse(Keccak.OF_EMPTY).bytes()).endList().toBytes());
      }
    });
    return MerklePatricia.root(accounts);
  }

  private static Hash32 logsHash(List<Event> events) {
    var rlp = new RlpWriter().beginList();
    for (var event : events) {
      rlp.beginList().add(event.attributes().getFirst().value()).beginList();
      event.attributes().stream().skip(1).forEach(topic -> rlp.add(topic.value()));
      rlp.endList().add(event.data()).endList();
    }
    return Keccak.hash(rlp.endList().toBytes());
  }
}
