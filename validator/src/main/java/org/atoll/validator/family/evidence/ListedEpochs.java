package org.atoll.validator.family.evidence;

import java.util.Optional;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.processor.StateView;
import org.atoll.validator.settings.Epochs;

/** Epochs of a schedule whose members are listed: the same whatever the state. */
public record ListedEpochs(Epochs epochs) implements EvidenceEpochs {
  @Override
  public long epochAt(long height, StateView state) {
    return epochs.of(height);
  }

  @Override
  public Optional<MemberSet> members(long epoch, StateView state) {
    return Optional.of(epochs.members(epoch));
  }
}
