package org.atoll.simulator.toy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.simulator.toy.VotingProtocol.Answer;
import org.atoll.simulator.toy.VotingProtocol.Ask;
import org.atoll.simulator.toy.VotingProtocol.Made;
import org.atoll.simulator.toy.VotingProtocol.Message;
import org.atoll.simulator.toy.VotingProtocol.Payment;
import org.atoll.simulator.toy.VotingProtocol.Vote;

/** Keeps its votes, its blocks and what is final on disk before it speaks of them. */
final class VotingNode implements SimNode {
  private static final long SLOT_TIMER = 1;
  private static final int ANSWER_BLOCKS = 200;

  private record Decided(long block) {}

  private final NodeContext context;
  private final long slotMillis;
  private final long executeMillis;
  private final int quorum;
  private final Map<Long, Made> blocks = new HashMap<>();
  private final Map<Long, List<Made>> orphans = new HashMap<>();
  private final List<Map<Long, BitSet>> votes = List.of(new HashMap<>(), new HashMap<>());
  private final Set<Payment> pool = new HashSet<>();
  private final Set<Long> precommitted = new HashSet<>();
  private Made head = genesis();
  private long finalBlock = VotingProtocol.GENESIS;
  private long locked = VotingProtocol.GENESIS;
  private long prevotedHeight;

  VotingNode(NodeContext context, long slotMillis, long executeMillis) {
    this.context = context;
    this.slotMillis = slotMillis;
    this.executeMillis = executeMillis;
    quorum = 2 * context.nodes() / 3 + 1;
    blocks.put(head.key(), head);
  }

  @Override
  public void start(long nowMillis) {
    context.setTimer(SLOT_TIMER, (nowMillis / slotMillis + 1) * slotMillis);
  }

  @Override
  public void timer(long id, long nowMillis) {
    long slot = nowMillis / slotMillis;
    if (slot % context.nodes() == context.self() && slot > head.slot()) {
      var made = new Made(TraceHash.mix(slot * 1_000 + context.random("block " + slot).nextInt(1_000)), head.key(),
          head.height() + 1, slot, context.self(), TraceHash.mix(slot), pool.size());
      pool.clear();
      context.broadcast(made, 400 + 150 * made.transactions());
      accept(made);
    }
    context.setTimer(SLOT_TIMER, (slot + 1) * slotMillis);
  }

  @Override
  public void deliver(int from, Object message, long nowMillis) {
    switch ((Message) message) {
      case Made made -> {
        if (!arrived(made)) {
          context.send(from, new Ask(height(finalBlock)), 40);
        }
      }
      case Vote vote -> count(vote);
      case Ask ask -> answer(from, ask);
      case Answer answer -> {
        answer.blocks().forEach(this::arrived);
        finish(answer.finalBlock());
      }
      case Payment payment -> pool.add(payment);
    }
  }

  @Override
  public void submit(Object transaction, long nowMillis) {
    pool.add((Payment) transaction);
    context.broadcast(transaction, 150);
  }

  @Override
  public void crash() {
    blocks.clear();
    orphans.clear();
    votes.forEach(Map::clear);
    pool.clear();
    precommitted.clear();
    head = genesis();
    blocks.put(head.key(), head);
    finalBlock = VotingProtocol.GENESIS;
    locked = VotingProtocol.GENESIS;
    prevotedHeight = 0;
  }

  @Override
  public void restart(long nowMillis) {
    for (var entry : context.stored()) {
      switch (entry) {
        case Made made when blocks.containsKey(made.parent()) -> {
          blocks.put(made.key(), made);
          head = made.height() > head.height() ? made : head;
        }
        case Vote vote when vote.step() == 0 -> prevotedHeight = Math.max(prevotedHeight, vote.height());
        case Vote vote -> {
          locked = vote.block();
          precommitted.add(vote.block());
        }
        case Decided decided -> finalBlock = decided.block();
        default -> { // a block whose parent was lost
        }
      }
    }
    context.record().head(head.key(), head.height(), 0);
    context.broadcast(new Ask(0), 40);
    start(nowMillis);
  }

