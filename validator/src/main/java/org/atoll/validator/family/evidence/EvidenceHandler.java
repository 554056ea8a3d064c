package org.atoll.validator.family.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.AccusationState;
import org.atoll.sdk.proto.Conviction;
import org.atoll.sdk.proto.EvidenceAnswer;
import org.atoll.sdk.proto.EvidencePayload;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.finality.core.Accusation;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCheck;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.SealReader;
import org.atoll.validator.finality.core.SignatureCheck;

/**
 * System family {@code evidence} 1.0 (consensus.md §2.7). {@code report} convicts at once (E1, E2, E4, E5 of one round) or
 * accuses (E3, E5 of two rounds); {@code answer} clears the accused with a proof of lock within the epoch after the
 * accusation; reported again after that, the accused are convicted. Payloads and state are canonical proto3. Thread-safe.
 */
public final class EvidenceHandler implements TransactionHandler {
  private static final Bytes PREFIX = Bytes.fromHex("ee8250");
  public static final FamilyInfo FAMILY = new FamilyInfo("evidence", "1.0", List.of(PREFIX), List.of());
  private static final long GAS = 10_000;
  /** Epochs after the accusation in which an answer counts. */
  static final long ANSWER_EPOCHS = 1;

  private final SignatureCheck check;
  private final SealReader seals;
  private final EvidenceEpochs epochs;
  private final long maxAgeEpochs;

  /** The transaction is invalid. */
  private static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;
    private final String name;

