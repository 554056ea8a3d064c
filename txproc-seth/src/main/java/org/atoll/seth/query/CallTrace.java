package org.atoll.seth.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.Step;
import org.jspecify.annotations.Nullable;

/** go-ethereum's callTracer: the tree of calls, with their logs if asked for. */
final class CallTrace implements Trace {
  /** What a call takes in memory, roughly, apart from its data. */
  private static final int CALL_BYTES = 400;

  private record Log(EvmAddress emitter, List<Bytes> topics, Bytes data, int position) {}

  private static final class Node {
    final Call call;
    final List<Node> calls = new ArrayList<>();
    final List<Log> logs = new ArrayList<>();
    long gas;
    long gasUsed;
    Bytes output = Bytes.EMPTY;
    String error = "";

    Node(Call call, long gas) {
      this.call = call;
      this.gas = gas;
    }
  }

  private final EvmTrace options;
  private final long gasLimit;
  private final long limitBytes;
  private final Deque<Node> open = new ArrayDeque<>();
  private @Nullable Node top;
  private int skipped;
  private long bytes;

  /** @param gasLimit of the transaction, which the outermost call shows as its gas */
  CallTrace(EvmTrace options, long gasLimit, int limitBytes) {
    this.options = options;
    this.gasLimit = gasLimit;
    this.limitBytes = limitBytes;
  }

  @Override
  public boolean step(Step next) {
    return !isFull();
  }

  @Override
  public void enter(Call call) {
    var caller = open.peek();
    if (caller != null && (options.getOnlyTopCall() || isFull())) {
      skipped++;
      return;
    }
    bytes += CALL_BYTES + 2L * call.input().size();
    var node = new Node(call, caller == null ? gasLimit : call.gas());
    if (caller == null) {
      top = node;
    } else {
      caller.calls.add(node);
    }
    open.push(node);
  }

  @Override
  public void exit(End end) {
    if (skipped > 0) {
      skipped--;
      return;
    }
    var node = open.pop();
    node.gasUsed = node.call.gas() - end.gasLeft();
    node.error = end.error();
    if (end.error().isEmpty() || end.reverted()) {
      node.output = end.output();
      bytes += 2L * end.output().size();
    }
  }

  @Override
  public void log(EvmAddress emitter, List<Bytes> topics, Bytes data) {
    var node = open.peek();
    if (options.getWithLog() && skipped == 0 && node != null && !isFull()) {
      bytes += CALL_BYTES + 2L * data.size();
      node.logs.add(new Log(emitter, topics, data, node.calls.size()));
    }
  }

  @Override
  public void finished(Execution execution, List<StateWrite> writes) {
    if (top != null) {
      top.gasUsed = execution.gasUsed();
    }
  }

  @Override
  public boolean isFull() {
    return bytes > limitBytes;
  }

  @Override
  public void write(JsonBytes out) {
    if (top == null) {
      throw new IllegalStateException("nothing was traced");
    }
    write(top, true, out);
  }

  /** Nesting is at most as deep as frames nest, 1 025. */
  private void write(Node node, boolean keepsLogs, JsonBytes out) {
    var call = node.call;
    boolean failed = !node.error.isEmpty();
    boolean creation = call.kind() == Kind.CREATE || call.kind() == Kind.CREATE2;
    out.raw("{\"from\":").hex(call.from().bytes()).raw(",\"gas\":").quantity(node.gas)
        .raw(",\"gasUsed\":").quantity(node.gasUsed);
    if (!(creation && failed)) {
      out.raw(",\"to\":").hex(call.to().bytes());
    }
    out.raw(",\"input\":").hex(call.input());
    if (!node.output.isEmpty()) {
      out.raw(",\"output\":").hex(node.output);
    }
    if (failed) {
      out.raw(",\"error\":").text(node.error);
      RevertReason.of(node.output).ifPresent(reason -> out.raw(",\"revertReason\":").text(reason));
    }
    boolean keeps = keepsLogs && !failed;
    writeCalls(node, keeps, out);
    if (keeps && !node.logs.isEmpty()) {
      writeLogs(node, out);
    }
    if (call.kind() != Kind.STATICCALL) {
      out.raw(",\"value\":\"0x").raw(call.value().toString(16)).raw("\"");
    }
    out.raw(",\"type\":\"").raw(call.kind().name()).raw("\"}");
  }

  private void writeCalls(Node node, boolean keepsLogs, JsonBytes out) {
    var separator = ",\"calls\":[";
    for (var inner : node.calls) {
      out.raw(separator);
      write(inner, keepsLogs, out);
      separator = ",";
    }
    if (!node.calls.isEmpty()) {
      out.raw("]");
    }
  }

  private static void writeLogs(Node node, JsonBytes out) {
    var separator = ",\"logs\":[";
    for (var log : node.logs) {
      out.raw(separator).raw("{\"address\":").hex(log.emitter().bytes()).raw(",\"topics\":[");
      for (int i = 0; i < log.topics().size(); i++) {
        out.raw(i == 0 ? "" : ",").hex(log.topics().get(i));
      }
      out.raw("],\"data\":").hex(log.data()).raw(",\"position\":").quantity(log.position()).raw("}");
      separator = ",";
    }
    out.raw("]");
  }
}
