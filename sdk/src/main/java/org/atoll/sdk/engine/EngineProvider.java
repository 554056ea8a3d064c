package org.atoll.sdk.engine;

/** Makes an engine; found by {@link java.util.ServiceLoader}. The consensus schedule picks by exact name and version. */
public interface EngineProvider {
  String name();

  String version();

  /** A new one at each call: one life of it. */
  Engine create();
}
