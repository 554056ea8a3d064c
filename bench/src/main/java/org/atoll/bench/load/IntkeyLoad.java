package org.atoll.bench.load;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.atoll.intkey.IntkeyHandler;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.envelope.NativeBatchBuilder;
import org.atoll.sdk.envelope.NativeBatchBuilder.Call;
import org.atoll.sdk.envelope.NativeBatchBuilder.Validity;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** The workload intkey: each transaction, a batch of its own, sets a new number of Sawtooth's sample family. */
public final class IntkeyLoad {
  private static final int LIFE_BLOCKS = 60_000;
  private static final int MAX_VALUE = 100_000;

  private final ManagedChannel channel;
  private final Map<String, Long> pids;
  private final Shape shape;
  private final Pace pace;

  /** @param channel to a validator's client service; stays the caller's */
  public IntkeyLoad(ManagedChannel channel, Map<String, Long> pids, Shape shape, Pace pace) {
    this.channel = channel;
    this.pids = Map.copyOf(pids);
    this.shape = shape;
    this.pace = pace;
  }

  /**
   * @throws BenchException when the chain has no processor for intkey, or refuses the transactions
   * @throws IOException when the validator cannot be reached
   */
  public LoadReport run() throws IOException, BenchException, InterruptedException {
    try (var ledger = new NativeLedger(channel)) {
      var chain = ledger.chain();
      var family = IntkeyHandler.FAMILY;
      if (!chain.getFamiliesList().contains(family.name() + " " + family.version())) {
        throw new BenchException("no processor for " + family.name() + " " + family.version()
            + " is connected to the validator; start one: atoll processor intkey --connect DIR/run/processor.sock");
      }
      var validity = new Validity(chain.getChainId(), chain.getHead(), new BlockId(Bytes.of(chain.getHeadId())),
          chain.getHead() + LIFE_BLOCKS);
      var keys = IntStream.range(0, shape.senders()).mapToObj(i -> Account.key(shape.seed(), i)).toList();
      // names are set once: another run on the same chain needs others
      var prefix = Long.toString(shape.seed() & 0xffff_ffffL, 36) + "." + Long.toString(chain.getHead(), 36) + ".";
      var shots = IntStream.range(0, shape.all()).parallel()
          .mapToObj(i -> shot(validity, keys.get(i % keys.size()), prefix + Integer.toString(i, 36), i)).toList();
      var run = new LoadRun<>(ledger, pace, shape.senders());
      run.warmUp(shots.subList(0, shape.warmUp()));
      return run.measure("intkey", chain.getSoftware(), shots.subList(shape.warmUp(), shots.size()), pids);
    }
  }

  private static Shot<Envelope> shot(Validity validity, PrivateKey key, String name, int index) {
    var call = Call.of(IntkeyHandler.FAMILY.name(), IntkeyHandler.FAMILY.version(),
        IntkeyHandler.payload("set", name, index % MAX_VALUE), List.of(IntkeyHandler.address(name).bytes()),
        Bytes.EMPTY);
    var builder = new NativeBatchBuilder(validity, key);
    var id = builder.add(key, call);
    return new Shot<>(id.bytes(), builder.build());
  }
}
