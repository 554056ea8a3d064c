package org.atoll.cli.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.validator.genesis.Genesis;
import org.jspecify.annotations.Nullable;

/** What a development node says when it is ready. */
public record DevBanner(Genesis genesis, List<PrivateKey> keys, BigDecimal balance, String host, int port,
    long blockTimeMillis, boolean noMining, @Nullable Path data) {

  private String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  public String text(long readyMillis) {
    var text = new StringBuilder();
    var blocks = noMining ? "blocks by evm_mine" : blockTimeMillis > 0 ? "a block every " + blockTimeMillis + " ms"
        : "blocks on demand";
    text.append("Atoll ").append(Version.number()).append(" dev   chain ").append(genesis.chainId()).append("   ")
        .append(blocks).append("   ready in ").append(readyMillis).append(" ms\n");
    text.append("RPC    http://").append(address()).append("   ws://").append(address()).append('\n');
    text.append("Data   ").append(data == null ? "a temporary folder (deleted at exit; keep: --data DIR)"
        : data.toAbsolutePath().normalize() + " (begin anew: --reset)").append('\n');
    if (!keys.isEmpty()) {
      text.append("\nPUBLIC TEST KEYS: everyone has them, never send anything of value to them\n");
    }
    for (int i = 0; i < keys.size(); i++) {
      text.append(i < 10 ? " (" : "(").append(i).append(") ")
          .append(AddressText.checksummed(Secp256k1.addressOf(keys.get(i).publicKey()))).append("  ")
          .append(balance.toPlainString()).append(" ETH  ").append(keys.get(i).secret().to0x()).append('\n');
    }
    text.append("\nHardhat  networks: { atoll: { url: \"http://").append(address()).append("\", accounts: [\"0x…\"] } }\n");
    text.append("Foundry  forge create … --rpc-url http://").append(address())
        .append(" --private-key 0x… --broadcast\n");
    text.append("ethers   new JsonRpcProvider(\"http://").append(address()).append("\")\n");
    return text.toString();
  }

  /** One document, schema atoll.dev/1. */
  public String json(Path folder, long readyMillis) {
    var root = JsonMapper.builder().build().createObjectNode();
    root.put("schema", "atoll.dev/1");
    root.put("chainId", genesis.chainId());
    root.put("rpc", "http://" + address());
    root.put("ws", "ws://" + address());
    root.put("dataDir", folder.toAbsolutePath().normalize().toString());
    root.put("readyMillis", readyMillis);
    var list = root.putArray("accounts");
    for (var key : keys) {
      list.addObject().put("address", AddressText.checksummed(Secp256k1.addressOf(key.publicKey())))
          .put("privateKey", key.secret().to0x());
    }
    return root.toString();
  }
}
