package org.atoll.validator.family.evidence;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.proto.AccusationState;
import org.atoll.sdk.proto.EvidencePayload;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.finality.core.Accusation;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.finality.core.EvidenceCheck;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Evidence;

/** What the family's transactions and state say about the accused. Pure. */
public final class Accusations {
  private Accusations() {}

  /** An accusation as the state has it. */
  public record Standing(Accusation accusation, long accusedInEpoch, boolean cleared) {
    /** Whether an answer in that epoch would still count. */
    public boolean isOpen(long epoch) {
      return !cleared && epoch <= accusedInEpoch + EvidenceHandler.ANSWER_EPOCHS;
    }
  }

  /**
   * Whom a transaction that was applied accuses.
   *
   * @param state after its block
   */
  public static List<Accusation> by(Bytes payload, Hash32 chainTag, EvidenceCheck check,
      LongFunction<Optional<MemberSet>> members, Function<Address, Optional<Bytes>> state) {
    try {
      var parsed = EvidencePayload.parseFrom(payload.unsafeArray());
      return switch (parsed.getVerbCase()) {
        case REPORT -> EvidenceCodec.decode(Bytes.of(parsed.getReport().getEvidence()), chainTag)
            instanceof Decoded.Ok<Evidence>(var evidence)
            && check.judge(evidence, members) instanceof EvidenceCheck.Verdict.Accused(var kind, var accusations)
            ? accusations : List.of();
        case ANSWER -> {
          var id = Bytes.of(parsed.getAnswer().getAccusationId());
          yield Pol.decode(Bytes.of(parsed.getAnswer().getPol())) instanceof Decoded.Ok<Pol>(var pol)
              && id.size() == Hash32.SIZE ? moved(new Hash32(id), pol, members, state) : List.of();
        }
        case VERB_NOT_SET -> List.of();
      };
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a payload that was applied is undecodable", broken);
    }
  }

  private static List<Accusation> moved(Hash32 id, Pol pol, LongFunction<Optional<MemberSet>> members,
      Function<Address, Optional<Bytes>> state) {
    var value = state.apply(EvidenceHandler.accusationAddress(id));
    if (value.isEmpty()) {
      return List.of();
    }
    var before = EvidenceHandler.stored(value.get());
    var set = members.apply(before.getEpoch());
    return set.isEmpty() ? List.of() : moved(before, pol, set.get());
  }

  /** E5: the precommitters in the answer's proof have to answer now, unless it is of the precommits' own round. */
  static List<Accusation> moved(AccusationState before, Pol pol, MemberSet members) {
    var precommitters = Bytes.of(before.getPrecommitters());
    var accusation = EvidenceHandler.accusation(before);
    var moved = new ArrayList<Accusation>();
    if (precommitters.isEmpty() || pol.round() <= accusation.precommitRound()) {
      return moved;
    }
    for (int member : pol.signers().indexes()) {
      if ((precommitters.get(member >> 3) >> (member & 7) & 1) != 0) {
        moved.add(new Accusation(members.get(member).key(), accusation.epoch(), accusation.instance(),
            accusation.precommitRound(), accusation.precommitted(), pol.round(), pol.block()));
      }
    }
    return moved;
  }

  /** The accusation in the state; empty: nobody has made it. */
  public static Optional<Standing> standing(Accusation accusation, Function<Address, Optional<Bytes>> state) {
    return state.apply(EvidenceHandler.accusationAddress(EvidenceHandler.accusationId(accusation)))
        .map(EvidenceHandler::stored)
        .map(stored -> new Standing(accusation, stored.getAccusedInEpoch(), stored.getCleared()));
  }
}
