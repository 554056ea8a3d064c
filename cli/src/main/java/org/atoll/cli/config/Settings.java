package org.atoll.cli.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.settings.ConsensusEntry;

/** All that can be set in {@code atoll.toml}. */
public final class Settings {
  public static final Setting<String> NODE_NAME = Setting.of("node.name", "",
      "what logs and status call the node", text -> text);
  public static final Setting<String> NODE_DIR = Setting.of("node.dir", ".",
      "the node folder, seen from the file's own folder", text -> text);

  public static final Setting<List<Endpoint>> P2P_BIND = Setting.of("p2p.bind", "0.0.0.0:7700",
      "where other nodes are listened for", text -> Parse.list(text, Endpoint::parse));
  public static final Setting<List<Endpoint>> P2P_ADVERTISE = Setting.of("p2p.advertise", "",
      "where others reach this node; empty: only this node dials", text -> Parse.list(text, Endpoint::parse));
  public static final Setting<List<PeerAddress>> P2P_BOOTSTRAP = Setting.of("p2p.bootstrap", "",
      "nodes to begin with, each node-key/network-key@host:port", text -> Parse.list(text, PeerAddress::parse));
  public static final Setting<Long> P2P_MIN_PEERS = Setting.of("p2p.min-peers", "8",
      "looks for more peers below this", Parse.number(0, 1_000));
  public static final Setting<Long> P2P_MAX_PEERS = Setting.of("p2p.max-peers", "32",
      "refuses peering from here on", Parse.number(1, 1_000));
  public static final Setting<List<PublicKey>> P2P_ALLOW = Setting.reloadable("p2p.allow", "",
      "keys of nodes that may be linked besides the members, who always may; empty: all that are not denied",
      text -> Parse.list(text, ConsensusEntry::parseKey));
  public static final Setting<List<PublicKey>> P2P_DENY = Setting.reloadable("p2p.deny", "",
      "keys of nodes that are not linked, unless they are members", text -> Parse.list(text, ConsensusEntry::parseKey));
  public static final Setting<Map<Endpoint, Endpoint>> P2P_DIAL_REWRITE = new Setting<>("p2p.dial-rewrite", "",
      "endpoints dialled in place of others, for fault proxies", Parse::endpointMap, Setting.Kind.HIDDEN);

  public static final Setting<String> KEYS_SIGNING = Setting.of("keys.signing", "keys/signing.json",
      "the key that signs blocks and votes", text -> text);
  public static final Setting<String> KEYS_NETWORK = Setting.of("keys.network", "keys/network.json",
      "the key that links between nodes are encrypted with", text -> text);

  public static final Setting<Long> STORE_CACHE = Setting.of("store.cache", "256MiB",
      "memory for state that was read", Parse::bytes);
  public static final Setting<Long> STORE_HISTORY = Setting.of("store.history-blocks", "10000",
      "blocks whose state can be read", Parse.number(1, 1_000_000_000));
  public static final Setting<Long> SYNC_SNAPSHOT_GAP = Setting.of("sync.snapshot-gap", "5000",
      "when more blocks behind than this, fetch the state instead of all blocks", Parse.number(1, 1_000_000_000_000L));
  public static final Setting<Optional<BlockRef>> SYNC_CHECKPOINT = Setting.of("sync.checkpoint", "",
      "a final block to trust, height:blockId; a node away for longer than 3.5 days, or new, needs no member's word up to it",
      Parse::checkpoint);

  public static final Setting<List<String>> PROCESSORS_EMBEDDED = Setting.of("processors.embedded", "",
      "families that run inside the validator: evm, intkey", Parse.listOf("evm", "intkey"));
  public static final Setting<Listen> PROCESSORS_LISTEN = Setting.of("processors.listen", "unix",
      "unix: processors connect to run/processor.sock; tls://HOST:PORT: from other machines, too; off", Listen::parse);
  public static final Setting<Listen> CLIENT_LISTEN = Setting.of("client.listen", "unix",
      "unix: gateways connect to run/client.sock; tls://HOST:PORT: from other machines, too; off", Listen::parse);

