package org.atoll.cli.config;

import java.util.List;

/** What somebody may have meant. */
public final class Spelling {
  private Spelling() {}

  /** @param names at least one */
  public static String nearest(String name, List<String> names) {
    var best = names.getFirst();
    for (var other : names) {
      if (distance(name, other) < distance(name, best)) {
        best = other;
      }
    }
    return best;
  }

  /** Levenshtein: how many letters to change, add or take away. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
