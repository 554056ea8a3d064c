package org.atoll.validator.family.evidence;

import java.util.Optional;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.processor.StateView;

/** Where the family finds epochs: on chain only, so that every node finds the same. */
public interface EvidenceEpochs {
  long epochAt(long height, StateView state);

  /** Empty when the state does not keep it (any more). */
  Optional<MemberSet> members(long epoch, StateView state);
}
