package org.atoll.gossip.core;

import java.util.List;

/** Where the peer book survives a restart. Called on the socket thread. */
public interface BookStore {
  /** What was saved last; empty when nothing was or it cannot be read. */
  List<PeerRecord> load();

  void save(List<PeerRecord> records);

  /** Forgets everything. */
  static BookStore none() {
    return new BookStore() {
      @Override
      public List<PeerRecord> load() {
        return List.of();
      }

      @Override
      public void save(List<PeerRecord> records) {}
    };
  }
}
