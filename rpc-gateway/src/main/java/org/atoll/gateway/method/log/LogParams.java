package org.atoll.gateway.method.log;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.LogPattern;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.feed.LogCriteria;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.rpc.BlockRefs;
import org.atoll.gateway.rpc.Hex;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** Reads what logs to find. */
final class LogParams {
  private static final int MAX_ADDRESSES = 1_000;
  private static final int MAX_POSITIONS = 4;
  private static final int MAX_TOPICS = 100;

  private LogParams() {}

  static LogCriteria read(Json value) throws Hex.Malformed {
    var members = Hex.object(value).members();
    return new LogCriteria(place(members), pattern(members));
  }

  private static LogCriteria.Place place(Map<String, Json> members) throws Hex.Malformed {
    var hash = member(members, "blockHash");
    var from = member(members, "fromBlock");
    var to = member(members, "toBlock");
    if (hash.isPresent()) {
      if (from.isPresent() || to.isPresent()) {
        throw new Hex.Malformed("cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
      }
      return new LogCriteria.Place.Block(Hex.hash(hash.get()));
    }
    return new LogCriteria.Place.Range(
        BlockRefs.numberOrTag(from.orElse(LATEST)), BlockRefs.numberOrTag(to.orElse(LATEST)));
  }

  private static final Json LATEST = new Json.Str("latest");

  static LogPattern pattern(Map<String, Json> members) throws Hex.Malformed {
    return new LogPattern(addresses(members), topics(members));
  }

  private static Set<EvmAddress> addresses(Map<String, Json> members) throws Hex.Malformed {
    var value = member(members, "address");
    if (value.isEmpty()) {
      return Set.of();
    }
    if (!(value.get() instanceof Json.Arr(var items))) {
      return Set.of(Hex.address(value.get()));
    }
    if (items.size() > MAX_ADDRESSES) {
      throw RpcError.limit("too many addresses: at most " + MAX_ADDRESSES, "ask in parts").toException();
    }
    var addresses = new LinkedHashSet<EvmAddress>();
    for (var item : items) {
      addresses.add(Hex.address(item));
    }
    return addresses;
  }

  private static List<Set<Hash32>> topics(Map<String, Json> members) throws Hex.Malformed {
    var value = member(members, "topics");
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof Json.Arr(var positions))) {
      throw new Hex.Malformed("topics: expected an array, got " + value.get().kind());
    }
    if (positions.size() > MAX_POSITIONS) {
      throw RpcError.of(RpcError.INVALID_PARAMS, "exceed max topics").toException();
    }
    var topics = new ArrayList<Set<Hash32>>();
    for (var position : positions) {
      topics.add(choice(position));
    }
    return topics;
  }

  private static Set<Hash32> choice(Json position) throws Hex.Malformed {
    if (position == Json.Null.NULL) {
      return Set.of();
    }
    if (!(position instanceof Json.Arr(var items))) {
      return Set.of(Hex.hash(position));
    }
    if (items.size() > MAX_TOPICS) {
      throw RpcError.limit("too many topics: at most " + MAX_TOPICS + " for a position", "ask in parts").toException();
    }
    var choice = new LinkedHashSet<Hash32>();
    for (var item : items) {
      if (item == Json.Null.NULL) {
        return Set.of(); // null among the choices: any
      }
      choice.add(Hex.hash(item));
    }
    return choice;
  }

  private static Optional<Json> member(Map<String, Json> members, String name) {
    return Optional.ofNullable(members.get(name)).filter(value -> value != Json.Null.NULL);
  }
}
