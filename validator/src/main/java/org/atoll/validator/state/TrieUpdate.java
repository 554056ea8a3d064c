package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.atoll.validator.state.Node.Leaf;
import org.atoll.validator.state.Node.Ref;
import org.atoll.validator.state.TrieKind.Content;
import org.jspecify.annotations.Nullable;

/**
 * Applies sorted writes to one tree: goes down once, hashes each changed node once, shares all others with the old tree. Used
 * by one thread; large groups are shared out.
 */
final class TrieUpdate {
  private static final int WORTH_SHARING = 128;

  private final TrieKind kind;
  private final TrieKey key;
  private final NodeStore nodes;
  private final Parallel parallel;
  private final TreeDelta delta;

  TrieUpdate(TrieKind kind, TrieKey key, NodeStore nodes, Parallel parallel, TreeDelta delta) {
    this.kind = kind;
    this.key = key;
    this.nodes = nodes;
    this.parallel = parallel;
    this.delta = delta;
  }

  /** The new tree; the same object when nothing changes. */
  @Nullable Node update(@Nullable Node root, TrieWrite[] writes) {
    return apply(root, 0, writes, 0, writes.length);
  }

  /** Updates the subtree that hangs {@code depth} nibbles along the path of each of {@code writes[from, to)}. */
  private @Nullable Node apply(@Nullable Node old, int depth, TrieWrite[] writes, int from, int to) {
    if (from == to) {
      return old;
    }
    var path = writes[from].path();
    var updated = switch (old) {
      case null -> rebuild(null, depth, writes, from, to);
      case Leaf leaf -> rebuild(leaf, depth, writes, from, to);
      case Branch branch -> applyToBranch(branch, depth, writes, from, to);
      case Ref ref -> {
        var branch = nodes.load(kind, key.at(path, depth), ref);
        var result = applyToBranch(branch, depth, writes, from, to);
        yield result == branch ? old : result;
      }
    };
    if (updated != old && old != null && !(old instanceof Leaf) && !(updated instanceof Branch)) {
      delta.remove(key.at(path, depth));
    }
    return updated;
  }

  /** An entry on its way to its place. */
  private record Moving(byte[] path, @Nullable Leaf placed, @Nullable Content content) {}

  /** The subtree of the writes and of the one leaf that was there. */
  private @Nullable Node rebuild(@Nullable Leaf old, int depth, TrieWrite[] writes, int from, int to) {
    var entries = new ArrayList<Moving>(to - from + 1);
    var oldPath = old == null ? null : kind.path(old.key());
    boolean pending = old != null;
    boolean changed = false;
    for (int i = from; i < to; i++) {
      var write = writes[i];
      int order = pending ? Arrays.compareUnsigned(requireNonNull(oldPath), write.path()) : 1;
      if (pending && order <= 0) {
        pending = false;
        if (order < 0) {
          entries.add(new Moving(requireNonNull(oldPath), old, null));
        }
      }
      var content = edit(order == 0 ? old : null, write);
      changed |= content != null || order == 0;
      if (content != null) {
        entries.add(new Moving(write.path(), null, content));
      }
    }
    if (!changed) {
      return old;
    }
    if (pending) {
      entries.add(new Moving(requireNonNull(oldPath), old, null));
    }
    return build(entries, 0, entries.size(), depth, depth);
  }

  /** What becomes of an entry; null when it goes away or stays away. */
  private @Nullable Content edit(@Nullable Leaf old, TrieWrite write) {
    var value = write.setsValue() ? write.value() : old == null ? null : old.value();
    var storage = old == null ? null : old.storage();
    if (write.slots().length > 0) {
      storage = new TrieUpdate(MptKind.Slots.INSTANCE, key.storage(write.key()), nodes, parallel, delta)
          .update(storage, write.slots());
    }
    return value == null && storage == null ? null : new Content(write.key(), write.path(), value, storage);
  }

