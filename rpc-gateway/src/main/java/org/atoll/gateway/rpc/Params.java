package org.atoll.gateway.rpc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * A request's parameters, read as Ethereum's types. Every reader throws
 * {@link org.atoll.gateway.fault.RpcException}, naming the argument, if the value is of another type.
 */
public final class Params {
  private final List<Json> values;

  public Params(List<Json> values) {
    this.values = values;
  }

  int size() {
    return values.size();
  }

  /** The parameter, empty if it is absent or null. */
  public Optional<Json> at(int index) {
    return index < values.size() && values.get(index) != Json.Null.NULL
        ? Optional.of(values.get(index))
        : Optional.empty();
  }

  private Json required(int index) {
    return at(index).orElseThrow(() -> missing(index));
  }

  static RuntimeException missing(int index) {
    return RpcError.of(RpcError.INVALID_PARAMS, "missing value for required argument " + index).toException();
  }

  /** The parameter, read by a function that may throw {@link Hex.Malformed}. */
  private <T> T read(int index, Hex.Reader<T> reader) {
    return read(index, required(index), reader);
  }

  private static <T> T read(int index, Json value, Hex.Reader<T> reader) {
    try {
      return reader.read(value);
    } catch (Hex.Malformed malformed) {
      throw RpcError.argument(index, malformed.what()).toException();
    }
  }

  /** The parameter if it is there, read by a function that may throw {@link Hex.Malformed}. */
  public <T> Optional<T> optional(int index, Hex.Reader<T> reader) {
    return at(index).map(value -> read(index, value, reader));
  }

  public EvmAddress address(int index) {
    return read(index, Hex::address);
  }

  public Hash32 hash(int index) {
    return read(index, Hex::hash);
  }

  public Bytes data(int index) {
    return read(index, Hex::data);
  }

  /** An unsigned 64-bit quantity. */
  public long quantity(int index) {
    return read(index, Hex::quantity);
  }

  public BigInteger bigQuantity(int index) {
    return read(index, Hex::bigQuantity);
  }

  /** A storage slot, padded to 32 bytes. */
  public Bytes slot(int index) {
    return slot(required(index));
  }

  /** A storage slot within another parameter, padded to 32 bytes. */
  public static Bytes slot(Json value) {
    try {
      return Hex.slot(value);
    } catch (Hex.Malformed malformed) {
      throw RpcError.of(RpcError.INVALID_PARAMS, malformed.what()).toException();
    }
  }

  public String text(int index) {
    return read(index, Hex::text);
  }

  public boolean bool(int index) {
    return read(index, Hex::bool);
  }

  public Json.Obj object(int index) {
    return read(index, Hex::object);
  }

  /** A number, tag, hash or EIP-1898 object; the newest block if absent. */
  public BlockRef block(int index) {
    return optional(index, BlockRefs::any).orElse(BlockRef.Tag.LATEST);
  }

  /** A number or tag, required. */
  public BlockRef blockNumber(int index) {
    return read(index, BlockRefs::numberOrTag);
  }

  /** As {@link #block} but required. */
  public BlockRef requiredBlock(int index) {
    return read(index, BlockRefs::any);
  }

  /** A list, each item read by a function that may throw {@link Hex.Malformed}. */
  public <T> List<T> list(int index, Hex.Reader<T> reader) {
    return read(index, value -> {
      if (!(value instanceof Json.Arr array)) {
        throw new Hex.Malformed("expected an array, got " + value.kind());
      }
      var items = new ArrayList<T>(array.items().size());
      for (var item : array.items()) {
        items.add(reader.read(item));
      }
      return items;
    });
  }
}
