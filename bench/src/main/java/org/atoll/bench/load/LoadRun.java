package org.atoll.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atoll.bench.measure.CpuMeter;
import org.atoll.bench.measure.ProcessCpu;
import org.atoll.sdk.value.Bytes;

/** Sends signed transactions to a ledger, waits until they are mined, asks for their receipts. */
final class LoadRun<T> {
  private final Ledger<T> ledger;
  private final Pace pace;
  private final int senders;

  /** @param senders shot i is of sender i mod senders */
  LoadRun(Ledger<T> ledger, Pace pace, int senders) {
    this.ledger = ledger;
    this.pace = pace;
    this.senders = senders;
  }

  /** As fast as answers come, without taking times. */
  void warmUp(List<Shot<T>> shots) throws IOException, BenchException, InterruptedException {
    if (shots.isEmpty()) {
      return;
    }
    var quick = new Pace(pace.batch(), pace.connections(), 0, pace.patience());
    var tally = new LoadRun<>(ledger, quick, senders).send(shots);
    requireNoFaults(tally);
    if (tally.minedCount() < shots.size()) {
      throw new BenchException("only " + tally.minedCount() + " of " + shots.size() + " warm-up transactions were mined"
          + tally.refusalCounts().keySet().stream().findFirst().map(why -> "; the node said: " + why).orElse(""));
    }
  }

  LoadReport measure(String workload, String software, List<Shot<T>> shots, Map<String, Long> pids)
      throws IOException, BenchException, InterruptedException {
    double loadBefore = ProcessCpu.loadAverage();
    var meter = CpuMeter.start(pids);
    var tally = send(shots);
    var cpu = meter.used();
    double loadAfter = ProcessCpu.loadAverage();
    requireNoFaults(tally);
    return new LoadReport(workload, software, "transactions", count(shots, tally), tally.seconds(true),
        tally.dueToAccepted(), tally.dueToMined(), cpu, loadBefore, loadAfter);
  }

  /** Returns when all that was accepted has been seen in blocks or patience has ended. */
  Tally send(List<Shot<T>> shots) throws IOException, InterruptedException {
    var tally = new Tally(shots.size());
    var generator = new Generator<>(shots, pace, senders, tally);
    var lines = new ArrayList<Line<T>>();
    try (var watch = new MinedWatch(ledger, shots, tally, ledger.head())) {
      for (int i = 0; i < generator.connections(); i++) {
        lines.add(ledger.open());
      }
      generator.run(lines);
      watch.await(tally.acceptedCount(), pace.patience().toNanos());
    } finally {
      for (var line : lines) {
        line.close();
      }
    }
    return tally;
  }

  private static void requireNoFaults(Tally tally) throws BenchException {
    if (!tally.faults.isEmpty()) {
      throw new BenchException(tally.faults.peek());
    }
  }

  /** By receipts, whatever was acknowledged. */
  LoadReport.Counts count(List<Shot<T>> shots, Tally tally) throws IOException {
    int mined = 0;
    int failed = 0;
    for (var status : ledger.statuses(shots.stream().<Bytes>map(Shot::id).toList())) {
      mined += status == Ledger.Status.MINED ? 1 : 0;
      failed += status == Ledger.Status.FAILED ? 1 : 0;
    }
    return new LoadReport.Counts(tally.dueCount(), tally.acceptedCount(), mined, failed, tally.refusalCounts());
  }
}