  /** @param oldDepth where the entry that is placed already hangs */
  private @Nullable Node build(List<Moving> entries, int from, int to, int depth, int oldDepth) {
    if (from == to) {
      return null;
    }
    var first = entries.get(from);
    if (to - from == 1) {
      return place(first, depth, oldDepth);
    }
    int shared = Nibbles.shared(first.path(), entries.get(to - 1).path(), depth);
    int fork = depth + shared;
    int at = from;
    Leaf terminal = null;
    if (Nibbles.count(first.path()) == fork) {
      terminal = place(first, fork, oldDepth);
      at++;
    }
    var children = new Children(null);
    while (at < to) {
      int nibble = Nibbles.at(entries.get(at).path(), fork);
      int end = at + 1;
      while (end < to && Nibbles.at(entries.get(end).path(), fork) == nibble) {
        end++;
      }
      children.set(nibble, build(entries, at, end, fork + 1, oldDepth));
      at = end;
    }
    return branch(first.path(), depth, Nibbles.slice(first.path(), depth, fork), children, terminal);
  }

  private Leaf place(Moving entry, int depth, int oldDepth) {
    var placed = entry.placed();
    if (placed != null && depth == oldDepth) {
      return placed;
    }
    delta.hashed();
    return placed == null ? kind.place(requireNonNull(entry.content()), depth) : kind.move(placed, depth);
  }

  private Branch branch(byte[] path, int depth, byte[] prefix, Children children, @Nullable Leaf terminal) {
    var branch = kind.branch(prefix, children, terminal);
    delta.hashed();
    nodes.use(branch);
    delta.put(key.at(path, depth), branch);
    return branch;
  }

  private @Nullable Node applyToBranch(Branch old, int depth, TrieWrite[] writes, int from, int to) {
    var prefix = old.prefix();
    int fork = forkOf(prefix, depth, writes, from, to);
    boolean splits = fork < prefix.length;
    var path = writes[from].path();
    var children = new Children(splits ? null : old);
    var terminal = old.terminal();
    if (splits) {
      var lower = kind.reprefix(old, Arrays.copyOfRange(prefix, fork + 1, prefix.length));
      delta.hashed();
      delta.put(key.at(path, depth, prefix, fork, prefix[fork]), lower);
      children.set(prefix[fork], lower);
      terminal = null;
      prefix = Arrays.copyOf(prefix, fork);
    }
    boolean changed = splits;
    var groups = new ArrayList<Group>(16);
    for (int i = from; i < to; ) {
      var write = writes[i];
      int next = depth + fork;
      if (Nibbles.matched(prefix, write.path(), depth) < fork) {
        i++; // deletes what is not there
      } else if (Nibbles.count(write.path()) == next) {
        var content = edit(terminal, write);
        changed |= content != null || terminal != null;
        terminal = content == null ? null : place(new Moving(write.path(), null, content), next, -1);
        i++;
      } else {
        int nibble = Nibbles.at(write.path(), next);
        int end = i + 1;
        while (end < to && sameGroup(writes[end].path(), write.path(), depth, next)) {
          end++;
        }
        groups.add(new Group(nibble, i, end));
        i = end;
      }
    }
    if (!splits) {
      loadChildren(old, depth + fork + 1, writes, groups);
    }
    changed |= applyGroups(children, depth + fork + 1, writes, groups);
    return changed ? finish(path, depth, prefix, children, terminal) : old;
  }

  /** Whether two paths that are the same up to {@code depth} go to the same child at {@code fork}. */
  private static boolean sameGroup(byte[] path, byte[] other, int depth, int fork) {
    return Nibbles.shared(path, other, depth) > fork - depth;
  }

  /** How much of the prefix stays above the fork: all, unless an entry is made that leaves it earlier. */
  private static int forkOf(byte[] prefix, int depth, TrieWrite[] writes, int from, int to) {
    if (Nibbles.matched(prefix, writes[from].path(), depth) == prefix.length
        && Nibbles.matched(prefix, writes[to - 1].path(), depth) == prefix.length) {
      return prefix.length; // sorted, so those between match too
    }
    int fork = prefix.length;
    for (int i = from; i < to; i++) {
      int matched = Nibbles.matched(prefix, writes[i].path(), depth);
      if (matched < fork && writes[i].creates()) {
        fork = matched;
      }
    }
    return fork;
  }

