package org.atoll.gateway.method.state;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.AccountProof;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Cost;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Params;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** EIP-1186. */
record GetProof(ChainView view) implements Method {
  private static final int MAX_SLOTS = 1_024;
  private static final Hash32 NO_CODE = Keccak.hash(Bytes.EMPTY);
  private static final int WHOLE_SLOT_TEXT = 66;

  /** A slot as it was written and as 32 bytes. */
  private record Key(String text, Bytes slot) {
    static Key read(Json value) throws Hex.Malformed {
      return new Key(Hex.text(value), Params.slot(value));
    }
  }

  @Override
  public Description description() {
    return Description.of("eth_getProof", "Merkle proof of an account and some of its storage slots.", "object")
        .needs("address", "address")
        .needs("slots", "list of slots, 1024 at most")
        .takes("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var address = call.params().address(0);
    var keys = call.params().list(1, Key::read);
    if (keys.size() > MAX_SLOTS) {
      throw RpcError.of(RpcError.INVALID_PARAMS, "too many keys (max " + MAX_SLOTS + ")").toException();
    }
    return view.proof(call.params().block(2), address, keys.stream().map(Key::slot).toList())
        .thenApply(proof -> out -> write(out, address, keys, proof));
  }

  private static void write(JsonOut out, EvmAddress address, List<Key> keys, AccountProof proof) {
    out.beginObject().field("address", address.bytes());
    nodes(out, "accountProof", proof.nodes());
    out.field("balance", proof.account().balance())
        .field("codeHash", proof.account().codeHash().orElse(NO_CODE).bytes())
        .field("nonce", proof.account().nonce())
        .field("storageHash", proof.storageRoot().bytes())
        .name("storageProof").beginArray();
    for (int i = 0; i < keys.size(); i++) {
      var slot = proof.slots().get(i);
      out.beginObject().name("key");
      if (keys.get(i).text().length() == WHOLE_SLOT_TEXT) {
        out.data(keys.get(i).slot());
      } else {
        out.quantity(new BigInteger(1, keys.get(i).slot().unsafeArray()));
      }
      out.field("value", new BigInteger(1, slot.value().unsafeArray()));
      nodes(out, "proof", slot.nodes());
      out.endObject();
    }
    out.endArray().endObject();
  }

  private static void nodes(JsonOut out, String name, List<Bytes> nodes) {
    out.name(name).beginArray();
    nodes.forEach(out::data);
    out.endArray();
  }

  @Override
  public Cost cost() {
    return Cost.CALL;
  }
}
