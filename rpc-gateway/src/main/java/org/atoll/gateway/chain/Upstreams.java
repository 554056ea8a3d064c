package org.atoll.gateway.chain;

import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The validators a gateway may ask, its own first. It stays with one until that does not answer, then takes the next, and
 * after the last the first again; {@link Homing} brings it back to its own. Thread-safe.
 */
final class Upstreams {
  private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);

  private final List<Channel> channels;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private int inUse; // guarded by this

  Upstreams(List<? extends Channel> channels) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("a gateway needs a validator to ask");
    }
    this.channels = List.copyOf(channels);
  }

  int size() {
    return channels.size();
  }

  synchronized Channel current() {
    return channels.get(inUse);
  }

  /** Told after another one was taken; what still hangs on the one before should let go. */
  void onSwitch(Runnable listener) {
    listeners.add(listener);
  }

  Channel own() {
    return channels.getFirst();
  }

  synchronized boolean isOwnInUse() {
    return inUse == 0;
  }

  /** The own validator is well again. */
  void goHome() {
    synchronized (this) {
      if (inUse == 0) {
        return;
      }
      inUse = 0;
    }
    LOG.info("validator_switched to=0 of={} reason=\"it is back\"", channels.size());
    listeners.forEach(Runnable::run);
  }

  /** The channel did not answer. Of many who say so of the same one only the first is heard. */
  void failed(Channel channel, String why) {
    int next;
    synchronized (this) {
      if (channels.size() == 1 || channels.get(inUse) != channel) {
        return;
      }
      inUse = (inUse + 1) % channels.size();
      next = inUse;
    }
    LOG.info("validator_switched to={} of={} reason=\"{}\"", next, channels.size(), why);
    listeners.forEach(Runnable::run);
  }
}
