package org.atoll.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A linear or logarithmic axis.
 *
 * @param label with the unit
 */
record Axis(String label, double min, double max, List<Tick> ticks, boolean logarithmic) {
  private static final int WANTED = 6;

  /** A mark and what stands beside it. */
  record Tick(double at, String text) {}

  Axis {
    ticks = List.copyOf(ticks);
  }

  Axis(String label, double min, double max, List<Tick> ticks) {
    this(label, min, max, ticks, false);
  }

  /** From 0 to 1 along the axis. */
  double share(double value) {
    return logarithmic ? Math.log(Math.max(value, min) / min) / Math.log(max / min) : (value - min) / (max - min);
  }

  /** What lies there; the opposite of {@link #share}. */
  double at(double share) {
    return logarithmic ? min * Math.pow(max / min, share) : min + share * (max - min);
  }

  /** Marks at 1, 2 and 5, or at powers of ten alone when there are many. */
  static Axis logarithmic(String label, double min, double max) {
    var ticks = new ArrayList<Tick>();
    boolean wide = max / min > 2_000;
    for (double power = Math.pow(10, Math.floor(Math.log10(min))); power <= max; power *= 10) {
      for (int digit : wide ? new int[] {1} : new int[] {1, 2, 5}) {
        if (power * digit >= min * 0.999 && power * digit <= max * 1.001) {
          ticks.add(new Tick(power * digit, number(power * digit)));
        }
      }
    }
    return new Axis(label + ", log scale", min, max, ticks, true);
  }

  /** Covers the values; ends at a round number. */
  static Axis covering(String label, double min, double max) {
    double top = max > min ? max : min + 1;
    double step = step((top - min) / WANTED);
    double first = Math.floor(min / step + 1e-9) * step;
    double last = Math.ceil(top / step - 1e-9) * step;
    return new Axis(label, first, last, ticks(first, last, step));
  }

  /** Ends exactly there. */
  static Axis exactly(String label, double min, double max) {
    double top = max > min ? max : min + 1;
    double step = step((top - min) / WANTED);
    return new Axis(label, min, top, ticks(Math.ceil(min / step - 1e-9) * step, top, step));
  }

  /** Categories 0 to {@code count − 1}, each half a unit wide to both sides; at most about 25 are named. */
  static Axis categories(String label, int count) {
    int step = Math.max(1, (count + 24) / 25);
    var ticks = new ArrayList<Tick>();
    for (int at = 0; at < count; at += step) {
      ticks.add(new Tick(at, Integer.toString(at)));
    }
    return new Axis(label, -0.6, count - 0.4, ticks);
  }

  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) {
      return trim(String.format(Locale.ROOT, "%.2f", value / 1e6)) + " M";
    }
    if (size >= 10_000) {
      return trim(String.format(Locale.ROOT, "%.1f", value / 1e3)) + " k";
    }
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return trim(String.format(Locale.ROOT, size >= 1 ? "%.2f" : size >= 0.01 ? "%.3f" : "%.3g", value));
  }

  private static String trim(String digits) {
    return digits.contains(".") && !digits.contains("e") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "")
        : digits;
  }

  private static List<Tick> ticks(double first, double last, double step) {
    var ticks = new ArrayList<Tick>();
    for (int at = 0; first + at * step <= last + step * 1e-6; at++) {
      double value = first + at * step;
      ticks.add(new Tick(value, number(Math.abs(value) < step * 1e-6 ? 0 : value)));
    }
    return ticks;
  }

  private static double step(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double share = rough / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 2.5 ? 2.5 : share <= 5 ? 5 : 10);
  }
}
