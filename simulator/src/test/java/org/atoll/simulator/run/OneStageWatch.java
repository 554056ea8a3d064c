package org.atoll.simulator.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.atoll.simulator.core.theory.ForkBlock;
import org.atoll.simulator.core.theory.OneStageView;
import org.atoll.simulator.core.world.EventKind;
import org.atoll.simulator.core.world.EventListener;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/** Follows each node of a run with a one-stage counter: what it seals and what it hears. */
final class OneStageWatch implements EventListener {
  private static final Pattern SEALED =
      Pattern.compile("block\\.sealed height=\\d+ id=(\\w+) parent=(\\w+) time=(\\d+)");

  private final List<Sealed> sealed = new ArrayList<>(); // a block's number is its place, from 1
  private final Map<String, Long> numbers = new HashMap<>();
  private final List<OneStageView> views = new ArrayList<>();
  private final List<Map<Long, List<ForkBlock>>> orphans = new ArrayList<>();
  private final List<Map<Long, Boolean>> known = new ArrayList<>();

  private long firstSealedMicros;

  record Sealed(int node, long timestampMillis, long parent) {}

  OneStageWatch(int nodes, int quorum) {
    for (int node = 0; node < nodes; node++) {
      views.add(new OneStageView(nodes, quorum));
      orphans.add(new HashMap<>());
      known.add(new HashMap<>(Map.of(0L, true)));
    }
  }

  OneStageView view(int node) {
    return views.get(node);
  }

  long firstSealedMicros() {
    return firstSealedMicros;
  }

  /** All blocks, in the order in which they were sealed. */
  List<Sealed> sealed() {
    return sealed;
  }

  @Override
  public void line(long micros, int node, String text) {
    var found = SEALED.matcher(text);
    if (found.matches()) {
      firstSealedMicros = sealed.isEmpty() ? micros : firstSealedMicros;
      long parent = numbers.getOrDefault(found.group(2), 0L); // 0: genesis
      sealed.add(new Sealed(node, Long.parseLong(found.group(3)), parent));
      numbers.put(found.group(1), (long) sealed.size());
      add(node, new ForkBlock(sealed.size(), parent, node));
    }
  }

  @Override
  public void event(long number, long micros, int node, EventKind kind, long detail, @Nullable Object payload) {
    if (kind == EventKind.DELIVER) {
      header(payload).ifPresent(header -> {
        long block = numbers.get(header.id().bytes().toHex());
        var made = sealed.get((int) block - 1);
        add(node, new ForkBlock(block, made.parent(), made.node()));
      });
    }
  }

  private static Optional<SignedHeader> header(@Nullable Object message) {
    return switch (message) {
      case PeerMessage.CompactBlock(var header, var ids) -> Optional.of(header);
      case PeerMessage.WholeBlock(var header, var batches) -> Optional.of(header);
      case null, default -> Optional.empty();
    };
  }

  private void add(int node, ForkBlock block) {
    if (!known.get(node).containsKey(block.parent())) {
      orphans.get(node).computeIfAbsent(block.parent(), parent -> new ArrayList<>()).add(block);
    } else if (known.get(node).put(block.number(), true) == null) {
      views.get(node).add(block);
      var children = orphans.get(node).remove(block.number());
      if (children != null) {
        children.forEach(child -> add(node, child));
      }
    }
  }
}
