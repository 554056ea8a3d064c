package org.atoll.dpos;

import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EngineProvider;

/** Makes {@link DposEngine}s. */
public final class DposProvider implements EngineProvider {
  @Override
  public String name() {
    return DposEngine.NAME;
  }

  @Override
  public String version() {
    return DposEngine.VERSION;
  }

  @Override
  public Engine create() {
    return new DposEngine();
  }
}