    Rejected(String name, String message) {
      super(message, null, false, false);
      this.name = name;
    }
  }

  /** @param maxAgeEpochs evidence of older epochs is refused */
  public EvidenceHandler(SignatureCheck check, SealReader seals, EvidenceEpochs epochs, long maxAgeEpochs) {
    this.check = check;
    this.seals = seals;
    this.epochs = epochs;
    this.maxAgeEpochs = maxAgeEpochs;
  }

  @Override
  public FamilyInfo family() {
    return FAMILY;
  }

  /** Where a key's conviction is. */
  public static Address convictionAddress(PublicKey key) {
    return address("conv", key.encoded());
  }

  /** Where an accusation is. */
  public static Address accusationAddress(Hash32 id) {
    return address("acc", id.bytes());
  }

  /** Names an accusation in answers. */
  public static Hash32 accusationId(Accusation accusation) {
    return Sha256.hash(Bytes.wrap(fields(accusation).build().toByteArray()));
  }

  @Override
  public Outcome apply(TransactionRequest transaction, StateContext state) {
    try {
      var payload = parse(transaction.payload());
      switch (payload.getVerbCase()) {
        case REPORT -> report(Bytes.of(payload.getReport().getEvidence()), transaction, state);
        case ANSWER -> answer(payload.getAnswer(), transaction, state);
        case VERB_NOT_SET -> throw new Rejected("BAD_PAYLOAD", "no verb");
      }
    } catch (Rejected rejected) {
      return new Outcome.Invalid(
          Refusal.named(-32000, rejected.name, "evidence: " + rejected.getMessage(), ""));
    }
    return new Outcome.Applied(1, GAS, List.of(), List.of(), Bytes.EMPTY);
  }

  private static EvidencePayload parse(Bytes bytes) throws Rejected {
    try {
      var payload = EvidencePayload.parseFrom(bytes.unsafeArray());
      if (Bytes.wrap(payload.toByteArray()).equals(bytes) && payload.getUnknownFields().asMap().isEmpty()
          && payload.getReport().getUnknownFields().asMap().isEmpty()
          && payload.getAnswer().getUnknownFields().asMap().isEmpty()) {
        return payload;
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new Rejected("BAD_PAYLOAD", "payload is no message");
    }
    throw new Rejected("BAD_PAYLOAD", "payload is not canonical");
  }

  private void report(Bytes bytes, TransactionRequest transaction, StateContext state) throws Rejected {
    var chainTag = new Hash32(transaction.block().chainTag());
    var evidence = switch (EvidenceCodec.decode(bytes, chainTag)) {
      case Decoded.Ok<Evidence>(var decoded) -> decoded;
      case Decoded.Refused<Evidence>(var reason) -> throw new Rejected("BAD_PAYLOAD", reason);
    };
    long now = epochs.epochAt(transaction.block().height(), state);
    boolean changed = false;
    switch (judge(chainTag).judge(evidence, epoch -> recent(epoch, now, state))) {
      case EvidenceCheck.Verdict.Invalid(var reason) -> throw new Rejected("NO_EVIDENCE", reason);
      case EvidenceCheck.Verdict.Convicted(var kind, var epoch, var keys) -> {
        for (var key : keys) {
          changed |= convict(key, kind, epoch, transaction, state);
        }
      }
      case EvidenceCheck.Verdict.Accused(var kind, var accusations) -> {
        var precommitters = evidence instanceof Evidence.ConflictingCertificates(var first, var ignored, var pol)
            && pol != null ? first.signers().bitmap() : Bytes.EMPTY;
        for (var accusation : accusations) {
          changed |= accuse(accusation, kind, precommitters, now, transaction, state);
        }
      }
    }
    if (!changed) {
      throw new Rejected("DUPLICATE", "all of this is known");
    }
  }

  /** The members of an epoch that evidence may still be about. */
  private Optional<MemberSet> recent(long epoch, long now, StateView state) {
    return epoch > now || now - epoch > maxAgeEpochs ? Optional.empty() : epochs.members(epoch, state);
  }

  private EvidenceCheck judge(Hash32 chainTag) {
    return new EvidenceCheck(chainTag, check, seals);
  }

  /** False if the key is convicted already. */
  private static boolean convict(PublicKey key, int kind, long epoch, TransactionRequest transaction,
      StateContext state) {
    var address = convictionAddress(key);
    if (state.get(address).isPresent()) {
      return false;
    }
    state.set(address, Bytes.wrap(Conviction.newBuilder().setKind(kind).setHeight(transaction.block().height())
        .setEpoch(epoch).setReporter(transaction.sender().toByteString()).build().toByteArray()));
    return true;
  }

  /** Accuses, or convicts who has not answered in time. False if that changes nothing. */
  private static boolean accuse(Accusation accusation, int kind, Bytes precommitters, long now,
      TransactionRequest transaction, StateContext state) {
    var address = accusationAddress(accusationId(accusation));
    var known = state.get(address);
    if (known.isEmpty()) {
      state.set(address, Bytes.wrap(fields(accusation).setKind(kind).setAccusedInEpoch(now)
          .setReporter(transaction.sender().toByteString()).setPrecommitters(precommitters.toByteString())
          .build().toByteArray()));
      return true;
    }
    var before = stored(known.get());
    return !before.getCleared() && now > before.getAccusedInEpoch() + ANSWER_EPOCHS
        && convict(accusation.key(), kind, accusation.epoch(), transaction, state);
  }

  private void answer(EvidenceAnswer answer, TransactionRequest transaction, StateContext state) throws Rejected {
    if (answer.getAccusationId().size() != Hash32.SIZE) {
      throw new Rejected("BAD_PAYLOAD", "an accusation's id has 32 bytes");
    }
    var address = accusationAddress(new Hash32(Bytes.of(answer.getAccusationId())));
    var known = state.get(address);
    if (known.isEmpty()) {
      throw new Rejected("UNKNOWN", "no such accusation");
    }
    var before = stored(known.get());
    var accusation = accusation(before);
    long now = epochs.epochAt(transaction.block().height(), state);
    if (before.getCleared()) {
      throw new Rejected("DUPLICATE", "answered already");
    }
    if (now > before.getAccusedInEpoch() + ANSWER_EPOCHS) {
      throw new Rejected("TOO_LATE", "the epoch after the accusation is over");
    }
    var pol = switch (Pol.decode(Bytes.of(answer.getPol()))) {
      case Decoded.Ok<Pol>(var decoded) -> decoded;
      case Decoded.Refused<Pol>(var reason) -> throw new Rejected("BAD_PAYLOAD", reason);
    };
    var members = epochs.members(accusation.epoch(), state);
    if (members.isEmpty() || !accusation.isClearedBy(pol)
        || !pol.verify(new Hash32(transaction.block().chainTag()), members.get(), check)) {
      throw new Rejected("BAD_PROOF", "the proof of lock does not clear it");
    }
    state.set(address, Bytes.wrap(before.toBuilder().setCleared(true).build().toByteArray()));
    move(before, pol, members.get(), now, transaction, state);
  }

  private static void move(AccusationState before, Pol pol, MemberSet members, long now, TransactionRequest transaction,
      StateContext state) {
    for (var accusation : Accusations.moved(before, pol, members)) {
      accuse(accusation, before.getKind(), Bytes.of(before.getPrecommitters()), now, transaction, state);
    }
  }

  private static AccusationState.Builder fields(Accusation accusation) {
    return AccusationState.newBuilder().setKey(accusation.key().encoded().toByteString())
        .setEpoch(accusation.epoch()).setInstance(accusation.instance())
        .setPrecommitRound(accusation.precommitRound()).setPrecommitHeight(accusation.precommitted().height())
        .setPrecommitBlock(accusation.precommitted().id().bytes().toByteString())
        .setPrevoteRound(accusation.prevoteRound()).setPrevoteHeight(accusation.prevoted().height())
        .setPrevoteBlock(accusation.prevoted().id().bytes().toByteString());
  }

  static Accusation accusation(AccusationState stored) {
    return new Accusation(PublicKey.decode(Bytes.of(stored.getKey())), stored.getEpoch(), stored.getInstance(),
        stored.getPrecommitRound(), block(stored.getPrecommitHeight(), stored.getPrecommitBlock()),
        stored.getPrevoteRound(), block(stored.getPrevoteHeight(), stored.getPrevoteBlock()));
  }

  private static BlockRef block(long height, ByteString id) {
    return new BlockRef(height, new BlockId(Bytes.of(id)));
  }

  static AccusationState stored(Bytes value) {
    try {
      return AccusationState.parseFrom(value.unsafeArray());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("an accusation in state is undecodable", broken);
    }
  }

  private static Address address(String tag, Bytes key) {
    return new Address(PREFIX.concat(Sha256.hash(tag.getBytes(US_ASCII), key.unsafeArray()).bytes()));
  }
}
