package org.atoll.sdk.testing.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/**
 * Members take turns, a block each. Whose turn it is may publish a second after the parent; if nothing comes, the one
 * after that a second later, and so on. A header says its epoch and how many were passed over: u64 ‖ u32.
 */
public class RoundRobinEngine implements Engine {
  private static final long PACE_MILLIS = 1_000;
  private static final long TIMER = 1;

  /** A draft the validator fills for us. */
  private record Draft(long id, BlockId parent, Bytes consensus) {}

  private PublicKey own;
  private Draft draft; // null: none
  private long drafts;
  private long epochHint; // where to begin looking; never decides anything
  private boolean over;

  @Override
  public EngineInfo info() {
    return new EngineInfo("round-robin", "1.0", Set.of(EngineInfo.Capability.FORKING));
  }

  @Override
  public List<Action> init(InitContext context, long nowMillis, ReadView view) {
    own = context.own();
    return plan(nowMillis, view);
  }

  @Override
  public List<Action> step(Event event, long nowMillis, ReadView view) {
    if (over) {
      return List.of();
    }
    return switch (event) {
      case Event.TimerFired fired -> plan(nowMillis, view);
      case Event.HeadChanged changed -> {
        var open = draft;
        draft = null;
        yield open == null ? plan(nowMillis, view) : and(new Action.DropDraft(open.id()), plan(nowMillis, view));
      }
      case Event.Tick tick -> draft == null ? plan(nowMillis, view) : List.of(); // tries again what was refused
      case Event.ProposalReady ready when draft != null && draft.id() == ready.draftId() ->
          List.of(new Action.SealBlock(draft.id(), draft.consensus()));
      case Event.DraftFailed failed when draft != null && draft.id() == failed.draftId() -> giveUp();
      case Event.SealRefused refused when draft != null && draft.id() == refused.draftId() -> giveUp();
      case Event.Deactivate last -> {
        over = true;
        yield List.of();
      }
      default -> List.of(); // a real engine names them all, so that the compiler finds a new one
    };
  }

  private List<Action> giveUp() {
    draft = null;
    return List.of();
  }

  private static List<Action> and(Action first, List<Action> others) {
    return others.isEmpty() ? List.of(first) : List.of(first, others.getFirst());
  }

  /** Builds on the head when our time has come, else sets a timer for it. */
  private List<Action> plan(long now, ReadView view) {
    var head = view.header(view.head()).orElseThrow();
    var epoch = epochOf(head, view);
    var index = epoch.isEmpty() ? java.util.OptionalInt.empty() : epoch.get().members().indexOf(own);
    if (index.isEmpty() || draft != null) {
      return List.of(); // no member, or at it
    }
    int passed = Math.floorMod(index.getAsInt() - (head.height() + 1), epoch.get().members().size());
    long earliest = head.timestampMillis() + (passed + 1) * PACE_MILLIS;
    if (now < earliest) {
      return List.of(new Action.SetTimer(TIMER, earliest));
    }
    draft = new Draft(drafts++, head.id(), consensus(epoch.get().epoch(), passed));
    return List.of(new Action.BuildBlock(draft.id(), head.id(), now, now + PACE_MILLIS / 2));
  }

  /** Of the block after that one. */
  private Optional<EpochView> epochOf(Header parent, ReadView view) {
    var epoch = view.epoch(parent.id(), epochHint);
    while (epoch.isPresent() && parent.height() + 1 > epoch.get().lastHeight()) {
      epoch = view.epoch(parent.id(), ++epochHint);
    }
    while (epoch.isPresent() && parent.height() + 1 < epoch.get().firstHeight()) {
      epoch = view.epoch(parent.id(), --epochHint);
    }
    return epoch;
  }

  private static Bytes consensus(long epoch, int passed) {
    return Bytes.wrap(ByteBuffer.allocate(12).putLong(epoch).putInt(passed).array());
  }

  @Override
  public HeaderVerdict verifyHeader(Header header, ReadView view) {
    if (header.consensus().size() != 12) {
      return new HeaderVerdict.Reject("consensus bytes are u64 epoch, u32 passed over");
    }
    var bytes = ByteBuffer.wrap(header.consensus().toArray());
    var epoch = view.epoch(header.parentId(), bytes.getLong());
    var parent = view.header(header.parentId());
    int passed = bytes.getInt();
    if (epoch.isEmpty() || parent.isEmpty() || parent.get().height() + 1 != header.height()
        || header.height() < epoch.get().firstHeight() || header.height() > epoch.get().lastHeight()) {
      return new HeaderVerdict.Reject("height " + header.height() + " is not in that epoch");
    }
    var members = epoch.get().members();
    if (passed < 0 || passed >= members.size()
        || !members.get(Math.floorMod(header.height() + passed, members.size())).key().equals(header.producer())) {
      return new HeaderVerdict.Reject("it is not the turn of " + header.producer());
    }
    return header.timestampMillis() < parent.get().timestampMillis() + (passed + 1) * PACE_MILLIS
        ? new HeaderVerdict.Reject("too early")
        : new HeaderVerdict.Accept(1, passed, Bytes.EMPTY, Bytes.EMPTY); // the fewer passed over, the better
  }
}
