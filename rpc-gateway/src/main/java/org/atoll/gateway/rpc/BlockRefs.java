package org.atoll.gateway.rpc;

import java.util.Optional;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.json.Json;

/** Reads block parameters. */
public final class BlockRefs {
  private BlockRefs() {}

  /** A number, tag, 32-byte hash or EIP-1898 object. */
  public static BlockRef any(Json value) throws Hex.Malformed {
    return switch (value) {
      case Json.Obj object -> fromObject(object);
      case Json.Str(var text) when text.length() == 66 -> new BlockRef.Hash(Hex.hash(value), false);
      case Json.Str s -> numberOrTag(value);
      case Json.Null n -> BlockRef.Tag.LATEST;
      case Json.Num n -> throw new Hex.Malformed("hex string without 0x prefix");
      case Json.Bool b -> throw new Hex.Malformed("expected a block, got " + b.kind());
      case Json.Arr a -> throw new Hex.Malformed("expected a block, got " + a.kind());
    };
  }

  public static BlockRef numberOrTag(Json value) throws Hex.Malformed {
    if (value instanceof Json.Num) {
      throw new Hex.Malformed("hex string without 0x prefix");
    }
    return switch (Hex.text(value)) {
      case "", "latest" -> BlockRef.Tag.LATEST;
      case "earliest" -> BlockRef.Tag.EARLIEST;
      case "safe" -> BlockRef.Tag.SAFE;
      case "finalized" -> BlockRef.Tag.FINALIZED;
      case "pending" -> BlockRef.Tag.PENDING;
      default -> {
        long height = Hex.quantity(value);
        if (height < 0) {
          throw new Hex.Malformed("block number larger than int64");
        }
        yield new BlockRef.Number(height);
      }
    };
  }

  private static BlockRef fromObject(Json.Obj object) throws Hex.Malformed {
    var number = member(object, "blockNumber");
    var hash = member(object, "blockHash");
    if (number.isPresent() && hash.isPresent()) {
      throw new Hex.Malformed("cannot specify both BlockHash and BlockNumber, choose one or the other");
    }
    if (hash.isPresent()) {
      var canonical = member(object, "requireCanonical");
      return new BlockRef.Hash(Hex.hash(hash.get()), canonical.isPresent() && Hex.bool(canonical.get()));
    }
    if (number.isPresent()) {
      return numberOrTag(number.get());
    }
    throw new Hex.Malformed("neither blockNumber nor blockHash is given");
  }

  private static Optional<Json> member(Json.Obj object, String name) {
    return Optional.ofNullable(object.members().get(name)).filter(value -> value != Json.Null.NULL);
  }
}
