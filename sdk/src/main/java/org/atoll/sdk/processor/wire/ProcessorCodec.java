package org.atoll.sdk.processor.wire;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.ChunkTransaction;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.EventAttribute;
import org.atoll.sdk.proto.Family;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.StateEntry;
import org.atoll.sdk.proto.TransactionResult;
import org.atoll.sdk.proto.Write;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;

/**
 * Protobuf forms of what validator and processor tell each other. Decoding throws {@link IllegalArgumentException}
 * on anything that is not a value of the type. Stateless.
 */
public final class ProcessorCodec {
  private ProcessorCodec() {}

  public static Family encode(FamilyInfo family) {
    var message = Family.newBuilder().setName(family.name()).setVersion(family.version())
        .addAllFeatures(family.features());
    family.prefixes().forEach(prefix -> message.addPrefixes(prefix.toByteString()));
    return message.build();
  }

  public static FamilyInfo decode(Family message) {
    return new FamilyInfo(message.getName(), message.getVersion(),
        message.getPrefixesList().stream().map(Bytes::of).toList(), message.getFeaturesList());
  }

  public static org.atoll.sdk.proto.BlockContext encode(BlockContext block) {
    return org.atoll.sdk.proto.BlockContext.newBuilder()
        .setHeight(block.height())
        .setTimestampMillis(block.timestampMillis())
        .setChainId(block.chainId())
        .setChainTag(block.chainTag().toByteString())
        .setFeeRecipient(block.feeRecipient().bytes().toByteString())
        .setGasLimit(block.gasLimit())
        .setBaseFee(encode(block.baseFee()))
        .setRandomness(block.randomness().bytes().toByteString())
        .setCertifiedHeight(block.certifiedHeight())
        .setParentId(block.parentId().bytes().toByteString())
        .putAllSettings(block.settings())
        .build();
  }

  public static BlockContext decode(org.atoll.sdk.proto.BlockContext message) {
    return new BlockContext(message.getHeight(), message.getTimestampMillis(), message.getChainId(),
        Bytes.of(message.getChainTag()), new EvmAddress(Bytes.of(message.getFeeRecipient())),
        message.getGasLimit(), decode(message.getBaseFee()), new Hash32(Bytes.of(message.getRandomness())),
        message.getCertifiedHeight(), new BlockId(Bytes.of(message.getParentId())), message.getSettingsMap());
  }

  public static TransactionRequest decode(ChunkTransaction message, BlockContext block) {
    var format = switch (message.getFormat()) {
      case ETHEREUM -> TransactionRequest.Format.ETHEREUM;
      case NATIVE -> TransactionRequest.Format.NATIVE;
      case ENVELOPE_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("transaction of unknown format");
    };
    return new TransactionRequest(new TransactionId(Bytes.of(message.getId())), format, Bytes.of(message.getBody()),
        Bytes.of(message.getPayload()), Bytes.of(message.getSender()), block);
  }

  public static EnvelopeFormat encode(TransactionRequest.Format format) {
    return switch (format) {
      case NATIVE -> EnvelopeFormat.NATIVE;
      case ETHEREUM -> EnvelopeFormat.ETHEREUM;
    };
  }

  /** Minimal big-endian; zero is empty. */
  public static ByteString encode(BigInteger quantity) {
    if (quantity.signum() == 0) {
      return ByteString.EMPTY;
    }
    var bytes = quantity.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return ByteString.copyFrom(bytes, from, bytes.length - from);
  }

  public static BigInteger decode(ByteString quantity) {
    return new BigInteger(1, quantity.toByteArray());
  }

  public static StateEntry entry(Address address, Optional<Bytes> value) {
    var message = StateEntry.newBuilder().setAddress(address.bytes().toByteString());
    value.ifPresent(present -> message.setValue(present.toByteString()));
    return message.build();
  }

  /** Without the address, for answers in the order asked. */
  public static StateEntry entry(Optional<Bytes> value) {
    return value.map(present -> StateEntry.newBuilder().setValue(present.toByteString()).build())
        .orElse(StateEntry.getDefaultInstance());
  }

  public static Optional<Bytes> value(StateEntry message) {
    return message.hasValue() ? Optional.of(Bytes.of(message.getValue())) : Optional.empty();
  }

