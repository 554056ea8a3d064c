package org.atoll.simulator.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word somebody probably meant. */
final class Nearest {
  private Nearest() {}

  static Optional<String> to(String word, Collection<String> known) {
    return known.stream().min(Comparator.<String>comparingInt(other -> distance(word, other))
        .thenComparing(Comparator.naturalOrder()));
  }

  /** Letters to insert, delete or change. */
  static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= one.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int change = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(change, 1 + Math.min(diagonal, row[column - 1]));
      }
    }
    return row[other.length()];
  }
}
