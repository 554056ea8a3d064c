package org.atoll.sdk.processor.runner;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;

/**
 * A family whose transactions are scripts over a few counters and accounts, suspended wherever something is missing and
 * resumed there. Pays a fee into an account, by credit where state defers them. Thread-safe.
 */
final class Scripts implements SuspendableHandler {
  static final FamilyInfo FAMILY = FamilyInfo.of("scripts", "1.0");
  static final Address[] PAYEES = {payee(1), payee(2)};

  sealed interface Op {
    /** target += source + 1. */
    record Add(int target, int source) implements Op {}

    /** Follows a counter's value as if it pointed to another, and adds 1 there. */
    record Follow(int pointer) implements Op {}

    record Remove(int target) implements Op {}

    /** Removes all counters of a group. */
    record Wipe(int group) implements Op {}

    /** Invalid when the counter is odd. */
    record Demand(int counter) implements Op {}

    /** Increments a pair of counters that never differ, or else throws. */
    record Twins(int pair) implements Op {}

    /** Puts a payee's balance into a counter. */
    record Look(int payee, int target) implements Op {}

    /** Takes 1 wei from a payee, if it is there, and gives it a nonce. */
    record Spend(int payee) implements Op {}
  }

  /** @param fees what each payee gets; negative for no payment at all */
  record Script(List<Op> ops, List<Integer> fees) {}

  private final Map<Bytes, Script> scripts = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger discarded = new AtomicInteger();

  private static Address payee(int number) {
    return EvmState.account(EvmAddress.fromHex("00".repeat(19) + "0" + number));
  }

  /** Groups of four counters share a prefix. */
  static Address counter(int number) {
    return new Address(group(number / 4).bytes().concat(Bytes.copyOf((byte) number)));
  }

  static Address group(int number) {
    return new Address(FAMILY.prefixes().getFirst().concat(Bytes.copyOf((byte) 0, (byte) number)));
  }

  private static Address twin(int pair, int which) {
    return new Address(FAMILY.prefixes().getFirst().concat(Bytes.copyOf((byte) 1, (byte) pair, (byte) which)));
  }

  TransactionRequest request(Script script, int sender) {
    int number = count.getAndIncrement();
    var id = Bytes.copyOf((byte) (number >> 16), (byte) (number >> 8), (byte) number);
    scripts.put(id, script);
    return new TransactionRequest(new TransactionId(Bytes.wrap(new byte[29]).concat(id)), Format.ETHEREUM, id,
        Bytes.EMPTY, Bytes.copyOf((byte) sender), ChunkRunnerTest.BLOCK);
  }

