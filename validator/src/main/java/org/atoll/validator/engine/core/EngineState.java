package org.atoll.validator.engine.core;

/** How an engine fares, for {@code /readyz} and the log. Only while {@link Up} can this node publish. */
public sealed interface EngineState {
  /** {@code init} is under way. */
  record Starting(long life) implements EngineState {}

  record Up(long life) implements EngineState {}

  /**
   * The node follows the others and does not publish.
   *
   * @param restartAtMillis when it is begun again; {@link EngineHost#NEVER}: as soon as it is there
   */
  record Down(String why, long restartAtMillis) implements EngineState {}

  /** Another engine has taken over after this height; this one only judges headers. */
  record Retired(long atHeight) implements EngineState {}
}
