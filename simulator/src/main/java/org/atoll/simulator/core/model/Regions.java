package org.atoll.simulator.core.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Where nodes stand and how far apart that is. */
public final class Regions {
  /** Six regions, 35 to 130 ms one way between any two, 2 ms inside one. */
  public static final List<String> WORLD = List.of("eu-west", "us-east", "us-west", "sa-east", "ap-northeast",
      "ap-southeast");

  private static final int[][] WORLD_MILLIS = {
      {2, 40, 67, 92, 108, 88},
      {40, 2, 35, 58, 76, 107},
      {67, 35, 2, 87, 52, 84},
      {92, 58, 87, 2, 128, 130},
      {108, 76, 52, 128, 2, 36},
      {88, 107, 84, 130, 36, 2}};

  private final List<String> names;
  private final int[][] oneWayMillis;
  private final int[] regionOf;

  /**
   * @param oneWayMillis square, a row for each name; the diagonal is the delay inside a region
   * @param regionOf index of each node's region
   */
  public Regions(List<String> names, int[][] oneWayMillis, int[] regionOf) {
    if (oneWayMillis.length != names.size()) {
      throw new IllegalArgumentException(names.size() + " regions, " + oneWayMillis.length + " rows of delays");
    }
    for (var row : oneWayMillis) {
      if (row.length != names.size()) {
        throw new IllegalArgumentException(names.size() + " regions, a row of " + row.length + " delays");
      }
    }
    for (int region : regionOf) {
      if (region < 0 || region >= names.size()) {
        throw new IllegalArgumentException("no region " + region);
      }
    }
    this.names = List.copyOf(names);
    this.oneWayMillis = Arrays.stream(oneWayMillis).map(int[]::clone).toArray(int[][]::new);
    this.regionOf = regionOf.clone();
  }

  /** The built-in six, dealt out in turn. */
  public static Regions world(int nodes) {
    return new Regions(WORLD, WORLD_MILLIS, IntStream.range(0, nodes).map(node -> node % WORLD.size()).toArray());
  }

  public String nameOf(int node) {
    return names.get(regionOf[node]);
  }

  long oneWayMicros(int from, int to) {
    return oneWayMillis[regionOf[from]][regionOf[to]] * 1_000L;
  }
}
