package org.atoll.gateway.method.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Params;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

record GetStorageValues(ChainView view) implements Method {
  private static final int MAX_SLOTS = 1_024;

  @Override
  public Description description() {
    return Description.of("eth_getStorageValues", "Values of many storage slots of many contracts.",
        "object: address to list of 32 bytes")
        .needs("slots", "object: address to list of slots, 1024 in all")
        .takes("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var wanted = call.params().optional(0, GetStorageValues::read).orElse(Map.of());
    var addresses = new ArrayList<Address>();
    wanted.forEach((address, slots) -> slots.forEach(slot -> addresses.add(EvmState.slot(address, slot))));
    if (addresses.isEmpty()) {
      throw RpcError.of(RpcError.INVALID_PARAMS, "empty request").toException();
    }
    if (addresses.size() > MAX_SLOTS) {
      throw RpcError.of(RpcError.INVALID_PARAMS, "too many slots (max " + MAX_SLOTS + ")").toException();
    }
    return view.state(call.params().block(1), addresses).thenApply(values -> out -> write(out, wanted, values));
  }

  private static Map<EvmAddress, List<Bytes>> read(Json value) throws Hex.Malformed {
    var wanted = new LinkedHashMap<EvmAddress, List<Bytes>>();
    for (var entry : Hex.object(value).members().entrySet()) {
      if (!(entry.getValue() instanceof Json.Arr(var items))) {
        throw new Hex.Malformed("expected an array, got " + entry.getValue().kind());
      }
      var slots = wanted.computeIfAbsent(Hex.address(new Json.Str(entry.getKey())), address -> new ArrayList<>());
      for (var item : items) {
        slots.add(Params.slot(item));
      }
    }
    return wanted;
  }

  private static void write(JsonOut out, Map<EvmAddress, List<Bytes>> wanted, List<Optional<Bytes>> values) {
    var next = values.iterator();
    out.beginObject();
    wanted.forEach((address, slots) -> {
      out.name(address.toString()).beginArray();
      slots.forEach(slot -> out.data(Accounts.padded(next.next().orElse(Bytes.EMPTY))));
      out.endArray();
    });
    out.endObject();
  }
}
