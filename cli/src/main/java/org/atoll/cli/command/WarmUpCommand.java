package org.atoll.cli.command;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.atoll.cli.node.Gateways;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.LocalNode;
import org.atoll.cli.node.Version;
import org.atoll.cli.node.WarmUpLoad;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Short lives of nodes, for the JVM to record what starting, serving and following take. */
@Command(name = "warm-up", hidden = true, description = "Exercise nodes in temporary folders, then end.")
public final class WarmUpCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException, InterruptedException, StoreException {
    for (var command : List.of(new DevCommand(), new NetworkCommand(), new ValidatorCommand())) {
      new CommandLine(command).getUsageMessage();
    }
    serveTools();
    try (var folder = DevFolder.open(null, false); var network = WarmUpNetwork.start(folder.path())) {
      network.work();
    }
    return 0;
  }

  private static void serveTools() throws IOException, InterruptedException, StoreException {
    try (var folder = DevFolder.open(null, false); var http = HttpClient.newHttpClient()) {
      var keys = Mnemonic.keys(Mnemonic.WELL_KNOWN, 10);
      var rich = Secp256k1.addressOf(keys.getFirst().publicKey());
      var genesis = Genesis.withTemplates(31337, System.currentTimeMillis(),
        ConsensusEntry.dev(KeyFiles.signing(folder.path()).publicKey()),
          Map.of(rich, Genesis.Account.funded(BigInteger.TEN.pow(22))), Map.of());
      var config = new ValidatorConfig(folder.path(), genesis, KeyFiles.signing(folder.path()), 0, true, true, 10_000,
          64L << 20, PoolLimits.defaults(), BigInteger.TEN.pow(9), Version.client());
      try (var node = LocalNode.start(config, Gateways.dev("127.0.0.1", 0), Clock.systemUTC(), failure -> {
        throw new IllegalStateException(failure);
      })) {
        var uri = URI.create("http://127.0.0.1:" + node.rpcPort());
        for (var body : WarmUpLoad.requests(keys.getFirst(), 31337)) {
          var request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body)).build();
          http.send(request, HttpResponse.BodyHandlers.ofString());
        }
      }
    }
  }
}
