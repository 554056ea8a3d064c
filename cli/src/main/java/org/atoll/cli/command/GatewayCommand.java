package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.atoll.cli.node.Gateways;
import org.atoll.gateway.GatewayServer;
import org.atoll.sdk.transport.UnixSockets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One JSON-RPC gateway as a process of its own. */
@Command(name = "gateway", mixinStandardHelpOptions = true, description = "Run a JSON-RPC gateway.")
public final class GatewayCommand implements Callable<Integer> {
  @Option(names = "--connect", required = true, paramLabel = "SOCKET",
      description = "The validator's client socket, such as DIR/run/client.sock.")
  Path socket;
  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
  String host;
  @Option(names = "--port", defaultValue = "8545", description = "RPC port, 0 for any (${DEFAULT-VALUE}).")
  int port;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var end = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try {
      var channel = UnixSockets.connect(socket, Executors.newFixedThreadPool(2,
          Thread.ofPlatform().name("grpc-", 0).daemon(true).factory()));
      try (var gateway = GatewayServer.start(Gateways.plain(host, port), channel, Clock.systemUTC())) {
        Stop.onSignal(end, stopped);
        spec.commandLine().getOut().println("gateway ready   http://" + host + ":" + gateway.port());
        end.await();
      }
      channel.shutdownNow();
      stopped.countDown();
      return 0;
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    }
  }
}
