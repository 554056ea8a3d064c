package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.List;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.forks.core.ForkTree;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.forks.core.TreeView;
import org.atoll.validator.mempool.core.Mempool;

/** What the parts of the chain share. Belongs to the chain thread. */
final class ChainState {
  final ChainRules rules;
  final Mempool pool;
  final ForkTree tree;
  final FinalHeaders finals;
  final Peers peers = new Peers();
  final Mesh mesh;
  final Trust trust;
  final MemberTalk talk;
  final FreshBatches fresh = new FreshBatches();
  private final List<ChainEffect> effects = new ArrayList<>();
  ForkBlock head;
  /** Time of the event at hand, milliseconds. */
  long now;
  /** Number of the event at hand. */
  long seq;

  ChainState(ChainRules rules, Mempool pool, SealedBlock anchor, FinalHeaders finals) {
    this.rules = rules;
    this.pool = pool;
    this.tree = new ForkTree(anchor);
    this.finals = finals;
    this.mesh = new Mesh(rules, peers, anchor.block().height() + 1);
    this.head = tree.root();
    finals.add(anchor.block().signed());
    this.trust = new Trust(this);
    this.talk = new MemberTalk(this);
  }

  void emit(ChainEffect effect) {
    effects.add(effect);
  }

  List<ChainEffect> drain() {
    var done = List.copyOf(effects);
    effects.clear();
    return done;
  }

  void note(String event, String detail) {
    emit(new ChainEffect.Note(event, detail));
  }

  /** Blocks between the head and the last final one. */
  long lag() {
    return head.height() - tree.root().height();
  }

  /** The head with what the mempool needs. */
  SealedBlock sealedHead() {
    return head.sealed().orElseThrow();
  }

  TreeView view() {
    return new TreeView(tree, finals, rules.epochs(), head.id(), tree.root().id(), seq);
  }
}
