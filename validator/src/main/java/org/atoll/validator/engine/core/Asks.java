package org.atoll.validator.engine.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.jspecify.annotations.Nullable;

/**
 * Headers an engine has yet to judge; one ask is with it at a time. Headers come from strangers, and one that breaks the
 * engine must not break it for ever: an ask the engine broke down over is put again header by header, with no step
 * beside it, and a header it breaks down over three times more is rejected. The chain thread only.
 */
final class Asks {
  private static final int STRIKES = 3;

  /** What goes to the engine. */
  record Question(long id, List<Header> headers) {}

  private static final class Ask {
    final long id;
    final List<Header> headers;
    final List<HeaderVerdict> verdicts = new ArrayList<>();
    boolean suspect;
    int strikes; // of the next header

    Ask(long id, List<Header> headers) {
      this.id = id;
      this.headers = headers;
    }

    List<Header> question() {
      int next = verdicts.size();
      return suspect ? headers.subList(next, next + 1) : headers;
    }
  }

  private final ArrayDeque<Ask> asks = new ArrayDeque<>();
  private long ids;
  private long sentMillis = EngineHost.NEVER;

  long add(List<Header> headers) {
    asks.add(new Ask(++ids, List.copyOf(headers)));
    return ids;
  }

  int size() {
    return asks.size();
  }

  /** When the one that is with the engine went; NEVER when none is. */
  long sentMillis() {
    return sentMillis;
  }

  /** Whether no step may go to the engine. */
  boolean wantsToBeAlone() {
    var first = asks.peek();
    return first != null && first.suspect;
  }

  /** What to put to the engine now, which is then with it; null when there is nothing. */
  @Nullable Question next(boolean besideStep, long nowMillis) {
    var first = asks.peek();
    if (first == null || sentMillis != EngineHost.NEVER || first.suspect && besideStep) {
      return null;
    }
    sentMillis = nowMillis;
    return new Question(first.id, first.question());
  }

  /** Empty when the answer is one to what was asked, else what is wrong with it. */
  Optional<String> answer(long id, List<HeaderVerdict> verdicts) {
    var first = sentMillis == EngineHost.NEVER ? null : asks.peek();
    if (first == null || first.id != id) {
      return Optional.of("it answered ask " + id + ", which it was not given");
    }
    if (verdicts.size() != first.question().size()) {
      return Optional.of(verdicts.size() + " verdicts on " + first.question().size() + " headers");
    }
    sentMillis = EngineHost.NEVER;
    first.verdicts.addAll(verdicts);
    first.strikes = 0;
    return Optional.empty();
  }

  /**
   * The engine broke down.
   *
   * @param besideStep whether it may have been the step
   */
  void brokeDown(boolean besideStep) {
    var first = sentMillis == EngineHost.NEVER ? null : asks.peek();
    sentMillis = EngineHost.NEVER;
    if (first == null) {
      return;
    }
    if (!first.suspect) {
      first.suspect = true;
    } else if (!besideStep && ++first.strikes == STRIKES) {
      first.verdicts.add(new HeaderVerdict.Reject("the engine breaks down over it"));
      first.strikes = 0;
    }
  }

  /** The first, when all its headers are judged; it is no longer here. */
  Optional<HostEffect.Verdicts> takeAnswered() {
    var first = asks.peek();
    if (first == null || first.verdicts.size() < first.headers.size()) {
      return Optional.empty();
    }
    asks.remove();
    return Optional.of(new HostEffect.Verdicts(first.id, List.copyOf(first.verdicts)));
  }
}
