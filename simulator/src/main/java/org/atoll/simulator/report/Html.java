package org.atoll.simulator.report;

/** Text that stands in a page as it is. */
final class Html {
  private Html() {}

  static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
