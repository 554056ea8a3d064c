package org.atoll.gateway.method.execution;

import java.util.Map;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Hex;
import org.atoll.sdk.proto.EvmBlockOverrides;
import org.atoll.sdk.proto.EvmCall;
import org.atoll.sdk.proto.EvmOverride;
import org.atoll.sdk.proto.EvmSlot;
import org.atoll.sdk.value.Hash32;

/** Reads what a call is to find changed: accounts, and the block it runs in. */
final class Overrides {
  private static final int MAX_ACCOUNTS = 1_000;
  private static final int MAX_SLOTS = 10_000;

  private Overrides() {}

  /** Adds the state overrides of a parameter to a call. */
  static void state(EvmCall.Builder call, Json value) throws Hex.Malformed {
    var accounts = Hex.object(value).members();
    if (accounts.size() > MAX_ACCOUNTS) {
      throw RpcError.limit("too many accounts in the overrides: at most " + MAX_ACCOUNTS, "").toException();
    }
    int slots = 0;
    for (var account : accounts.entrySet()) {
      var override = account(account.getKey(), Hex.object(account.getValue()).members());
      slots += override.getSlotsCount();
      if (slots > MAX_SLOTS) {
        throw RpcError.limit("too many slots in the overrides: at most " + MAX_SLOTS, "").toException();
      }
      call.addOverrides(override);
    }
  }

  private static EvmOverride account(String address, Map<String, Json> members) throws Hex.Malformed {
    var override = EvmOverride.newBuilder().setAddress(Hex.address(new Json.Str(address)).bytes().toByteString());
    CallParams.member(members, "balance", Hex::bigQuantity)
        .ifPresent(balance -> override.setBalance(CallParams.minimal(balance)));
    CallParams.member(members, "nonce", Hex::quantity).ifPresent(override::setNonce);
    CallParams.member(members, "code", Hex::data).ifPresent(code -> override.setCode(code.toByteString()));
    CallParams.member(members, "movePrecompileToAddress", Hex::address)
        .ifPresent(target -> override.setMovePrecompileTo(target.bytes().toByteString()));
    var whole = CallParams.member(members, "state", Hex::object);
    var changed = CallParams.member(members, "stateDiff", Hex::object);
    if (whole.isPresent() && changed.isPresent()) {
      throw RpcError.of(RpcError.SERVER, "account " + address + " has both 'state' and 'stateDiff'").toException();
    }
    override.setReplaceState(whole.isPresent());
    for (var slot : whole.or(() -> changed).map(Json.Obj::members).orElse(Map.of()).entrySet()) {
      override.addSlots(EvmSlot.newBuilder()
          .setSlot(Hex.hash(new Json.Str(slot.getKey())).bytes().toByteString())
          .setValue(Hex.hash(slot.getValue()).bytes().toByteString()));
    }
    return override.build();
  }

  /** The members Atoll has; blob prices and the like are ignored. */
  static EvmBlockOverrides block(Json value) throws Hex.Malformed {
    var members = Hex.object(value).members();
    var block = EvmBlockOverrides.newBuilder();
    CallParams.member(members, "number", Hex::quantity).ifPresent(block::setNumber);
    CallParams.member(members, "time", Hex::quantity).ifPresent(block::setTime);
    CallParams.member(members, "gasLimit", Hex::quantity).ifPresent(block::setGasLimit);
    for (var name : new String[] {"feeRecipient", "coinbase"}) {
      CallParams.member(members, name, Hex::address)
          .ifPresent(address -> block.setFeeRecipient(address.bytes().toByteString()));
    }
    for (var name : new String[] {"prevRandao", "random"}) {
      CallParams.member(members, name, Hex::hash).map(Hash32::bytes)
          .ifPresent(randomness -> block.setRandomness(randomness.toByteString()));
    }
    for (var name : new String[] {"baseFeePerGas", "baseFee"}) {
      CallParams.member(members, name, Hex::bigQuantity)
          .ifPresent(fee -> block.setBaseFee(CallParams.minimal(fee)));
    }
    return block.build();
  }
}
