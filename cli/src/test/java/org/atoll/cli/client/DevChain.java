package org.atoll.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.node.Gateways;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.LocalNode;
import org.atoll.cli.node.Version;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;

/** A development chain on a free port, as {@code atoll dev} starts it. */
final class DevChain implements AutoCloseable {
  static final long CHAIN_ID = 31_337;
  private static final BigInteger WEI = BigInteger.TEN.pow(18);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  private final List<PrivateKey> keys;
  private final LocalNode node;
  private final AtomicReference<Throwable> broken = new AtomicReference<>();

  DevChain(Path folder, Map<String, String> settings) throws IOException, StoreException, InterruptedException {
    keys = Mnemonic.keys(Mnemonic.WELL_KNOWN, 4);
    Map<EvmAddress, Genesis.Account> funded = new LinkedHashMap<>();
    keys.forEach(key -> funded.put(Secp256k1.addressOf(key.publicKey()),
        Genesis.Account.funded(WEI.multiply(BigInteger.valueOf(10_000)))));
    var signing = KeyFiles.signing(folder);
    var genesis = Genesis.withTemplates(CHAIN_ID, System.currentTimeMillis(),
        ConsensusEntry.dev(signing.publicKey()), funded, settings);
    node = LocalNode.start(new ValidatorConfig(folder, genesis, signing, 0, true, true, 10_000, 64L << 20,
        PoolLimits.defaults(), GWEI, Version.client()), Gateways.dev("127.0.0.1", 0), Clock.systemUTC(), broken::set);
  }

  String http() {
    return "http://127.0.0.1:" + node.rpcPort();
  }

  String webSocket() {
    return "ws://127.0.0.1:" + node.rpcPort();
  }

  /** Secret of a funded account. */
  String secret(int account) {
    return keys.get(account).secret().to0x();
  }

  /** Bytecode of a contract of e2e/contracts; e2e/bin/fixtures.mjs made it. */
  static String bytecode(String contract) {
    try (var file = Objects.requireNonNull(DevChain.class.getResourceAsStream("/contracts/" + contract + ".bin"))) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() throws InterruptedException {
    node.close();
    if (broken.get() != null) {
      throw new AssertionError("the validator stopped", broken.get());
    }
  }
}
