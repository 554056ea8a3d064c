package org.atoll.simulator.atoll;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCheck;

/** Whom evidence convicts at once; accusations, which may be answered, convict nobody. */
final class Convictions {
  private final Map<Integer, String> byNode = new LinkedHashMap<>();

  private Convictions() {}

  static Convictions of(Evidence evidence, AtollCluster cluster) {
    var found = new Convictions();
    var check = new EvidenceCheck(cluster.chainTag(), FakeKeys::verify, header -> Optional.empty());
    if (check.judge(evidence, epoch -> Optional.of(cluster.entry().members()))
        instanceof EvidenceCheck.Verdict.Convicted(var kind, var epoch, var keys)) {
      keys.forEach(key -> found.byNode.put(cluster.number(key), "E" + kind));
    }
    return found;
  }

  /** @param action given the number of the node and the kind of proof, such as E1 */
  void forEach(BiConsumer<Integer, String> action) {
    byNode.forEach(action);
  }
}
