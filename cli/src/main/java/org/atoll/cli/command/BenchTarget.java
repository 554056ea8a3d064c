package org.atoll.cli.command;

import java.net.URI;
import java.util.Map;
import org.atoll.bench.load.Target;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;
import picocli.CommandLine.Option;

/** The Ethereum node a workload is sent to. */
final class BenchTarget {
  @Option(names = "--rpc", defaultValue = "http://127.0.0.1:8545", paramLabel = "URL",
      description = "JSON-RPC of any Ethereum node (${DEFAULT-VALUE}).")
  URI rpc;
  @Option(names = "--key", paramLabel = "HEX",
      description = "Private key of the account that pays for the senders (the first account of atoll dev).")
  String key;

  Target target(Map<String, Long> pids) {
    try {
      return new Target(rpc, key == null ? Mnemonic.keys(Mnemonic.WELL_KNOWN, 1).getFirst()
          : PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex(key)), pids);
    } catch (IllegalArgumentException wrong) {
      var why = String.valueOf(wrong.getMessage());
      throw new UserError(UserError.USAGE, why.startsWith("--") ? why
          : "--key is a private key: 64 hexadecimal digits", wrong);
    }
  }
}
