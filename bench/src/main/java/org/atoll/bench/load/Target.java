package org.atoll.bench.load;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.atoll.sdk.crypto.PrivateKey;

/**
 * The node under load.
 *
 * @param rpc its JSON-RPC over http
 * @param key account that pays for the senders
 * @param pids processes whose CPU time is taken, by name
 */
public record Target(URI rpc, PrivateKey key, Map<String, Long> pids) {
  public Target {
    if (!"http".equals(rpc.getScheme()) || rpc.getHost() == null) {
      throw new IllegalArgumentException("--rpc is a URL such as http://127.0.0.1:8545, not " + rpc);
    }
    pids = Collections.unmodifiableMap(new LinkedHashMap<>(pids));
  }
}
