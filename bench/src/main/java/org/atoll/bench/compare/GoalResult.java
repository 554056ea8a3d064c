package org.atoll.bench.compare;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.atoll.bench.measure.Median;

/**
 * What a goal's runs gave.
 *
 * @param values one of each run or pair
 * @param notes what else was seen
 */
public record GoalResult(Goal goal, List<Double> values, List<String> notes) {
  public GoalResult {
    values = List.copyOf(values);
    notes = List.copyOf(notes);
  }

  /** The median. */
  public double value() {
    return Median.of(values);
  }

  public String text() {
    var text = new StringBuilder(String.format(Locale.ROOT, "%-4s %s%n     %.3f, goal %s: %s   (%s)%n", goal,
        goal.title(), value(), goal.bounds(), goal.verdict(value()),
        String.join(" ", values.stream().map(value -> String.format(Locale.ROOT, "%.3f", value)).toList())));
    notes.forEach(note -> text.append("     ").append(note).append('\n'));
    return text.toString();
  }

  public ObjectNode json() {
    var node = JsonMapper.builder().build().createObjectNode();
    node.put("goal", goal.name()).put("title", goal.title()).put("value", value()).put("must", goal.must())
        .put("aim", goal.aim()).put("verdict", goal.verdict(value()));
    var list = node.putArray("values");
    values.forEach(list::add);
    var told = node.putArray("notes");
    notes.forEach(told::add);
    return node;
  }
}
