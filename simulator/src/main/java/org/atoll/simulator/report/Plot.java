package org.atoll.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One figure as inline SVG. Colours come from the page's style sheet by class. */
final class Plot {
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double BOTTOM = 46;
  private static final double TOP = 14;
  private static final double KEY_LINE = 18;

  private final String title;
  private final double width;
  private final double height;
  private final Axis x;
  private final Axis y;
  private final double top;
  private final List<Key> keys;
  private final StringBuilder marks = new StringBuilder();

  /** An entry of the legend. */
  record Key(String style, String shape, String text) {
    static Key line(String style, String text) {
      return new Key(style, "line", text);
    }

    static Key area(String style, String text) {
      return new Key(style, "area", text);
    }
  }

  /** @param title read out in place of the picture */
  Plot(String title, double width, double height, Axis x, Axis y, List<Key> keys) {
    this.title = title;
    this.width = width;
    this.height = height;
    this.x = x;
    this.y = y;
    this.keys = List.copyOf(keys);
    top = keys.isEmpty() ? TOP : TOP + KEY_LINE + 4;
  }

  void line(String style, double[] xs, double[] ys) {
    marks.append("<polyline class=\"line ").append(style).append("\" points=\"").append(points(xs, ys)).append("\"/>");
  }

  /** Between two curves over the same xs. */
  void band(String style, double[] xs, double[] lows, double[] highs) {
    marks.append("<polygon class=\"area ").append(style).append("\" points=\"").append(points(xs, highs));
    for (int at = xs.length - 1; at >= 0; at--) {
      marks.append(' ').append(fixed(px(xs[at]))).append(',').append(fixed(py(lows[at])));
    }
    marks.append("\"/>");
  }

  void bar(String style, double from, double to, double value) {
    double left = px(from);
    double high = py(value);
    marks.append(String.format(Locale.ROOT, "<rect class=\"bar %s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
        + "height=\"%.2f\"/>", style, left, high, Math.max(0.4, px(to) - left), Math.max(0, py(y.min()) - high)));
  }

  /** A vertical stripe over the whole height. */
  void span(String style, double from, double to) {
    double left = px(Math.max(from, x.min()));
    double right = px(Math.min(to, x.max()));
    marks.append(String.format(Locale.ROOT, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
        + "height=\"%.2f\"/>", style, left, top, Math.max(1, right - left), height - BOTTOM - top));
  }

  /** A vertical rule with a word beside its upper end; {@code line} moves the word down. */
  void rule(String style, double at, String text, int line) {
    if (at < x.min() || at > x.max()) {
      return;
    }
    double across = px(at);
    boolean left = across > width - RIGHT - 90;
    marks.append(String.format(Locale.ROOT, "<line class=\"rule %s\" x1=\"%.2f\" x2=\"%.2f\" y1=\"%.2f\" y2=\"%.2f\"/>"
            + "<text class=\"note\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">%s</text>", style, across, across, top,
        height - BOTTOM, across + (left ? -5 : 5), top + 11 + 14 * line, left ? "end" : "start", Html.text(text)));
  }

  void level(String style, double at) {
    marks.append(String.format(Locale.ROOT, "<line class=\"rule %s\" x1=\"%.2f\" x2=\"%.2f\" y1=\"%.2f\" "
        + "y2=\"%.2f\"/>", style, LEFT, width - RIGHT, py(at), py(at)));
  }

  void dot(String style, double across, double up) {
    marks.append(String.format(Locale.ROOT, "<circle class=\"dot %s\" cx=\"%.2f\" cy=\"%.2f\" r=\"3.2\"/>", style,
        px(across), py(up)));
  }

  /** A whisker with caps. */
  void whisker(String style, double across, double low, double high) {
    double at = px(across);
    double from = py(Math.max(low, y.min()));
    double to = py(Math.min(high, y.max()));
    marks.append(String.format(Locale.ROOT, "<path class=\"whisker %s\" d=\"M%.2f %.2fV%.2fM%.2f %.2fh6M%.2f "
        + "%.2fh6\"/>", style, at, from, to, at - 3, from, at - 3, to));
  }

  void word(double across, double up, String text, String anchor) {
    marks.append(String.format(Locale.ROOT, "<text class=\"note\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">%s</text>",
        px(across), py(up) - 5, anchor, Html.text(text)));
  }

  String svg() {
    var svg = new StringBuilder(marks.length() + 4_000);
    svg.append(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">", width,
        height, Html.text(title)));
    grid(svg);
    svg.append(marks);
    frame(svg);
    legend(svg);
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg) {
    for (var tick : y.ticks()) {
      svg.append(String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%.2f\" x2=\"%.2f\" y1=\"%.2f\" y2=\"%.2f\"/>"
              + "<text class=\"tick\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"end\">%s</text>", LEFT, width - RIGHT,
          py(tick.at()), py(tick.at()), LEFT - 7, py(tick.at()) + 3.6, tick.text()));
    }
  }

  private void frame(StringBuilder svg) {
    double floor = height - BOTTOM;
    svg.append(String.format(Locale.ROOT, "<path class=\"frame\" d=\"M%.2f %.2fV%.2fH%.2f\"/>", LEFT, top, floor,
        width - RIGHT));
    for (var tick : x.ticks()) {
      svg.append(String.format(Locale.ROOT, "<path class=\"frame\" d=\"M%.2f %.2fv4\"/>"
              + "<text class=\"tick\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"middle\">%s</text>", px(tick.at()), floor,
          px(tick.at()), floor + 16, tick.text()));
    }
    svg.append(String.format(Locale.ROOT, "<text class=\"label\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"middle\">%s</text>",
        (LEFT + width - RIGHT) / 2, height - 8, Html.text(x.label())));
    svg.append(String.format(Locale.ROOT, "<text class=\"label\" transform=\"translate(14 %.2f) rotate(-90)\" "
        + "text-anchor=\"middle\">%s</text>", (top + floor) / 2, Html.text(y.label())));
  }

  private void legend(StringBuilder svg) {
    double at = LEFT;
    for (var key : keys) {
      if (key.shape().equals("line")) {
        svg.append(String.format(Locale.ROOT, "<line class=\"line %s\" x1=\"%.2f\" x2=\"%.2f\" y1=\"14\" y2=\"14\"/>",
            key.style(), at, at + 20));
      } else {
        svg.append(String.format(Locale.ROOT, "<rect class=\"%s\" x=\"%.2f\" y=\"9\" width=\"20\" height=\"10\"/>",
            key.style(), at));
      }
      svg.append(String.format(Locale.ROOT, "<text class=\"key\" x=\"%.2f\" y=\"18\">%s</text>", at + 26,
          Html.text(key.text())));
      at += 26 + key.text().length() * 6.1 + 20;
    }
  }

  private String points(double[] xs, double[] ys) {
    var points = new ArrayList<String>();
    for (int at = 0; at < xs.length; at++) {
      points.add(fixed(px(xs[at])) + "," + fixed(py(ys[at])));
    }
    return String.join(" ", points);
  }

  private double px(double value) {
    return LEFT + x.share(value) * (width - LEFT - RIGHT);
  }

  private double py(double value) {
    return height - BOTTOM - y.share(value) * (height - BOTTOM - top);
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
