package org.atoll.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;

/** A chain under load, reached through one protocol. */
interface Ledger<T> extends Closeable {
  /** A further connection. */
  Line<T> open() throws IOException;

  /** Height of the newest block. */
  long head() throws IOException;

  /** Ids of a block's transactions; empty when there is no such block yet. Called by one thread at a time. */
  Optional<List<Bytes>> block(long height) throws IOException;

  /** What receipts say, in the order asked. Called by one thread at a time. */
  List<Status> statuses(List<Bytes> ids) throws IOException;

  /** What a receipt says. */
  enum Status {
    /** In a block, status 1. */
    MINED,
    /** In a block, status 0. */
    FAILED,
    /** No receipt. */
    MISSING
  }
}
