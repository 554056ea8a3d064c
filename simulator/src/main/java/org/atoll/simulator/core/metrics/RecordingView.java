package org.atoll.simulator.core.metrics;

import java.util.function.LongSupplier;
import org.atoll.simulator.core.model.MessageKind;

/** The recorder as one node sees it. */
public final class RecordingView implements NodeRecorder {
  private final RunRecorder recorder;
  private final int node;
  private final LongSupplier nowMicros;

  public RecordingView(RunRecorder recorder, int node, LongSupplier nowMicros) {
    this.recorder = recorder;
    this.node = node;
    this.nowMicros = nowMicros;
  }

  @Override
  public void block(long block, long parent, long height, int producer, int transactions, int bytes) {
    long now = nowMicros.getAsLong();
    recorder.block(new Block(block, parent, height, producer, now, transactions, bytes));
  }

  @Override
  public void head(long block, long height, int reorgDepth) {
    recorder.head(node, block, height, reorgDepth);
  }

  @Override
  public void finalized(long block, long height, long stateRoot) {
    recorder.finalized(nowMicros.getAsLong(), node, block, height, stateRoot);
  }

  @Override
  public void decided(long instance, int rounds) {
    recorder.decided(node, rounds);
  }

  @Override
  public void missedSlot(long slot, int producer) {
    recorder.missedSlot(node, slot, producer);
  }

  @Override
  public void evidence(int accused, String kind) {
    recorder.evidence(nowMicros.getAsLong(), node, accused, kind);
  }

  @Override
  public void broken(String promise) {
    recorder.broken(nowMicros.getAsLong(), node, promise);
  }

  @Override
  public boolean tracksDelivery() {
    return recorder.tracksDelivery();
  }

  @Override
  public void seen(MessageKind kind, long key) {
    recorder.seen(nowMicros.getAsLong(), node, kind, key);
  }

  @Override
  public void count(String name, long amount) {
    recorder.count("node_" + name, amount);
  }
}
