package org.atoll.sdk.processor.runner;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.Credit;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Run;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One run of one transaction of a chunk, and state as it sees it. Ahead of the commit pointer it notes what it reads,
 * and reads the same again whatever happens meanwhile. {@link ParallelSchedule} hands it to one thread at a time.
 */
final class Attempt implements LocalState {
  enum Mode {
    /** Sees nothing, in order to learn what the transaction needs first. */
    SCOUT,
    /** Others before it may not be final. */
    AHEAD,
    /** All before it is final. */
    FINAL
  }

  private static final int FEW = 16;
  private static final Address[] NONE = {};
  private static final Bytes[] NOTHING = {};

  final int index;
  /** Whether the transaction ran before. */
  final boolean second;
  private final TransactionRequest request;
  private final ParallelSchedule.World world;
  private Mode mode = Mode.SCOUT;
  private @Nullable Run run;
  private @Nullable Step step;
  private @Nullable Throwable failure;
  private boolean waitsForPointer;
  private List<Credit> credits = List.of();
  private Address[] keys = NONE;
  private Bytes[] values = NOTHING;
  private int reads;
  private @Nullable Map<Address, Bytes> many; // the same as keys and values, once they are many

  /** What it misses, while it is parked. Used by the schedule. */
  List<Address> missing = List.of();
  /** What it has in the version table. Used by the schedule. */
  List<StateWrite> published = List.of();

  Attempt(int index, boolean second, TransactionRequest request, ParallelSchedule.World world) {
    this.index = index;
    this.second = second;
    this.request = request;
    this.world = world;
  }

  void mode(Mode newMode) {
    mode = newMode;
  }

  Mode mode() {
    return mode;
  }

  /** Begins or goes on; what came of it is in {@link #step} or {@link #failure}. Never throws. */
  void advance() {
    step = null;
    waitsForPointer = false;
    try {
      var going = run;
      if (going == null) {
        going = world.handler().begin(request);
        run = going;
      }
      var reached = world.handler().advance(going, this);
      if (reached instanceof Step.Done(Outcome.Applied applied)) {
        credits = world.handler().credits(going);
      }
      step = reached;
    } catch (Throwable broken) { // ahead it may be due to state that does not fit; else the schedule passes it on
      failure = broken;
    }
  }

  /** Null when it failed. */
  @Nullable Step step() {
    return step;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Whether it wants to see an account with payments under way, which is settled at the commit pointer only. */
  boolean waitsForPointer() {
    return waitsForPointer;
  }

  List<Credit> credits() {
    return credits;
  }

  /** It will not go on. */
  void discard() {
    var going = run;
    if (going != null && !(step instanceof Step.Done)) {
      world.handler().discard(going);
    }
  }

  @Override
  public boolean defersCredits() {
    return mode == Mode.AHEAD;
  }

  @Override
  public Bytes get(Address address) {
    return switch (mode) {
      case SCOUT -> UNKNOWN;
      case AHEAD -> getAhead(address);
      case FINAL -> {
        var value = world.read(address);
        if (!world.exclusive() && value != UNKNOWN) {
          note(address, value); // for the cache's order of use
        }
        yield value;
      }
    };
  }

  @Override
  public boolean isLocal(Address address) {
    return mode != Mode.SCOUT && world.read(address) != UNKNOWN;
  }

  private Bytes getAhead(Address address) {
    var seen = seen(address);
    if (seen != null) {
      return seen;
    }
    if (world.isCredited(address)) {
      waitsForPointer = true;
      return UNKNOWN;
    }
    var value = world.versions().find(address, index);
    if (value == null) {
      value = world.read(address);
    }
    if (value != UNKNOWN) {
      note(address, value);
    }
    return value;
  }

  private @Nullable Bytes seen(Address address) {
    var all = many;
    if (all != null) {
      return all.get(address);
    }
    int hash = address.hashCode();
    for (int i = 0; i < reads; i++) {
      if (keys[i].hashCode() == hash && keys[i].equals(address)) {
        return values[i];
      }
    }
    return null;
  }

  private void note(Address address, Bytes value) {
    if (reads == keys.length) {
      int room = reads == 0 ? 6 : 2 * reads;
      keys = Arrays.copyOf(keys, room);
      values = Arrays.copyOf(values, room);
    }
    keys[reads] = address;
    values[reads++] = value;
    if (mode == Mode.FINAL) {
      return;
    }
    var all = many;
    if (all != null) {
      all.put(address, value);
    } else if (reads > FEW) {
      all = HashMap.newHashMap(4 * FEW);
      for (int i = 0; i < reads; i++) {
        all.put(keys[i], values[i]);
      }
      many = all;
    }
  }

  /** Whether all it read is what the cache holds now. Counts as use of the cache's entries. */
  boolean holds(StateCache cache) {
    for (int i = 0; i < reads; i++) {
      if (!same(values[i], cache.get(keys[i]))) {
        return false;
      }
    }
    return true;
  }

  /** Counts what it read as used. */
  void touch(StateCache cache) {
    for (int i = 0; i < reads; i++) {
      cache.get(keys[i]);
    }
  }

  /** Two of the answers of a {@link LocalState}: the marks for absent and unknown are equal to nothing else. */
  private static boolean same(Bytes one, Bytes other) {
    return one == other
        || (one != ABSENT && other != ABSENT && one != UNKNOWN && other != UNKNOWN && one.equals(other));
  }
}
