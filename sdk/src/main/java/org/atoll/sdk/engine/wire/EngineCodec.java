package org.atoll.sdk.engine.wire;

import com.google.protobuf.ByteString;
import java.util.LinkedHashSet;
import java.util.List;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.proto.EngineAction;
import org.atoll.sdk.proto.EngineActions;
import org.atoll.sdk.proto.EngineEpoch;
import org.atoll.sdk.proto.EngineHeader;
import org.atoll.sdk.proto.EngineInit;
import org.atoll.sdk.proto.EngineVerdict;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Protobuf forms of what validator and engine tell each other, but for events ({@link EventCodec}). Decoding throws
 * {@link IllegalArgumentException} on anything that is not a value of the type. Stateless.
 */
public final class EngineCodec {
  private EngineCodec() {}

  /** Names the actions: equal for equal ones in equal order, and for no others. */
  public static Hash32 hash(List<Action> actions) {
    var message = EngineActions.newBuilder();
    actions.forEach(action -> message.addActions(encode(action)));
    return Sha256.hash(message.build().toByteArray()); // no maps in it: one form only
  }

  public static org.atoll.sdk.proto.EngineInfo encode(EngineInfo info) {
    var message = org.atoll.sdk.proto.EngineInfo.newBuilder().setName(info.name()).setVersion(info.version());
    info.capabilities().stream().sorted().forEach(capability -> message.addCapabilities(switch (capability) {
      case FORKING -> org.atoll.sdk.proto.EngineInfo.Capability.FORKING;
      case SLOTTED -> org.atoll.sdk.proto.EngineInfo.Capability.SLOTTED;
      case NEEDS_TICKET -> org.atoll.sdk.proto.EngineInfo.Capability.NEEDS_TICKET;
      case OPERATOR -> org.atoll.sdk.proto.EngineInfo.Capability.OPERATOR;
    }));
    return message.build();
  }

  public static EngineInfo decode(org.atoll.sdk.proto.EngineInfo message) {
    var capabilities = new LinkedHashSet<EngineInfo.Capability>();
    for (var capability : message.getCapabilitiesList()) {
      capabilities.add(switch (capability) {
        case FORKING -> EngineInfo.Capability.FORKING;
        case SLOTTED -> EngineInfo.Capability.SLOTTED;
        case NEEDS_TICKET -> EngineInfo.Capability.NEEDS_TICKET;
        case OPERATOR -> EngineInfo.Capability.OPERATOR;
        case UNRECOGNIZED -> throw new IllegalArgumentException("unknown capability");
      });
    }
    return new EngineInfo(message.getName(), message.getVersion(), capabilities);
  }

  public static EngineInit encode(InitContext context, long nowMillis) {
    return EngineInit.newBuilder()
        .setAnchor(encode(context.anchor()))
        .setChainTag(context.chainTag().toByteString())
        .setParams(context.params().toByteString())
        .setOwn(key(context.own()))
        .setSnapshot(context.snapshot().toByteString())
        .setNowMillis(nowMillis)
        .build();
  }

  public static InitContext decode(EngineInit message) {
    return new InitContext(decode(message.getAnchor()), Bytes.of(message.getChainTag()), Bytes.of(message.getParams()),
        key(message.getOwn()), Bytes.of(message.getSnapshot()));
  }

  public static EngineHeader encode(Header header) {
    return EngineHeader.newBuilder()
        .setId(id(header.id()))
        .setParentId(id(header.parentId()))
        .setHeight(header.height())
        .setTimestampMillis(header.timestampMillis())
        .setProducer(key(header.producer()))
        .setConsensus(header.consensus().toByteString())
        .build();
  }

  public static Header decode(EngineHeader message) {
    return new Header(id(message.getId()), id(message.getParentId()), message.getHeight(),
        message.getTimestampMillis(), key(message.getProducer()), Bytes.of(message.getConsensus()));
  }

  public static EngineEpoch encode(EpochView view) {
    var message = EngineEpoch.newBuilder()
        .setEpoch(view.epoch())
        .setFirstHeight(view.firstHeight())
        .setLastHeight(view.lastHeight())
        .setSeed(view.seed().bytes().toByteString());
    view.members().members().forEach(member -> message.addMembers(
        EngineEpoch.Member.newBuilder().setKey(key(member.key())).setWeight(member.weight())));
    return message.build();
  }

  public static EpochView decode(EngineEpoch message) {
    var members = message.getMembersList().stream()
        .map(member -> new Member(key(member.getKey()), member.getWeight())).toList();
    return new EpochView(message.getEpoch(), message.getFirstHeight(), message.getLastHeight(),
        new Hash32(Bytes.of(message.getSeed())), MemberSet.of(members));
  }

  public static EngineVerdict encode(HeaderVerdict verdict) {
    return switch (verdict) {
      case HeaderVerdict.Accept(var weight, var cost, var tie, var randomness) -> EngineVerdict.newBuilder()
          .setAccept(EngineVerdict.Accept.newBuilder().setWeight(weight).setCost(cost)
              .setTie(tie.toByteString()).setRandomness(randomness.toByteString())).build();
      case HeaderVerdict.Reject(var reason) -> EngineVerdict.newBuilder().setReject(reason).build();
    };
  }