  /** @param counters how many there are: the fewer, the more transactions meet */
  static Script any(RandomGenerator random, int counters, boolean fees) {
    var ops = new ArrayList<Op>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int one = random.nextInt(counters);
      ops.add(switch (random.nextInt(24)) {
        case 0 -> new Op.Wipe(one / 4);
        case 1, 2 -> new Op.Remove(one);
        case 3 -> new Op.Demand(one);
        case 4, 5, 6 -> new Op.Follow(one);
        case 7, 8 -> new Op.Twins(one);
        case 9 -> random.nextInt(4) == 0 ? new Op.Look(random.nextInt(2), one) : new Op.Remove(one);
        case 10 -> random.nextInt(4) == 0 ? new Op.Spend(random.nextInt(2)) : new Op.Remove(one);
        default -> new Op.Add(one, random.nextInt(counters));
      });
    }
    return new Script(ops, fees ? List.of(random.nextInt(-1, 4), random.nextInt(-4, 3)) : List.of());
  }

  private static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Address address;

    Missing(Address address) {
      super(null, null, false, false);
      this.address = address;
    }
  }

  private static final class Progress implements Run {
    private final Script script;
    private final Map<Address, Bytes> seen = new HashMap<>();
    private final Map<Address, Bytes> own = new LinkedHashMap<>();
    private final List<StateWrite> writes = new ArrayList<>();
    private List<Credit> credits = List.of();
    private int next;

    Progress(Script script) {
      this.script = script;
    }

    Bytes read(Address address, LocalState state) {
      var mine = own.get(address);
      if (mine != null) {
        return mine;
      }
      return seen.computeIfAbsent(address, key -> {
        var value = state.get(key);
        if (value == LocalState.UNKNOWN) {
          throw new Missing(key);
        }
        return value;
      });
    }

    int number(Address address, LocalState state) {
      var value = read(address, state);
      return value == LocalState.ABSENT ? 0 : value.get(0) & 0x7f;
    }

    void set(Address address, Bytes value) {
      own.put(address, value);
      writes.add(new StateWrite.Set(address, value));
    }

    void set(Address address, int number) {
      set(address, Bytes.copyOf((byte) number));
    }
  }

  @Override
  public FamilyInfo family() {
    return FAMILY;
  }

  @Override
  public Run begin(TransactionRequest transaction) {
    begun.incrementAndGet();
    return new Progress(Optional.ofNullable(scripts.get(transaction.body())).orElseThrow());
  }

  @Override
  public void discard(Run run) {
    discarded.incrementAndGet();
  }

  @Override
  public List<Credit> credits(Run run) {
    return ((Progress) run).credits;
  }

  @Override
  public Step advance(Run run, LocalState state) {
    var progress = (Progress) run;
    try {
      while (progress.next < progress.script.ops.size()) {
        if (!step(progress.script.ops.get(progress.next), progress, state)) {
          return new Step.Done(new Outcome.Invalid(Refusal.of(-32_000, "odd")));
        }
        progress.next++;
      }
      pay(progress, state);
    } catch (Missing missing) {
      return new Step.Missing(List.of(missing.address));
    }
    var event = new Event("scripts/done", List.of(), Bytes.copyOf((byte) progress.next));
    return new Step.Done(new Outcome.Applied(1, progress.next, progress.writes, List.of(event), Bytes.EMPTY));
  }

  /** Reads before it writes, as a resumed step begins anew. False when the transaction is invalid. */
  private static boolean step(Op op, Progress run, LocalState state) {
    switch (op) {
      case Op.Add(var target, var source) -> run.set(counter(target),
          run.number(counter(target), state) + run.number(counter(source), state) + 1);
      case Op.Follow(var pointer) -> {
        var target = counter(run.number(counter(pointer), state) % 16);
        run.set(target, run.number(target, state) + 1);
      }
      case Op.Remove(var target) -> {
        run.own.put(counter(target), LocalState.ABSENT);
        run.writes.add(new StateWrite.Delete(counter(target)));
      }
      case Op.Wipe(var group) -> {
        for (int i = 4 * group; i < 4 * group + 4; i++) {
          run.own.put(counter(i), LocalState.ABSENT);
        }
        run.writes.add(new StateWrite.Clear(group(group)));
      }
      case Op.Demand(var counter) -> {
        return run.number(counter(counter), state) % 2 == 0;
      }
      case Op.Twins(var pair) -> {
        int first = run.number(twin(pair, 0), state);
        int second = run.number(twin(pair, 1), state);
        if (first != second) {
          throw new IllegalStateException("twins differ: " + first + " and " + second);
        }
        run.set(twin(pair, 0), first + 1);
        run.set(twin(pair, 1), first + 1);
      }
      case Op.Look(var payee, var target) -> {
        var value = run.read(PAYEES[payee], state);
        run.set(counter(target), value == LocalState.ABSENT ? 0 : EvmAccount.decode(value).balance().intValue() & 0x7f);
      }
      case Op.Spend(var payee) -> {
        var value = run.read(PAYEES[payee], state);
        if (value != LocalState.ABSENT) {
          var account = EvmAccount.decode(value);
          run.set(PAYEES[payee], new EvmAccount(account.nonce() + 1,
              account.balance().subtract(BigInteger.ONE).max(BigInteger.ZERO), Optional.empty()).encode());
        }
      }
    }
    return true;
  }

  /** The first payee's write goes before all others, the second's behind: places that payments have to find, too. */
  private static void pay(Progress run, LocalState state) {
    var direct = new StateWrite[2];
    var credits = new ArrayList<Integer>();
    for (int i = 0; i < run.script.fees.size(); i++) {
      int amount = run.script.fees.get(i);
      if (amount >= 0 && state.defersCredits() && !run.seen.containsKey(PAYEES[i])) {
        credits.add(i);
      } else if (amount >= 0) {
        var value = run.read(PAYEES[i], state);
        var before = value == LocalState.ABSENT ? EvmAccount.EMPTY : EvmAccount.decode(value);
        var after =
            new EvmAccount(before.nonce(), before.balance().add(BigInteger.valueOf(amount)), before.codeHash());
        direct[i] = after.equals(before) ? null : new StateWrite.Set(PAYEES[i], after.encode());
      }
    }
    if (direct[0] != null) {
      run.writes.addFirst(direct[0]);
    }
    if (direct[1] != null) {
      run.writes.addLast(direct[1]);
    }
    run.credits = credits.stream().map(i -> new Credit(i == 0 ? 0 : run.writes.size(), PAYEES[i],
        BigInteger.valueOf(run.script.fees.get(i)))).toList();
  }

  /** The plainest meaning of a chunk; changes the state. */
  List<Outcome> serially(List<List<TransactionRequest>> batches, Map<Address, Bytes> state) {
    var outcomes = new ArrayList<Outcome>();
    for (var batch : batches) {
      var trial = new HashMap<>(state);
      var results = new ArrayList<Outcome>();
      for (var request : batch) {
        LocalState local = address -> trial.getOrDefault(address, LocalState.ABSENT);
        if (!(advance(begin(request), local) instanceof Step.Done(var outcome))) {
          throw new AssertionError("nothing is missing");
        }
        results.add(outcome);
        if (!(outcome instanceof Outcome.Applied applied)) {
          break;
        }
        applied.writes().forEach(write -> StateCacheTest.apply(write, trial));
      }
      if (results.getLast() instanceof Outcome.Invalid) {
        for (int i = 0; i < batch.size(); i++) {
          outcomes.add(i == results.size() - 1 ? results.getLast() : refused());
        }
      } else {
        outcomes.addAll(results);
        state.clear();
        state.putAll(trial);
      }
    }
    return outcomes;
  }

  private static Outcome refused() {
    return new Outcome.Invalid(Refusal.named(-32000, "BATCH_REFUSED", "another transaction of the batch is invalid",
        "correct that transaction and send the batch again"));
  }

  static Map<Address, Bytes> anyState(RandomGenerator random) {
    var state = new HashMap<Address, Bytes>();
    for (int i = 0; i < 64; i++) {
      if (random.nextBoolean()) {
        state.put(counter(i), Bytes.wrap(Seeds.bytes(random, 1)));
      }
    }
    if (random.nextBoolean()) {
      state.put(PAYEES[0], new EvmAccount(0, BigInteger.TEN, Optional.empty()).encode());
    }
    return state;
  }
}
