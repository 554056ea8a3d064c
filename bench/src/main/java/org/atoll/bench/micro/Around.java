package org.atoll.bench.micro;

/** Bytecode of loops around one instruction, in hex. They run until their gas is gone. */
final class Around {
  /** Pushes a word of ones. */
  static final String ONES = "5f19";

  private static final String BIG = "5eadbeefcafebabe".repeat(4);

  private Around() {}

  /** Runs {@code body}, so many times a round, after {@code before}, whose stack it must leave as it is. */
  static String loop(String before, String body, int times) {
    return before + "5b" + body.repeat(times) + String.format("60%02x56", before.length() / 2);
  }

  static String nullary(String op) {
    return loop("", op + "50", 16);
  }

  static String unary(String op) {
    return loop(ONES, "80" + op + "50", 16);
  }

  /** Of two words of ones. */
  static String binary(String op) {
    return loop(ONES + ONES, "8181" + op + "50", 16);
  }

  /** A word of ones by a number of so many bytes. */
  static String divide(String op, int bytes) {
    return loop(push(bytes) + ONES, "8181" + op + "50", 8);
  }

  /** Two words of ones, modulo a number of so many bytes. */
  static String modulo(String op, int bytes) {
    return loop(push(bytes) + ONES + ONES, "828282" + op + "50", 8);
  }

  /** A word of ones and a small number on top of it. */
  static String shift(String op, int by) {
    return loop(ONES + String.format("60%02x", by), "8181" + op + "50", 16);
  }

  /** Of memory from 0 on. */
  static String hash(int size) {
    return loop(String.format("63%08x", size), "805f2050", 4);
  }

  /** The size on the stack, then {@code rest}; what is copied are so many bytes. */
  static String copy(String before, int size, String rest) {
    return loop(before, String.format("63%08x", size) + rest, 4);
  }

  /** Of 0, 1, 2 and so on; what it leaves is dropped. */
  static String each(String body) {
    return "5f5b80" + body + "600101600156";
  }

  /** The contract calls itself with a byte of data, and then {@code ends} at once. */
  static String itself(String ends, String call) {
    var again = String.format("60%02x", 5 + ends.length() / 2);
    return "3615" + again + "57" + ends + "5b" + call + "50" + again + "56";
  }

  private static String push(int bytes) {
    return String.format("%02x", 0x5f + bytes) + BIG.substring(0, 2 * bytes);
  }
}
