package org.atoll.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.value.Bytes;

/** Transfers into a node that dies in the middle and comes back: is everything it acknowledged mined? */
public final class CrashLoad {
  private static final int POLL_MILLIS = 5;

  private final Target target;
  private final Shape shape;
  private final Pace pace;

  /** @param target of which the processes' CPU time is not taken */
  public CrashLoad(Target target, Shape shape, Pace pace) {
    this.target = target;
    this.shape = shape;
    this.pace = pace;
  }

  /** Kills the node without warning and starts it again at the same address; returns when it answers. */
  public interface Crash {
    void happen() throws IOException, BenchException, InterruptedException;
  }

  /**
   * What became of the transactions.
   *
   * @param acknowledged answered without an error before the crash
   * @param minedBefore of these, how many had a receipt of status 1 when the node was asked first after its return
   * @param mined of these, how many have a receipt of status 1 at the end
   */
  public record Outcome(int sent, int acknowledged, int minedBefore, int mined) {}

  /** Crashes the node when it has acknowledged about half of all. */
  public Outcome run(Crash crash) throws IOException, BenchException, InterruptedException {
    List<Shot<String>> shots;
    try (var client = new RpcClient(target.rpc())) {
      shots = new EthereumLoad(target, shape, pace).sign(client, EthereumLoad.Kind.TRANSFER);
    }
    var tally = sendUntil(crash, shots);
    var acknowledged = new ArrayList<Bytes>();
    tally.acceptedIndexes().forEach(index -> acknowledged.add(shots.get(index).id()));
    try (var ledger = new EthereumLedger(target.rpc())) {
      var states = new HashMap<Bytes, Ledger.Status>();
      int before = ask(ledger, acknowledged, states);
      int mined = before;
      long progress = System.nanoTime();
      while (mined < acknowledged.size() && System.nanoTime() - progress < pace.patience().toNanos()) {
        TimeUnit.MILLISECONDS.sleep(200);
        int now = ask(ledger, acknowledged, states);
        progress = now > mined ? System.nanoTime() : progress;
        mined = now;
      }
      return new Outcome(tally.dueCount(), acknowledged.size(), before, mined);
    }
  }

  private Tally sendUntil(Crash crash, List<Shot<String>> shots)
      throws IOException, BenchException, InterruptedException {
    var tally = new Tally(shots.size());
    var generator = new Generator<>(shots, pace, shape.senders(), tally);
    var lines = new ArrayList<Line<String>>();
    for (int i = 0; i < generator.connections(); i++) {
      lines.add(new HttpLine(target.rpc(), "eth_sendRawTransaction"));
    }
    var interrupted = new AtomicReference<InterruptedException>();
    var sending = Thread.ofPlatform().name("load").start(() -> {
      try {
        generator.run(lines);
      } catch (InterruptedException stopped) {
        interrupted.set(stopped);
      }
    });
    while (sending.isAlive() && tally.progress.get() < shots.size() / 2) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    if (!sending.isAlive()) {
      throw new BenchException("sending ended before the crash: " + tally.faults);
    }
    crash.happen();
    sending.join();
    for (var line : lines) {
      line.close();
    }
    if (interrupted.get() != null) {
      throw interrupted.get();
    }
    return tally;
  }

  /** Asks again for those without a receipt; how many have one of status 1. */
  private static int ask(Ledger<String> ledger, List<Bytes> ids, Map<Bytes, Ledger.Status> states) throws IOException {
    var open = ids.stream().filter(id -> states.get(id) != Ledger.Status.MINED).toList();
    var found = ledger.statuses(open);
    for (int i = 0; i < open.size(); i++) {
      states.put(open.get(i), found.get(i));
    }
    return (int) states.values().stream().filter(state -> state == Ledger.Status.MINED).count();
  }
}