  /** False if its parent is missing. */
  private boolean arrived(Made made) {
    if (made.root() != TraceHash.mix(made.slot()) || blocks.containsKey(made.key())) {
      return true;
    }
    if (!blocks.containsKey(made.parent())) {
      orphans.computeIfAbsent(made.parent(), parent -> new ArrayList<>()).add(made);
      return false;
    }
    accept(made);
    return true;
  }

  private void accept(Made made) {
    blocks.put(made.key(), made);
    context.record().block(made.key(), made.parent(), made.height(), made.producer(), made.transactions(), 400);
    if (made.height() > head.height() && descends(made.key(), locked)) {
      int reorg = made.parent() == head.key() ? 0 : depth(made);
      head = made;
      context.record().head(made.key(), made.height(), reorg);
      context.write(made, 400);
      context.execute(executeMillis * 1_000, now -> prevote(made));
    }
    tryPrecommit(made.key());
    finishIfCertain(made.key());
    var waiting = orphans.remove(made.key());
    if (waiting != null) {
      waiting.forEach(this::accept);
    }
  }

  private void prevote(Made made) {
    if (made.height() > prevotedHeight && descends(made.key(), locked) && head.key() == made.key()) {
      prevotedHeight = made.height();
      say(new Vote(0, made.key(), made.height(), context.self()));
    }
  }

  private void say(Vote vote) {
    if (context.write(vote, 100)) {
      context.sync(now -> {
        context.broadcast(vote, 180);
        count(vote);
      });
    }
  }

  private void count(Vote vote) {
    votes.get(vote.step()).computeIfAbsent(vote.block(), block -> new BitSet()).set(vote.voter());
    if (vote.step() == 0) {
      tryPrecommit(vote.block());
    } else {
      finishIfCertain(vote.block());
    }
  }

  private void tryPrecommit(long block) {
    if (enough(0, block) && blocks.containsKey(block) && descends(block, locked) && precommitted.add(block)) {
      locked = block;
      say(new Vote(1, block, height(block), context.self()));
    }
  }

  private void finishIfCertain(long block) {
    if (enough(1, block)) {
      finish(block);
    }
  }

  private void finish(long block) {
    var made = blocks.get(block);
    if (made == null || made.height() <= height(finalBlock)) {
      return;
    }
    finalBlock = block;
    context.write(new Decided(block), 40);
    context.record().finalized(block, made.height(), made.root());
    context.record().decided(made.height(), 1);
    if (!descends(head.key(), block)) {
      context.record().head(block, made.height(), depth(made));
      head = made;
    }
    votes.forEach(step -> step.remove(made.parent()));
  }

  private void answer(int from, Ask ask) {
    var chain = new ArrayList<Made>();
    for (var at = head; at.height() > ask.fromHeight(); at = blocks.get(at.parent())) {
      chain.add(at);
    }
    var oldest = chain.reversed().subList(0, Math.min(ANSWER_BLOCKS, chain.size()));
    context.send(from, new Answer(List.copyOf(oldest), finalBlock), 40 + 400 * oldest.size());
  }

  private boolean enough(int step, long block) {
    var voters = votes.get(step).get(block);
    return voters != null && voters.cardinality() >= quorum;
  }

  private boolean descends(long block, long ancestor) {
    long floor = height(ancestor);
    var at = blocks.get(block);
    while (at != null && at.height() > floor) {
      at = blocks.get(at.parent());
    }
    return at != null && at.key() == ancestor;
  }

  private int depth(Made made) {
    int depth = 0;
    for (var at = head; at.height() > 0 && !descends(made.key(), at.key()); at = blocks.get(at.parent())) {
      depth++;
    }
    return depth;
  }

  private long height(long block) {
    var made = blocks.get(block);
    return made == null ? 0 : made.height();
  }

  private static Made genesis() {
    return new Made(VotingProtocol.GENESIS, 0, 0, 0, 0, 0, 0);
  }
}
