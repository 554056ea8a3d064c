package org.atoll.validator.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.engine.core.EngineHost;
import org.atoll.validator.engine.core.EngineLog;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.engine.core.HostEffect;
import org.atoll.validator.engine.core.HostLimits;

/** A host and its port, wired as the chain thread wires them; the test's thread is the chain thread. */
final class HostedEngine implements EngineListener, EngineHost.World, AutoCloseable {
  static final PublicKey KEY = new PublicKey(SignatureAlgorithm.ED25519, Bytes.wrap(new byte[32]));
  static final Header GENESIS = new Header(new BlockId(Bytes.wrap(new byte[32])), BlockId.NONE, 0, 0, KEY, Bytes.EMPTY);

  final EngineHost host;
  final List<Action> performed = new ArrayList<>();
  final List<EngineState> states = new ArrayList<>();
  final List<HostEffect.Verdicts> verdicts = new ArrayList<>();
  private final EnginePort port;
  private final LongSupplier clock;
  private final BlockingQueue<Supplier<List<HostEffect>>> mailbox = new LinkedBlockingQueue<>();
  private final ArrayDeque<HostEffect> effects = new ArrayDeque<>();

  HostedEngine(EnginePort port, EngineInfo info, HostLimits limits, LongSupplier clock) {
    this.port = port;
    this.clock = clock;
    this.host = new EngineHost(info.name(), info.version(), limits, this, EngineLog.complete());
    port.open(this);
    run();
  }

  private long now() {
    return clock.getAsLong();
  }

  void tell(Event event) {
    host.offer(event);
    mailbox.add(() -> host.pump(now()));
    run();
  }

  void ask(List<Header> headers) {
    host.ask(headers);
    mailbox.add(() -> host.pump(now()));
    run();
  }

  void tick() {
    mailbox.add(() -> host.tick(now()));
    run();
  }

  /** Works off the mailbox until it is empty. */
  void run() {
    Supplier<List<HostEffect>> next;
    while ((next = mailbox.poll()) != null) {
      work(next);
    }
  }

  private void work(Supplier<List<HostEffect>> message) {
    effects.addAll(message.get());
    while (!effects.isEmpty()) {
      switch (effects.remove()) {
        case HostEffect.CallInit(var life, var context, var now, var view) -> port.init(life, context, now, view);
        case HostEffect.CallStep(var life, var seq, var event, var now, var view) ->
            port.step(life, seq, event, now, view);
        case HostEffect.CallAsk(var life, var ask, var headers, var view) -> port.ask(life, ask, headers, view);
        case HostEffect.Discard(var life, var why) -> port.discard(life, why);
        case HostEffect.Perform(var action) -> performed.add(action);
        case HostEffect.Verdicts answer -> verdicts.add(answer);
        case HostEffect.Note(var state) -> states.add(state);
        case HostEffect.DropDrafts ignored -> {}
        case HostEffect.WakeAt ignored -> {} // tests tick as they please
        case HostEffect.Fingerprint ignored -> {}
      }
    }
  }

  /** In real time: works and ticks until it holds. */
  void until(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never: " + what + "; it is " + host.state());
      }
      var message = mailbox.poll(5, TimeUnit.MILLISECONDS);
      work(message == null ? () -> host.tick(now()) : message);
    }
  }

  boolean isUp() {
    return host.state() instanceof EngineState.Up;
  }

  boolean isDown() {
    return host.state() instanceof EngineState.Down;
  }

  @Override
  public void acted(long life, long seq, List<Action> actions, Bytes snapshot) {
    mailbox.add(() -> host.acted(life, seq, actions, snapshot, now()));
  }

  @Override
  public void judged(long life, long askId, List<HeaderVerdict> answer) {
    mailbox.add(() -> host.judged(life, askId, answer, now()));
  }

  @Override
  public void failed(long life, String why) {
    mailbox.add(() -> host.failed(life, why, now()));
  }

  @Override
  public void available(EngineInfo info) {
    mailbox.add(() -> host.available(info, now()));
  }

  @Override
  public void gone(String why) {
    mailbox.add(() -> host.gone(why, now()));
  }

  @Override
  public InitContext context(Bytes snapshot) {
    return new InitContext(GENESIS, Bytes.EMPTY, Bytes.EMPTY, KEY, snapshot);
  }

  @Override
  public ReadView view() {
    return new OneBlock();
  }

  @Override
  public void close() {
    port.close();
  }

  /** Knows the genesis block. */
  private static final class OneBlock implements ReadView {
    @Override
    public Optional<Header> header(BlockId id) {
      return id.equals(GENESIS.id()) ? Optional.of(GENESIS) : Optional.empty();
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      return header(id).filter(header -> header.height() == height);
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      return Optional.empty();
    }

    @Override
    public BlockId head() {
      return GENESIS.id();
    }

    @Override
    public BlockId lastFinal() {
      return GENESIS.id();
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      return Optional.of(address.bytes());
    }
  }
}
