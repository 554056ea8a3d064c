package org.atoll.seth.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.Step;

/** go-ethereum's struct log: an object for every instruction. */
final class StructTrace implements Trace {
  private static final int SLOAD = 0x54;
  private static final int SSTORE = 0x55;

  private final EvmTrace options;
  private final JsonBytes logs;
  /** Of the instruction at hand, the members that must be seen before it runs. */
  private final JsonBytes before;
  private final Map<EvmAddress, TreeMap<Bytes, Bytes>> storage = new HashMap<>();
  private Bytes key = Bytes.EMPTY;
  private Bytes stored = Bytes.EMPTY;
  private long recorded;
  private boolean records;
  private long gasUsed;
  private boolean failed;
  private Bytes output = Bytes.EMPTY;

  StructTrace(EvmTrace options, int limitBytes) {
    this.options = options;
    logs = new JsonBytes(limitBytes);
    before = new JsonBytes(limitBytes);
  }

  @Override
  public boolean step(Step next) {
    records = options.getLimit() == 0 || Long.compareUnsigned(recorded, options.getLimit()) < 0;
    if (!records) {
      return true;
    }
    recorded++;
    before.clear();
    if (!options.getDisableStack()) {
      before.raw(",\"stack\":[");
      for (int word = next.stackSize() - 1; word >= 0; word--) {
        before.quantity(next.limb(word, 0), next.limb(word, 1), next.limb(word, 2), next.limb(word, 3));
        before.raw(word == 0 ? "" : ",");
      }
      before.raw("]");
    }
    if (options.getEnableReturnData() && !next.returnData().isEmpty()) {
      before.raw(",\"returnData\":").hex(next.returnData());
    }
    if (options.getEnableMemory() && next.memorySize() > 0) {
      memory(next);
    }
    if (next.opcode() == SLOAD && next.stackSize() >= 1) {
      key = next.word(0);
    } else if (next.opcode() == SSTORE && next.stackSize() >= 2) {
      key = next.word(0);
      stored = next.word(1);
    }
    return !logs.isFull() && !before.isFull();
  }

  private void memory(Step next) {
    var memory = next.memory(0, next.memorySize()).unsafeArray();
    before.raw(",\"memory\":[");
    for (int at = 0; at < memory.length && !before.isFull(); at += 32) {
      before.raw(at == 0 ? "" : ",").hex(memory, at, 32);
    }
    before.raw("]");
  }

  @Override
  public void stepped(Step after, long gasCost, String error) {
    if (!records) {
      return;
    }
    logs.raw(logs.size() == 0 ? "{\"pc\":" : ",{\"pc\":").number(after.pc()).raw(",\"op\":\"").raw(after.name())
        .raw("\",\"gas\":").number(after.gas()).raw(",\"gasCost\":").number(gasCost)
        .raw(",\"depth\":").number(after.depth());
    if (!error.isEmpty()) {
      logs.raw(",\"error\":").text(error);
    }
    logs.raw(before);
    if (error.isEmpty() && !options.getDisableStorage() && (after.opcode() == SLOAD || after.opcode() == SSTORE)) {
      var slots = storage.computeIfAbsent(after.self(), self -> new TreeMap<>());
      slots.put(key, after.opcode() == SLOAD ? after.word(0) : stored);
      var separator = ",\"storage\":{";
      for (var slot : slots.entrySet()) {
        logs.raw(separator).hex(slot.getKey()).raw(":").hex(slot.getValue());
        separator = ",";
      }
      logs.raw("}");
    }
    if (after.refund() != 0) {
      logs.raw(",\"refund\":").number(after.refund());
    }
    logs.raw("}");
  }

  @Override
  public void finished(Execution execution, List<StateWrite> writes) {
    gasUsed = execution.gasUsed();
    failed = !execution.succeeded();
    output = execution.output();
  }

  @Override
  public boolean isFull() {
    return logs.isFull() || before.isFull();
  }

  @Override
  public void write(JsonBytes out) {
    out.raw("{\"gas\":").number(gasUsed).raw(",\"failed\":").bool(failed).raw(",\"returnValue\":").hex(output)
        .raw(",\"structLogs\":[").raw(logs).raw("]}");
  }
}
