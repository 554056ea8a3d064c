package org.atoll.gateway.rpc;

import java.util.List;

/**
 * What there is to say of a method.
 *
 * @param summary one sentence
 * @param params in order; required ones first
 * @param result what it answers, in a few words
 */
public record Description(String name, String summary, List<Param> params, String result) {
  public Description {
    params = List.copyOf(params);
  }

  /** A method's parameter. */
  public record Param(String name, String type, boolean required) {}

  /** A method without parameters so far. */
  public static Description of(String name, String summary, String result) {
    return new Description(name, summary, List.of(), result);
  }

  public Description needs(String param, String type) {
    return with(new Param(param, type, true));
  }

  public Description takes(String param, String type) {
    return with(new Param(param, type, false));
  }

  private Description with(Param param) {
    var more = new java.util.ArrayList<>(params);
    more.add(param);
    return new Description(name, summary, more, result);
  }

  /** How many parameters a request must give at least. */
  int required() {
    return (int) params.stream().filter(Param::required).count();
  }
}
