package org.atoll.validator.peer.core;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Of the software. Two that differ in the last number only have the same rules. */
public record Release(int major, int minor, int patch) implements Comparable<Release> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");
  private static final Comparator<Release> ORDER = Comparator.comparingInt(Release::major)
      .thenComparingInt(Release::minor).thenComparingInt(Release::patch);

  /** Empty when the text names none, as that of a build which is not released may not. */
  public static Optional<Release> parse(String text) {
    var match = TEXT.matcher(text);
    return match.lookingAt() ? Optional.of(new Release(Integer.parseInt(match.group(1)),
        Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3)))) : Optional.empty();
  }

  /** Whether it may have rules this one does not know. */
  public boolean isNewerThan(Release other) {
    return major > other.major || (major == other.major && minor > other.minor);
  }

  @Override
  public int compareTo(Release other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
