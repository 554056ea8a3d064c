package org.atoll.validator;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.family.evidence.EvidenceHandler;
import org.atoll.validator.family.evidence.ListedEpochs;
import org.atoll.validator.family.evidence.SealedHeaders;
import org.atoll.validator.processor.ProcessorHost;

/** The families every validator serves itself, by the same stream as processors in other processes. */
final class SystemFamilies implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;
  private final ProcessorRunner runner;

  private SystemFamilies(Server server, ManagedChannel channel, ProcessorRunner runner) {
    this.server = server;
    this.channel = channel;
    this.runner = runner;
  }

  static SystemFamilies start(ProcessorHost processors, ChainRules rules, SecureRandom random) throws IOException {
    var name = InProcessServerBuilder.generateName();
    var server = InProcessServerBuilder.forName(name).directExecutor().addService(processors).build().start();
    var channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    var evidence = new EvidenceHandler(Signatures::verify, new SealedHeaders(rules.epochs(), Signatures::verify),
        new ListedEpochs(rules.epochs()), rules.finality().evidenceEpochs());
    var runner = ProcessorRunner.start(channel, List.of(evidence),
        PrivateKey.generate(SignatureAlgorithm.SECP256K1, random), ProcessorOptions.defaults());
    return new SystemFamilies(server, channel, runner);
  }

  @Override
  public void close() {
    runner.close();
    channel.shutdownNow();
    server.shutdownNow();
  }
}
