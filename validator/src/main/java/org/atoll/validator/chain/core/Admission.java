package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.mempool.core.SenderRules;

/** What comes into the pool: what its rules and the operator's permit. Belongs to the chain thread. */
final class Admission {
  private final ChainState chain;
  private SenderRules senders = SenderRules.ALL;

  Admission(ChainState chain) {
    this.chain = chain;
  }

  void takeFrom(Admission before) {
    senders = before.senders;
  }

  /** From now on; what waits and is not permitted any more goes. */
  void senders(SenderRules changed) {
    senders = changed;
    for (var id : chain.pool.dropWaiting(batch -> refuseSender(batch).isPresent())) {
      chain.emit(new ChainEffect.Dropped(id, "its sender is not permitted any more"));
    }
  }

  /**
   * @param refusals gets an entry for each batch; empty: admitted
   * @return those admitted
   */
  List<BatchView> admit(List<BatchView> offered, List<Optional<Refusal>> refusals) {
    var accepted = new ArrayList<BatchView>(offered.size());
    var head = chain.sealedHead();
    for (var batch : offered) {
      var refusal = refuseSender(batch).or(() -> chain.pool.admit(batch, head.next(), head.view(), chain.now));
      refusals.add(refusal);
      if (refusal.isEmpty()) {
        accepted.add(batch);
      }
    }
    return accepted;
  }

  /** Members are heard whatever the rules say: evidence of misbehaviour is theirs. */
  private Optional<Refusal> refuseSender(BatchView batch) {
    return senders.refuse(batch).filter(refused -> !isMember(batch.batchSigner()));
  }

  private boolean isMember(Bytes key) {
    return chain.mesh.epoch().members().members().stream().anyMatch(member -> member.key().encoded().equals(key));
  }
}
