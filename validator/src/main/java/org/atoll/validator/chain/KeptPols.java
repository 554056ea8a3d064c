package org.atoll.validator.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.WriteBatch;

/** Table Y: proofs of lock this node relied on, (epoch, instance, round) to proof. Thread-safe. */
final class KeptPols {
  private static final byte TABLE = 'Y';

  private final KeyValueStore store;

  KeptPols(KeyValueStore store) {
    this.store = store;
  }

  static void put(Pol pol, WriteBatch batch) {
    batch.put(key(pol), pol.encode());
  }

  /** Drops those of earlier epochs. */
  void deleteBefore(long epoch, WriteBatch batch) {
    all().stream().filter(pol -> pol.epoch() < epoch).forEach(old -> batch.delete(key(old)));
  }

  /** Lowest first. */
  List<Pol> all() {
    var found = new ArrayList<Pol>();
    store.scan(Bytes.copyOf(TABLE), (key, value) -> {
      switch (Pol.decode(value)) {
        case Decoded.Ok<Pol>(var pol) -> found.add(pol);
        case Decoded.Refused<Pol>(var why) -> throw new IllegalStateException("a kept proof of lock: " + why);
      }
      return true;
    });
    return found;
  }

  private static Bytes key(Pol pol) {
    return Bytes.wrap(ByteBuffer.allocate(21).put(TABLE).putLong(pol.epoch()).putLong(pol.instance())
        .putInt(pol.round()).array());
  }
}
