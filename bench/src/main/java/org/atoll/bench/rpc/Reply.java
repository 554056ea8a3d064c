package org.atoll.bench.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** Answer to one JSON-RPC request. */
public sealed interface Reply {
  /** @param result JSON null included */
  record Ok(JsonNode result) implements Reply {}

  record Error(int code, String message) implements Reply {}
}