  public static TransactionResult encode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied applied -> {
        var message = TransactionResult.newBuilder()
            .setOutcome(TransactionResult.Outcome.APPLIED)
            .setStatus(applied.status())
            .setGasUsed(applied.gasUsed())
            .setFamilyData(applied.familyData().toByteString());
        applied.writes().forEach(write -> message.addWrites(encode(write)));
        applied.events().forEach(event -> message.addEvents(encode(event)));
        yield message.build();
      }
      case Outcome.Invalid(var refusal) -> TransactionResult.newBuilder()
          .setOutcome(TransactionResult.Outcome.INVALID).setRefusal(encode(refusal)).build();
    };
  }

  public static Outcome decode(TransactionResult message) {
    return switch (message.getOutcome()) {
      case APPLIED -> {
        var writes = new ArrayList<StateWrite>(message.getWritesCount());
        message.getWritesList().forEach(write -> writes.add(decode(write)));
        var events = new ArrayList<Event>(message.getEventsCount());
        message.getEventsList().forEach(event -> events.add(decode(event)));
        if (message.getGasUsed() < 0) {
          throw new IllegalArgumentException("gas used is out of range");
        }
        yield new Outcome.Applied(message.getStatus(), message.getGasUsed(), writes, events,
            Bytes.of(message.getFamilyData()));
      }
      case INVALID -> new Outcome.Invalid(decode(message.getRefusal()));
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown outcome");
    };
  }

  private static Write encode(StateWrite write) {
    var message = Write.newBuilder().setAddress(write.address().bytes().toByteString());
    switch (write) {
      case StateWrite.Set set -> message.setValue(set.value().toByteString());
      case StateWrite.Delete ignored -> message.setOperation(Write.Operation.DELETE);
      case StateWrite.Clear ignored -> message.setOperation(Write.Operation.CLEAR);
    }
    return message.build();
  }

  private static StateWrite decode(Write message) {
    var address = new Address(Bytes.of(message.getAddress()));
    return switch (message.getOperation()) {
      case SET -> new StateWrite.Set(address, Bytes.of(message.getValue()));
      case DELETE -> new StateWrite.Delete(address);
      case CLEAR -> new StateWrite.Clear(address);
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown write operation");
    };
  }

  public static org.atoll.sdk.proto.Event encode(Event event) {
    var message = org.atoll.sdk.proto.Event.newBuilder().setType(event.type()).setData(event.data().toByteString());
    for (var attribute : event.attributes()) {
      message.addAttributes(EventAttribute.newBuilder().setKey(attribute.key())
          .setValue(attribute.value().toByteString()));
    }
    return message.build();
  }

  public static Event decode(org.atoll.sdk.proto.Event message) {
    List<Event.Attribute> attributes = new ArrayList<>(message.getAttributesCount());
    for (var attribute : message.getAttributesList()) {
      attributes.add(new Event.Attribute(attribute.getKey(), Bytes.of(attribute.getValue())));
    }
    return new Event(message.getType(), attributes, Bytes.of(message.getData()));
  }

  public static org.atoll.sdk.proto.Refusal encode(Refusal refusal) {
    return org.atoll.sdk.proto.Refusal.newBuilder()
        .setCode(refusal.code())
        .setMessage(refusal.message())
        .setData(refusal.data().toByteString())
        .setName(refusal.name())
        .setHint(refusal.hint())
        .putAllDetails(refusal.details())
        .setRetry(refusal.retry())
        .build();
  }

  public static Refusal decode(org.atoll.sdk.proto.Refusal message) {
    return new Refusal(message.getCode(), message.getMessage(), Bytes.of(message.getData()), message.getName(),
        message.getHint(), message.getDetailsMap(), message.getRetry());
  }

  public static QueryResult encode(long id, QueryOutcome outcome) {
    var message = QueryResult.newBuilder().setId(id);
    return switch (outcome) {
      case QueryOutcome.Answered(var result) -> message.setResult(result.toByteString()).build();
      case QueryOutcome.Refused(var refusal) -> message.setRefusal(encode(refusal)).build();
    };
  }
}
