package org.atoll.seth.query;

import java.util.Map;
import java.util.TreeMap;
import org.atoll.seth.core.Step;

/** go-ethereum's 4byteTracer: how often which selector was called with how much data behind it. */
final class FourByteTrace implements Trace {
  private static final int SELECTOR = 4;
  private static final int ENTRY_BYTES = 64;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final int limitBytes;

  FourByteTrace(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  @Override
  public boolean step(Step next) {
    return !isFull();
  }

  @Override
  public void enter(Call call) {
    boolean calls = switch (call.kind()) {
      case CALL, CALLCODE, DELEGATECALL, STATICCALL -> true;
      case CREATE, CREATE2, SELFDESTRUCT -> false;
    };
    var input = call.input();
    if (calls && !call.precompile() && input.size() >= SELECTOR) {
      counts.merge(input.slice(0, SELECTOR).to0x() + "-" + (input.size() - SELECTOR), 1, Integer::sum);
    }
  }

  @Override
  public boolean isFull() {
    return counts.size() > limitBytes / ENTRY_BYTES;
  }

  @Override
  public void write(JsonBytes out) {
    var separator = "{";
    for (var entry : counts.entrySet()) {
      out.raw(separator).raw("\"").raw(entry.getKey()).raw("\":").number(entry.getValue());
      separator = ",";
    }
    out.raw(counts.isEmpty() ? "{}" : "}");
  }
}