  /** Writes that go to one child. */
  private record Group(int nibble, int from, int to) {}

  /** Loads what is to change, for the old tree too: then it needs from the store no more what will change there. */
  private void loadChildren(Branch owner, int depth, TrieWrite[] writes, List<Group> groups) {
    for (var group : groups) {
      var write = writes[group.from()];
      switch (owner.child(group.nibble())) {
        case Ref ref -> owner.load(group.nibble(), nodes.load(kind, key.at(write.path(), depth), ref));
        case Leaf leaf when leaf.storage() instanceof Ref ref && changesStorage(leaf, writes, group) ->
            owner.load(group.nibble(),
                nodes.load(MptKind.Slots.INSTANCE, key.storage(leaf.key()).at(Nibbles.NONE, 0), ref));
        case null, default -> {}
      }
    }
  }

  private static boolean changesStorage(Leaf leaf, TrieWrite[] writes, Group group) {
    for (int i = group.from(); i < group.to(); i++) {
      if (writes[i].slots().length > 0 && writes[i].key().equals(leaf.key())) {
        return true;
      }
    }
    return false;
  }

  private boolean applyGroups(Children children, int depth, TrieWrite[] writes, List<Group> groups) {
    if (groups.size() > 1 && groups.getLast().to() - groups.getFirst().from() >= WORTH_SHARING) {
      return shareGroups(children, depth, writes, groups);
    }
    boolean changed = false;
    for (var group : groups) {
      var before = children.get(group.nibble());
      var after = apply(before, depth, writes, group.from(), group.to());
      if (after != before) {
        changed = true;
        children.set(group.nibble(), after);
      }
    }
    return changed;
  }

  private boolean shareGroups(Children children, int depth, TrieWrite[] writes, List<Group> groups) {
    int count = groups.size();
    var deltas = new TreeDelta[count];
    var before = new @Nullable Node[count];
    var after = new @Nullable Node[count];
    var tasks = new ArrayList<Runnable>(count);
    for (int i = 0; i < count; i++) {
      int at = i;
      var group = groups.get(i);
      deltas[i] = new TreeDelta();
      before[i] = children.get(group.nibble());
      tasks.add(() -> after[at] = new TrieUpdate(kind, key, nodes, parallel, deltas[at])
          .apply(before[at], depth, writes, group.from(), group.to()));
    }
    parallel.run(tasks);
    boolean changed = false;
    for (int i = 0; i < count; i++) {
      delta.then(deltas[i]);
      if (after[i] != before[i]) {
        changed = true;
        children.set(groups.get(i).nibble(), after[i]);
      }
    }
    return changed;
  }

  /** The branch with these children, or what is simpler when there are fewer than two. */
  private @Nullable Node finish(
      byte[] path, int depth, byte[] prefix, Children children, @Nullable Leaf terminal) {
    int present = children.present();
    if (Integer.bitCount(present) + (terminal == null ? 0 : 1) > 1) {
      return branch(path, depth, prefix, children, terminal);
    }
    if (present == 0) {
      return terminal == null ? null : move(terminal, depth);
    }
    int only = Integer.numberOfTrailingZeros(present);
    return switch (requireNonNull(children.get(only))) {
      case Leaf leaf -> move(leaf, depth);
      case Branch branch -> merge(path, depth, prefix, only, branch);
      case Ref ref -> merge(path, depth, prefix, only,
          nodes.load(kind, key.at(path, depth, prefix, prefix.length, only), ref));
    };
  }

  private Leaf move(Leaf leaf, int depth) {
    delta.hashed();
    return kind.move(leaf, depth);
  }

  /** The only child takes its parent's place. */
  private Branch merge(byte[] path, int depth, byte[] prefix, int nibble, Branch child) {
    var merged = kind.reprefix(child, Nibbles.join(prefix, nibble, child.prefix()));
    delta.hashed();
    nodes.use(merged);
    delta.remove(key.at(path, depth, prefix, prefix.length, nibble));
    delta.put(key.at(path, depth), merged);
    return merged;
  }
}
