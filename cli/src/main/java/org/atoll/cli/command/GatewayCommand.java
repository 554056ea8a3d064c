package org.atoll.cli.command;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.atoll.cli.node.Gateways;
import org.atoll.gateway.GatewayServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One JSON-RPC gateway as a process of its own. */
@Command(name = "gateway", mixinStandardHelpOptions = true, description = "Run a JSON-RPC gateway.")
public final class GatewayCommand implements Callable<Integer> {
  @Option(names = {"--validator", "--connect"}, required = true, split = ",", paramLabel = "ENDPOINT",
      description = "Where validators listen for clients: unix:DIR/run/client.sock or tls://HOST:PORT; when one does not "
          + "answer the next is asked.")
  List<String> validators;
  @Mixin TlsOption tls = new TlsOption();
  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
  String host;
  @Option(names = "--port", defaultValue = "8545", description = "RPC port, 0 for any (${DEFAULT-VALUE}).")
  int port;
  @Option(names = "--rpc-host", split = ",", paramLabel = "NAME",
      description = "Names a request's Host header may carry; default: those of this machine.")
  List<String> hosts = List.of();
  @Option(names = "--origin", split = ",", paramLabel = "ORIGIN", description = "Pages that may call from a browser.")
  List<String> origins = List.of();
  @Mixin LogOption logs = new LogOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var end = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var channels = new ArrayList<ManagedChannel>();
    try {
      logs.apply();
      var threads = Executors.newFixedThreadPool(2, Thread.ofPlatform().name("grpc-", 0).daemon(true).factory());
      for (var validator : validators) {
        channels.add(tls.connect(validator, threads));
      }
      try (var gateway = GatewayServer.start(Gateways.with(host, port, hosts, origins), channels, Clock.systemUTC())) {
        Stop.onSignal(end, stopped);
        spec.commandLine().getOut().println("gateway ready   http://" + host + ":" + gateway.port());
        end.await();
      }
      channels.forEach(ManagedChannel::shutdownNow);
      stopped.countDown();
      return 0;
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    }
  }
}
