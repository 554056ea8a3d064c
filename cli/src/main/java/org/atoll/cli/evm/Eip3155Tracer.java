package org.atoll.cli.evm;

import java.io.PrintWriter;
import java.util.List;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.Step;
import org.atoll.seth.core.Tracer;

/**
 * Prints one JSON object for each instruction and one at the end, as EIP-3155 has them: pc, op, gas, gasCost, memSize,
 * stack, depth, refund, opName, and error of one that failed; then output, gasUsed, pass.
 */
public final class Eip3155Tracer implements Tracer {
  private final PrintWriter out;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder stack = new StringBuilder();
  private int memorySize;

  public Eip3155Tracer(PrintWriter out) {
    this.out = out;
  }

  @Override
  public boolean step(Step next) {
    memorySize = next.memorySize();
    stack.setLength(0);
    for (int word = next.stackSize() - 1; word >= 0; word--) {
      stack.append(stack.isEmpty() ? "\"0x" : ",\"0x");
      appendWord(next, word);
      stack.append('"');
    }
    return true;
  }

  /** A word's digits without leading zeros, at least one. */
  private void appendWord(Step step, int word) {
    int limb = 3;
    while (limb > 0 && step.limb(word, limb) == 0) {
      limb--;
    }
    stack.append(Long.toHexString(step.limb(word, limb)));
    while (--limb >= 0) {
      var digits = Long.toHexString(step.limb(word, limb));
      stack.append("0".repeat(16 - digits.length())).append(digits);
    }
  }

  @Override
  public void stepped(Step after, long gasCost, String error) {
    line.setLength(0);
    line.append("{\"pc\":").append(after.pc()).append(",\"op\":").append(after.opcode())
        .append(",\"gas\":\"0x").append(Long.toHexString(after.gas()))
        .append("\",\"gasCost\":\"0x").append(Long.toHexString(gasCost))
        .append("\",\"memSize\":").append(memorySize).append(",\"stack\":[").append(stack)
        .append("],\"depth\":").append(after.depth()).append(",\"refund\":").append(after.refund())
        .append(",\"opName\":\"").append(after.name()).append('"');
    if (!error.isEmpty()) {
      line.append(",\"error\":\"").append(error).append('"');
    }
    out.println(line.append('}'));
  }

  @Override
  public void finished(Execution execution, List<StateWrite> writes) {
    out.println("{\"output\":\"" + execution.output().to0x() + "\",\"gasUsed\":\"0x"
        + Long.toHexString(execution.gasUsed()) + "\",\"pass\":" + execution.succeeded() + "}");
  }
}
