package org.atoll.simulator.run;

/** Text of scenarios with the production node. */
final class AtollNetwork {
  private final StringBuilder text = new StringBuilder();

  private AtollNetwork() {}

  /** Slots of 3 s, six regions. */
  static AtollNetwork wan(int nodes, String duration) {
    var network = new AtollNetwork();
    network.text.append("""
        name = "test"
        engine = "dpos"
        nodes = %d
        duration = "%s"
        warm_up = "15 s"
        [params]
        slot_ms = 3000
        [links]
        model = "regions"
        jitter_permille = 100
        [load]
        per_second = 2
        """.formatted(nodes, duration));
    return network;
  }

  /** Slots of half a second, links of 1 to 100 ms. */
  static AtollNetwork quick(int nodes, String duration) {
    var network = new AtollNetwork();
    network.text.append("""
        name = "test"
        engine = "dpos"
        nodes = %d
        duration = "%s"
        [params]
        slot_ms = 500
        propagation_reserve_ms = 200
        [links]
        model = "uniform"
        least = "1 ms"
        most = "100 ms"
        [disk]
        sync = "2 ms"
        torn_percent = 90
        [load]
        per_second = 4
        """.formatted(nodes, duration));
    return network;
  }

  /** Another key of a table that is there. */
  AtollNetwork with(String table, String line) {
    int at = text.indexOf("[" + table + "]\n") + table.length() + 3;
    text.insert(at, line + "\n");
    return this;
  }

  /** Without clients. */
  AtollNetwork idle() {
    int at = text.indexOf("per_second");
    text.replace(at, text.indexOf("\n", at), "per_second = 0");
    return this;
  }

  AtollNetwork table(String name, String lines) {
    text.append('[').append(name).append("]\n").append(lines).append('\n');
    return this;
  }

  AtollNetwork clocks(String offset, int skewPpm) {
    text.append("[clocks]\noffset = \"").append(offset).append("\"\nskew_ppm = ").append(skewPpm).append('\n');
    return this;
  }

  AtollNetwork mix(String lines) {
    text.append("[mix]\n").append(lines).append('\n');
    return this;
  }

  /** @param rest more lines of the fault, such as its nodes */
  AtollNetwork fault(String kind, double atSeconds, double untilSeconds, String rest) {
    text.append("[[fault]]\nkind = \"").append(kind).append("\"\nat = \"").append(Math.round(atSeconds * 1_000))
        .append(" ms\"\nuntil = \"").append(Math.round(untilSeconds * 1_000)).append(" ms\"\n").append(rest).append('\n');
    return this;
  }

  AtollNetwork always(String kind, String rest) {
    text.append("[[fault]]\nkind = \"").append(kind).append("\"\nat = \"0 s\"\n").append(rest).append('\n');
    return this;
  }

  String toml() {
    return text.toString();
  }
}
