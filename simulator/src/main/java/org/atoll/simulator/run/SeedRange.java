package org.atoll.simulator.run;

import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Seeds as people write them: {@code 7}, {@code 1..100}, {@code 1..5,40017}. */
public final class SeedRange {
  private static final Pattern PART = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");
  private static final int MOST = 1_000_000;

  private SeedRange() {}

  /** @throws IllegalArgumentException that says what is wrong */
  public static long[] parse(String text) {
    var seeds = LongStream.builder();
    long count = 0;
    for (var part : text.split(",", -1)) {
      var match = PART.matcher(part.strip());
      if (!match.matches()) {
        throw new IllegalArgumentException("seeds are written 7, 1..100 or 1..5,9: " + text);
      }
      long first = Long.parseLong(match.group(1));
      long last = match.group(2) == null ? first : Long.parseLong(match.group(2));
      count += last - first + 1;
      if (last < first || count > MOST) {
        throw new IllegalArgumentException("from 1 to a million seeds: " + text);
      }
      LongStream.rangeClosed(first, last).forEach(seeds::add);
    }
    return seeds.build().distinct().toArray();
  }
}
