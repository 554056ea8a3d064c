package org.atoll.validator.store;

/** The store as of one moment, until closed. Thread-safe. Keep it for seconds, not hours: it holds back compaction. */
public interface Snapshot extends StoreReader, AutoCloseable {
  @Override
  void close();
}
