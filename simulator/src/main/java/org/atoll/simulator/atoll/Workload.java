package org.atoll.simulator.atoll;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.simulator.core.kernel.TraceHash;

/** Clients' batches: one transaction of family intkey each, without the work of making and signing them. */
final class Workload {
  private static final int SIGNERS = 64;
  private static final int KEY = 33;
  private static final long EXPIRY_HEIGHT = 65_000;
  /** As long as a batch of one intkey transaction. */
  private static final Bytes BODY = Bytes.wrap(new byte[300]);
  private static final Bytes PAYLOAD = Bytes.wrap(new byte[40]);
  private static final List<Bytes> EVERYTHING = List.of(Bytes.EMPTY);

  private Workload() {}

  static BatchView batch(long seed, long number, SplittableRandom random) {
    var id = ByteBuffer.allocate(32);
    for (long word = TraceHash.mix(seed) + number; id.hasRemaining(); word = TraceHash.mix(word + 1)) {
      id.putLong(TraceHash.mix(word));
    }
    var name = new TransactionId(Bytes.wrap(id.array()));
    var signer = Bytes.wrap(ByteBuffer.allocate(KEY).putInt(1, random.nextInt(SIGNERS)).array());
    var transaction = new TransactionView(name, Format.NATIVE, signer, "intkey", "1.0", BODY, PAYLOAD, EVERYTHING,
        EVERYTHING, List.of(), Ledger.CHAIN_ID, 0, Bytes.EMPTY, EXPIRY_HEIGHT, Optional.empty());
    return new BatchView(name, List.of(transaction), signer, EnvelopeFormat.NATIVE, BODY);
  }
}
