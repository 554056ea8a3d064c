package org.atoll.gateway.method.execution;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.Hex;
import org.atoll.sdk.proto.EvmAccess;
import org.atoll.sdk.proto.EvmCall;
import org.atoll.sdk.value.Bytes;

/** Reads the transaction object of a call. Members it does not know are ignored, as web3.js sends some. */
final class CallParams {
  private CallParams() {}

  static EvmCall.Builder read(Json value) throws Hex.Malformed {
    var members = Hex.object(value).members();
    var call = EvmCall.newBuilder();
    var from = member(members, "from", Hex::address);
    from.ifPresent(address -> call.setFrom(address.bytes().toByteString()));
    member(members, "to", Hex::address).ifPresent(address -> call.setTo(address.bytes().toByteString()));
    member(members, "gas", Hex::quantity).ifPresent(call::setGas);
    member(members, "value", Hex::bigQuantity).ifPresent(amount -> call.setValue(minimal(amount)));
    member(members, "nonce", Hex::quantity).ifPresent(call::setNonce);
    var gasPrice = member(members, "gasPrice", Hex::bigQuantity);
    var feeCap = member(members, "maxFeePerGas", Hex::bigQuantity);
    var tip = member(members, "maxPriorityFeePerGas", Hex::bigQuantity);
    if (gasPrice.isPresent() && (feeCap.isPresent() || tip.isPresent())) {
      throw RpcError.of(RpcError.SERVER, "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")
          .toException();
    }
    gasPrice.ifPresent(price -> call.setGasPrice(minimal(price)));
    feeCap.ifPresent(price -> call.setMaxFeePerGas(minimal(price)));
    tip.ifPresent(price -> call.setMaxPriorityFeePerGas(minimal(price)));
    call.setInput(input(members).toByteString());
    accessList(call, members);
    return call;
  }

  private static Bytes input(Map<String, Json> members) throws Hex.Malformed {
    var input = member(members, "input", Hex::data);
    var data = member(members, "data", Hex::data);
    if (input.isPresent() && data.isPresent() && !input.equals(data)) {
      throw new Hex.Malformed("both \"data\" and \"input\" are set and not equal. "
          + "Please use \"input\" to pass transaction call data");
    }
    return input.or(() -> data).orElse(Bytes.EMPTY);
  }

  private static void accessList(EvmCall.Builder call, Map<String, Json> members) throws Hex.Malformed {
    var list = members.get("accessList");
    if (list == null || list == Json.Null.NULL) {
      return;
    }
    for (var item : array(list)) {
      var entry = Hex.object(item).members();
      var access = EvmAccess.newBuilder().setAddress(
          member(entry, "address", Hex::address)
              .orElseThrow(() -> new Hex.Malformed("accessList: an entry has no address"))
              .bytes().toByteString());
      var slots = entry.get("storageKeys");
      if (slots != null && slots != Json.Null.NULL) {
        for (var slot : array(slots)) {
          access.addSlots(Hex.hash(slot).bytes().toByteString());
        }
      }
      call.addAccessList(access);
    }
  }

  static java.util.List<Json> array(Json value) throws Hex.Malformed {
    if (value instanceof Json.Arr(var items)) {
      return items;
    }
    throw new Hex.Malformed("expected an array, got " + value.kind());
  }

  /** A member, empty if it is absent or null. */
  static <T> Optional<T> member(Map<String, Json> members, String name, Hex.Reader<T> reader) throws Hex.Malformed {
    var value = members.get(name);
    if (value == null || value == Json.Null.NULL) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(value));
    } catch (Hex.Malformed malformed) {
      throw new Hex.Malformed(name + ": " + malformed.what());
    }
  }

  /** Big-endian without leading zeros; nothing for 0. */
  static ByteString minimal(BigInteger number) {
    var bytes = number.toByteArray(); // 0 is one zero byte, and a first byte of 0 only holds the sign
    return bytes[0] == 0 ? ByteString.copyFrom(bytes, 1, bytes.length - 1) : ByteString.copyFrom(bytes);
  }
}
