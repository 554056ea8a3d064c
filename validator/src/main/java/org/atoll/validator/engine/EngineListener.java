package org.atoll.validator.engine;

import java.util.List;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.Bytes;

/** What an {@link EnginePort} has to say. Called on any thread; must return at once. */
public interface EngineListener {
  /**
   * @param seq of the step; 0 for init
   * @param snapshot a newer one; empty when there is none
   */
  void acted(long life, long seq, List<Action> actions, Bytes snapshot);

  void judged(long life, long askId, List<HeaderVerdict> verdicts);

  /** The life is over, by its own fault. */
  void failed(long life, String why);

  /** The engine may be begun. The first thing a port says, at once when the engine is in this process. */
  void available(EngineInfo info);

  /** A remote engine went away, its life with it; {@code available} when it is back. */
  void gone(String why);
}
