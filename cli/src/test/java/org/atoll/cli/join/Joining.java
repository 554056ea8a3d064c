package org.atoll.cli.join;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.validator.NetworkConfig;
import org.atoll.validator.Validator;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.chain.core.JoinRules;
import org.atoll.validator.finality.GuardFolder;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.mempool.core.PoolLimits;

/** Four members with a long chain on disk, all in this process, and nodes that join them. */
final class Joining implements AutoCloseable {
  private final LongChain chain;
  private final Path folder;
  private final List<PeerAddress> members = new ArrayList<>();
  private final List<CurveKeyPair> curves = new ArrayList<>();
  private final List<Validator> open = new ArrayList<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();

  Joining(Path folder, LongChain chain) throws IOException {
    this.folder = folder;
    this.chain = chain;
    for (var key : chain.keys()) {
      var curve = CurveKeyPair.generate(new SecureRandom());
      curves.add(curve);
      members.add(new PeerAddress(key.publicKey(), curve.publicKey(), new Endpoint("127.0.0.1", freePort())));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Starts the members, each on its copy of the data folder. */
  void startMembers(Path data) throws Exception {
    for (int i = 0; i < members.size(); i++) {
      var own = Files.createDirectories(folder.resolve("member" + i));
      copy(data, own.resolve("data"));
      var guard = GuardFolder.open(own.resolve("guard"));
      VoteGuard.create(guard.votes(chain.keys().get(i).publicKey()));
      SealGuard.create(guard.seals(chain.keys().get(i).publicKey()));
      guard.close();
      start(own, chain.keys().get(i), curves.get(i), members.get(i).endpoint(), JoinRules.never());
    }
  }

  /** Starts a node that is no member, with an empty folder or that of an earlier one. */
  Validator join(String name, JoinRules rules) throws Exception {
    var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
    return start(Files.createDirectories(folder.resolve(name)), key, CurveKeyPair.generate(new SecureRandom()),
        new Endpoint("127.0.0.1", freePort()), rules);
  }

  private Validator start(Path own, PrivateKey key, CurveKeyPair curve, Endpoint endpoint, JoinRules rules)
      throws Exception {
    var network = new NetworkConfig(curve, List.of(endpoint), List.of(endpoint), members, PeeringLimits.DEFAULT,
        to -> to, anybody -> true, anybody -> "", rules, Optional.empty());
    var validator = Validator.start(new ValidatorConfig(own, chain.genesis(), key, Optional.of(network), 0, true, false,
        10_000, 128L << 20, PoolLimits.defaults(), BigInteger.ONE, "test"), Clock.systemUTC(), new SecureRandom(),
        failure -> broken.compareAndSet(null, failure));
    open.add(validator);
    return validator;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** What made a node stop. */
  Optional<Throwable> broken() {
    return Optional.ofNullable(broken.get());
  }

  void stop(Validator validator) throws InterruptedException {
    open.remove(validator);
    validator.close();
  }

  long finalHeight() {
    return open.stream().limit(members.size()).mapToLong(node -> node.reader().finalHeight()).max().orElse(0);
  }

  @Override
  public void close() throws InterruptedException {
    for (var validator : open.reversed()) {
      validator.close();
    }
  }
}
