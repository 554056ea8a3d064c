package org.atoll.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** One connection that carries one frame at a time. Used by one thread. */
interface Line<T> extends Closeable {
  /**
   * Sends a frame and waits for what became of each request, in order.
   *
   * @throws IOException when it is not known what became of them
   */
  List<Answer> send(List<T> bodies) throws IOException;

  /** What the server said to a request. */
  sealed interface Answer {
    /** The server holds it. */
    record Accepted() implements Answer {}

    /** @param again whether the server asks for it again later */
    record Refused(String why, boolean again) implements Answer {}
  }
}