  public static HeaderVerdict decode(EngineVerdict message) {
    return switch (message.getVerdictCase()) {
      case ACCEPT -> new HeaderVerdict.Accept(message.getAccept().getWeight(), message.getAccept().getCost(),
          Bytes.of(message.getAccept().getTie()), Bytes.of(message.getAccept().getRandomness()));
      case REJECT -> new HeaderVerdict.Reject(message.getReject());
      case VERDICT_NOT_SET -> throw new IllegalArgumentException("empty verdict");
    };
  }

  public static EngineAction encode(Action action) {
    var message = EngineAction.newBuilder();
    switch (action) {
      case Action.SetTimer(var id, var at) ->
          message.setSetTimer(EngineAction.SetTimer.newBuilder().setId(id).setAtMillis(at));
      case Action.CancelTimer(var id) -> message.setCancelTimer(id);
      case Action.BuildBlock(var draft, var parent, var timestamp, var deadline) ->
          message.setBuildBlock(EngineAction.BuildBlock.newBuilder().setDraftId(draft).setParent(id(parent))
              .setTimestampMillis(timestamp).setDeadlineMillis(deadline));
      case Action.DropDraft(var draft) -> message.setDropDraft(draft);
      case Action.SealBlock(var draft, var consensus, var seal) ->
          message.setSealBlock(EngineAction.SealBlock.newBuilder().setDraftId(draft)
              .setConsensus(consensus.toByteString()).setSeal(switch (seal) {
                case PLAIN -> EngineAction.SealBlock.Seal.PLAIN;
                case TICKET -> EngineAction.SealBlock.Seal.TICKET;
              }));
      case Action.RequestTicket(var height, var alpha) -> message.setRequestTicket(
          EngineAction.RequestTicket.newBuilder().setHeight(height).setAlpha(alpha.toByteString()));
      case Action.Validate(var block) -> message.setValidate(id(block));
      case Action.Reject(var block, var why) ->
          message.setReject(EngineAction.Reject.newBuilder().setId(id(block)).setWhy(why));
      case Action.Send(var peer, var type, var bytes) -> message.setSend(EngineAction.Send.newBuilder()
          .setPeer(key(peer)).setType(type).setBytes(bytes.toByteString()));
      case Action.Broadcast(var type, var bytes) -> message.setBroadcast(
          EngineAction.Send.newBuilder().setType(type).setBytes(bytes.toByteString()));
      case Action.ReportEvidence(var bytes) -> message.setReportEvidence(bytes.toByteString());
      case Action.Metric(var name, var value) ->
          message.setMetric(EngineAction.Metric.newBuilder().setName(name).setValue(value));
    }
    return message.build();
  }

  public static Action decode(EngineAction message) {
    return switch (message.getActionCase()) {
      case SET_TIMER -> new Action.SetTimer(message.getSetTimer().getId(), message.getSetTimer().getAtMillis());
      case CANCEL_TIMER -> new Action.CancelTimer(message.getCancelTimer());
      case BUILD_BLOCK -> {
        var build = message.getBuildBlock();
        yield new Action.BuildBlock(build.getDraftId(), id(build.getParent()), build.getTimestampMillis(),
            build.getDeadlineMillis());
      }
      case DROP_DRAFT -> new Action.DropDraft(message.getDropDraft());
      case SEAL_BLOCK -> {
        var seal = message.getSealBlock();
        yield new Action.SealBlock(seal.getDraftId(), Bytes.of(seal.getConsensus()), switch (seal.getSeal()) {
          case PLAIN -> Action.Seal.PLAIN;
          case TICKET -> Action.Seal.TICKET;
          case UNRECOGNIZED -> throw new IllegalArgumentException("unknown seal");
        });
      }
      case REQUEST_TICKET -> new Action.RequestTicket(message.getRequestTicket().getHeight(),
          Bytes.of(message.getRequestTicket().getAlpha()));
      case VALIDATE -> new Action.Validate(id(message.getValidate()));
      case REJECT -> new Action.Reject(id(message.getReject().getId()), message.getReject().getWhy());
      case SEND -> new Action.Send(key(message.getSend().getPeer()), message.getSend().getType(),
          Bytes.of(message.getSend().getBytes()));
      case BROADCAST -> new Action.Broadcast(message.getBroadcast().getType(),
          Bytes.of(message.getBroadcast().getBytes()));
      case REPORT_EVIDENCE -> new Action.ReportEvidence(Bytes.of(message.getReportEvidence()));
      case METRIC -> new Action.Metric(message.getMetric().getName(), message.getMetric().getValue());
      case ACTION_NOT_SET -> throw new IllegalArgumentException("empty action");
    };
  }

  public static ByteString id(BlockId id) {
    return id.bytes().toByteString();
  }

  public static BlockId id(ByteString bytes) {
    return new BlockId(Bytes.of(bytes));
  }

  static ByteString key(PublicKey key) {
    return key.encoded().toByteString();
  }

  static PublicKey key(ByteString bytes) {
    return PublicKey.decode(Bytes.of(bytes));
  }
}
