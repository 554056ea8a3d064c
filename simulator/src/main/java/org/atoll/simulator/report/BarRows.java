package org.atoll.simulator.report;

import java.util.List;
import java.util.Locale;

/** Bars that lie, one to a line: for categories whose names need room. */
final class BarRows {
  private static final double LINE = 24;
  private static final double NAMES = 92;
  private static final double WORDS = 130;
  private static final double TOP = 12;
  private static final double BOTTOM = 36;
  private static final double BAR = 13;

  /** @param word behind the bar */
  record Row(String name, double value, String word) {}

  private BarRows() {}

  static String svg(String title, String label, List<Row> rows) {
    double height = Math.max(Figures.HEIGHT, TOP + rows.size() * LINE + BOTTOM);
    double step = (height - TOP - BOTTOM) / rows.size();
    double most = rows.stream().mapToDouble(Row::value).max().orElse(1);
    double room = Figures.WIDTH - NAMES - WORDS;
    var svg = new StringBuilder(String.format(Locale.ROOT,
        "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">", Figures.WIDTH, height, Html.text(title)));
    for (int at = 0; at < rows.size(); at++) {
      var row = rows.get(at);
      double middle = TOP + (at + 0.5) * step;
      double length = Math.max(0.6, room * row.value() / most);
      svg.append(String.format(Locale.ROOT, "<text class=\"tick\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"end\">%s</text>"
              + "<rect class=\"bar c\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>"
              + "<text class=\"note\" x=\"%.2f\" y=\"%.2f\">%s</text>", NAMES - 7, middle + 4, Html.text(row.name()), NAMES,
          middle - BAR / 2, length, BAR, NAMES + length + 6, middle + 4, Html.text(row.word())));
    }
    return svg.append(String.format(Locale.ROOT, "<path class=\"frame\" d=\"M%.2f %.2fV%.2f\"/>"
            + "<text class=\"label\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"middle\">%s</text></svg>", NAMES, TOP / 2,
        height - BOTTOM + TOP / 2, NAMES + (Figures.WIDTH - NAMES) / 2, height - 8, Html.text(label))).toString();
  }
}
