package org.atoll.sdk.engine;

import java.util.Optional;
import java.util.ServiceLoader;

/** Makes an engine; found by {@link ServiceLoader}. The consensus schedule picks by exact name and version. */
public interface EngineProvider {
  String name();

  String version();

  /** A new one at each call: one life of it. */
  Engine create();

  /** The one of that name and version on the class path. */
  static Optional<EngineProvider> find(String name, String version) {
    return ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name) && provider.version().equals(version)).findFirst();
  }
}
