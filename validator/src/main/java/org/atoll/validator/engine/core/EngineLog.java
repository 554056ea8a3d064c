package org.atoll.validator.engine.core;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** What an engine was told, and a hash of what it asked for each time (consensus.md §1, V12). Not thread-safe. */
public final class EngineLog {
  private static final int RING = 10_000;

  /** What a call was. */
  public sealed interface Input {
    record Init(InitContext context) implements Input {}

    record Step(Event event) implements Input {}
  }

  /**
   * @param seq 0 for init
   * @param view as the engine had it; in a ring, one that knows nothing and throws
   * @param actions {@link org.atoll.sdk.engine.wire.EngineCodec#hash}; zero when the engine broke down over it
   */
  public record Entry(long life, long seq, long nowMillis, Input input, ReadView view, Hash32 actions) {
    public boolean isFault() {
      return actions.equals(Hash32.ZERO);
    }
  }

  private final Queue<Entry> entries = new ArrayDeque<>();
  private final boolean complete;
  private Hash32 running = Hash32.ZERO;
  private long count;

  private EngineLog(boolean complete) {
    this.complete = complete;
  }

  /** The newest 10 000 calls, without their views. */
  public static EngineLog ring() {
    return new EngineLog(false);
  }

  /** All calls with their views: for tests and simulations. */
  public static EngineLog complete() {
    return new EngineLog(true);
  }

  void add(Entry entry) {
    if (!complete && entries.size() == RING) {
      entries.remove();
    }
    entries.add(complete ? entry : new Entry(entry.life, entry.seq, entry.nowMillis, entry.input, NOT_KEPT,
        entry.actions));
    running = Sha256.hash(running.bytes().unsafeArray(), entry.actions.bytes().unsafeArray());
    count++;
  }

  /** Oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Calls noted so far, those included that a ring has forgotten. */
  public long count() {
    return count;
  }

  /** H(… H(H(0 ‖ first) ‖ second) …) over the hashes of all calls' actions. */
  public Hash32 fingerprint() {
    return running;
  }

  private static final ReadView NOT_KEPT = new ReadView() {
    private static IllegalStateException notKept() {
      return new IllegalStateException("a ring keeps no views: use a complete log to replay it");
    }

    @Override
    public Optional<Header> header(BlockId id) {
      throw notKept();
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      throw notKept();
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      throw notKept();
    }

    @Override
    public BlockId head() {
      throw notKept();
    }

    @Override
    public BlockId lastFinal() {
      throw notKept();
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      throw notKept();
    }
  };
}