  public static final Setting<List<PublicKey>> ENGINE_KEYS = Setting.of("engine.keys", "",
      "public keys of engines that run as processes of their own; empty: the engine runs in this process",
      text -> Parse.list(text, ConsensusEntry::parseKey));
  public static final Setting<Listen> ENGINE_LISTEN = Setting.of("engine.listen", "unix",
      "unix: engines connect to run/engine.sock; tls://HOST:PORT: from other machines, too; off", Listen::parse);

  public static final Setting<String> TLS_CA = Setting.of("tls.ca", "tls/ca.pem",
      "certificates of those who issue the certificates of gateways, processors and engines", text -> text);
  public static final Setting<String> TLS_CERTIFICATE = Setting.of("tls.cert", "tls/cert.pem",
      "the certificate shown where tls:// is listened on", text -> text);
  public static final Setting<String> TLS_KEY = Setting.of("tls.key", "tls/key.pem",
      "its private key, PKCS #8", text -> text);

  public static final Setting<Long> MEMPOOL_MAX_BATCHES = Setting.of("mempool.max-batches", "100000",
      "batches that may wait", Parse.number(1, 10_000_000));
  public static final Setting<Long> MEMPOOL_MAX_BYTES = Setting.of("mempool.max-bytes", "256MiB",
      "their size in all", Parse::bytes);
  public static final Setting<Duration> MEMPOOL_EXPIRY = Setting.of("mempool.expiry", "10m",
      "how long a batch may wait", Parse::duration);

  public static final Setting<Optional<Endpoint>> RPC_BIND = Setting.of("rpc.bind", "",
      "a gateway in this process listens here; empty: none", Parse::endpoint);
  public static final Setting<List<String>> RPC_HOSTS = Setting.of("rpc.hosts", "",
      "names a request's Host header may carry; empty: those of this machine", text -> Parse.list(text, item -> item));
  public static final Setting<List<String>> RPC_ORIGINS = Setting.of("rpc.origins", "",
      "pages that may call from a browser", text -> Parse.list(text, item -> item));
  public static final Setting<Optional<Endpoint>> OPS_BIND = Setting.of("ops.bind", "127.0.0.1:9545",
      "health and metrics; empty: none", Parse::endpoint);

  public static final Setting<String> OPS_TOKEN_FILE = Setting.of("ops.token-file", "",
      "a file with the token that /loglevel asks for when ops.bind is not of this machine only, seen from the node folder",
      text -> text);

  public static final Setting<String> LOG_LEVEL = Setting.reloadable("log.level", "info",
      "error, warn, info, debug or trace",
      text -> Parse.oneOf("error", "warn", "info", "debug", "trace").apply(text.toLowerCase(Locale.ROOT)));
  public static final Setting<String> LOG_FORMAT = Setting.reloadable("log.format", "text",
      "text: a line for people; json: an object a line", Parse.oneOf("text", "json"));
  public static final Setting<String> LOG_FILE = Setting.reloadable("log.file", "",
      "where logs are added, seen from the node folder; empty: standard error", text -> text);

  public static final List<Setting<?>> ALL = List.of(NODE_NAME, NODE_DIR, P2P_BIND, P2P_ADVERTISE, P2P_BOOTSTRAP,
      P2P_MIN_PEERS, P2P_MAX_PEERS, P2P_ALLOW, P2P_DENY, P2P_DIAL_REWRITE, KEYS_SIGNING, KEYS_NETWORK, STORE_CACHE, STORE_HISTORY,
      SYNC_SNAPSHOT_GAP, SYNC_CHECKPOINT, PROCESSORS_EMBEDDED, PROCESSORS_LISTEN, CLIENT_LISTEN, ENGINE_KEYS, ENGINE_LISTEN,
      TLS_CA, TLS_CERTIFICATE, TLS_KEY, MEMPOOL_MAX_BATCHES,
      MEMPOOL_MAX_BYTES, MEMPOOL_EXPIRY, RPC_BIND, RPC_HOSTS, RPC_ORIGINS, OPS_BIND, OPS_TOKEN_FILE,
      LOG_LEVEL, LOG_FORMAT, LOG_FILE);

  private Settings() {}

  /** By its name. */
  public static Optional<Setting<?>> find(String name) {
    return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  /** The name most like this one, for people who mistyped. */
  public static String nearest(String name) {
    return Spelling.nearest(name, ALL.stream().filter(setting -> !setting.isHidden()).map(Setting::name).toList());
  }
}
