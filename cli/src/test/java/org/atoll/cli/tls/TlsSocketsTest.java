package org.atoll.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.Channels;
import org.atoll.sdk.transport.Failures;
import org.atoll.sdk.transport.GrpcEndpoint;
import org.atoll.sdk.transport.TlsFiles;
import org.atoll.sdk.transport.TlsSockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may connect to a validator's client service over TCP, over real sockets. */
@Timeout(120)
final class TlsSocketsTest {
  private static final long CHAIN = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  /** Less than a silent connection is given. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon(true).factory());
  private final AtomicInteger calls = new AtomicInteger();
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private Organisation organisation;
  private Path validator;
  private int port;

  @TempDir Path folder;

  @BeforeEach
  void serve() throws IOException {
    organisation = new Organisation(folder.resolve("ours"));
    validator = organisation.validator();
    port = serve(validator);
  }

  private int serve(Path identity) throws IOException {
    return serve(identity, new GrpcEndpoint.Tls("127.0.0.1", 0));
  }

  private int serve(Path identity, GrpcEndpoint.Tls at) throws IOException {
    var server = TlsSockets.serve(at, Organisation.identity(identity),
        CertificateRole.CLIENT, threads, List.of(new ClientServiceGrpc.ClientServiceImplBase() {
          @Override
          public void getChain(ChainRequest request, StreamObserver<ChainReply> reply) {
            calls.incrementAndGet();
            reply.onNext(ChainReply.newBuilder().setChainId(CHAIN).build());
            reply.onCompleted();
          }
        }));
    servers.add(server);
    return server.getPort();
  }

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
    threads.shutdownNow();
  }

  private ManagedChannel dial(Path identity, int to) throws IOException {
    var channel = Channels.connect(new GrpcEndpoint.Tls("localhost", to),
        Optional.of(Organisation.identity(identity)), threads);
    channels.add(channel);
    return channel;
  }

  private static long ask(ManagedChannel channel) {
    return ClientServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .getChain(ChainRequest.getDefaultInstance()).getChainId();
  }

  /** What a caller is told, who must not be answered. */
  private String refusal(ManagedChannel channel) {
    var failure = catchThrowable(() -> ask(channel));
    assertThat(failure).isNotNull();
    assertThat(calls).hasValue(0);
    return Failures.describe(failure);
  }

  @Test
  void aClientOfTheSameAuthorityIsAnswered() throws IOException {
    assertThat(ask(dial(organisation.of(CertificateRole.CLIENT), port))).isEqualTo(CHAIN);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws IOException {
    var stranger = new Organisation(folder.resolve("theirs")).of(CertificateRole.CLIENT);
    Files.copy(validator.resolve("ca.pem"), stranger.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(refusal(dial(stranger, port))).contains("UNAVAILABLE").contains("fatal alert")
        .contains("refuses this process's certificate");
  }

  @Test
  void anExpiredCertificateIsRefused() throws IOException {
    assertThat(refusal(dial(organisation.expired(CertificateRole.CLIENT), port))).contains("refuses this process's certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENGINE", "PROCESSOR"})
  void aCertificateOfAnotherRoleIsRefusedSayingWhatToDo(CertificateRole role) throws IOException {
    assertThat(refusal(dial(organisation.of(role), port))).contains("PERMISSION_DENIED").contains("CN=test " + role)
        .contains("roles [" + role + "]").contains("for role client").contains("atoll keys tls issue --role client");
  }

  @Test
  void aValidatorsCertificateDialsNobody() throws IOException {
    assertThat(refusal(dial(validator, port))).contains("UNAVAILABLE").contains("fatal alert");
  }

  @Test
  void aServerThatIsNoValidatorIsRefused() throws Exception {
    var both = organisation.clientThatServes();
    int impostor = serve(both);

    assertThat(refusal(dial(organisation.of(CertificateRole.CLIENT), impostor))).contains("UNAVAILABLE")
        .contains("of roles [client], not of a validator");
    assertThat(ask(dial(both, port))).isEqualTo(CHAIN);
  }

  @Test
  void aServerOfAnotherNameIsRefused() throws IOException {
    int other = serve(organisation.issue(CertificateRole.VALIDATOR, List.of("elsewhere.example"), Instant.now()));

    assertThat(refusal(dial(organisation.of(CertificateRole.CLIENT), other))).contains("localhost");
  }

  @Test
  void aServerWhoseCertificateHasExpiredIsRefused() throws IOException {
    int old = serve(organisation.expired(CertificateRole.VALIDATOR));

    assertThat(refusal(dial(organisation.of(CertificateRole.CLIENT), old))).contains("validity check failed");
  }

  @Test
  void withoutTlsNothingIsAnswered() {
    var plain = NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    channels.add(plain);

    assertThat(Status.fromThrowable(catchThrowable(() -> ask(plain))).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void withoutACertificateNobodyIsLetIn(String protocol) throws Exception {
    assertThat(isLetIn(protocol, context(Optional.of(organisation.of(CertificateRole.CLIENT))))).isTrue();
    assertThat(isLetIn(protocol, context(Optional.empty()))).isFalse();
  }

  /** A session that were resumed would be spared the check. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whoComesBackIsCheckedAgain(String protocol) throws Exception {
    var shortly = organisation.issue(CertificateRole.CLIENT, List.of(),
        Instant.now().minus(Duration.ofDays(1)).plusSeconds(5));
    var context = context(Optional.of(shortly));
    assertThat(isLetIn(protocol, context)).isTrue();
    var end = TlsFiles.in(shortly).read().chain().getFirst().getNotAfter().toInstant().plusSeconds(1);
    Thread.sleep(Duration.between(Instant.now(), end));

    assertThat(isLetIn(protocol, context)).isFalse();
  }

  /** A client that trusts the validator, with a certificate or without. */
  private SSLContext context(Optional<Path> identity) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("ca", TlsFiles.in(validator).read().authorities().getFirst());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (identity.isPresent()) {
      var files = TlsFiles.in(identity.get()).read();
      own.setKeyEntry("own", files.key(), new char[0], files.chain().toArray(X509Certificate[]::new));
    }
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Whether the validator begins to speak HTTP/2. */
  private boolean isLetIn(String protocol, SSLContext context) throws IOException {
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[] {protocol});
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      throw silent;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void newFilesAreUsedFromTheNextConnectionOn() throws IOException {
    var files = organisation.expired(CertificateRole.CLIENT);
    var identity = Organisation.identity(files);
    var channel = Channels.connect(new GrpcEndpoint.Tls("localhost", port), Optional.of(identity), threads);
    channels.add(channel);
    assertThat(refusal(channel)).contains("refuses this process's certificate");

    var fresh = organisation.authority().issue(new CertificateAuthority.Request("renewed",
        Set.of(CertificateRole.CLIENT), List.of()), Instant.now(), Duration.ofDays(1));
    TlsFolder.replace(files, organisation.authority(), fresh);

    assertThat(ClientServiceGrpc.newBlockingStub(channel).withWaitForReady()
        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS).getChain(ChainRequest.getDefaultInstance()).getChainId())
        .isEqualTo(CHAIN);
    assertThat(identity.notAfter()).isAfter(Instant.now());
  }

  @Test
  void filesThatDoNotFitTogetherLeaveThoseBeforeInUse() throws IOException {
    var files = organisation.of(CertificateRole.CLIENT);
    var identity = Organisation.identity(files);
    var before = identity.notAfter();
    var other = organisation.issue(CertificateRole.CLIENT, List.of(), Instant.now().plus(Duration.ofDays(3)));

    Files.copy(other.resolve("cert.pem"), files.resolve("cert.pem"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(identity.notAfter()).isEqualTo(before);
    Files.copy(other.resolve("key.pem"), files.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(identity.notAfter()).isAfter(before);
  }

  /** gRPC alone would dial again after 11 to 17 seconds by then. */
  @Test
  void aValidatorThatWasLongAwayIsFoundSoon() throws Exception {
    var channel = dial(organisation.of(CertificateRole.CLIENT), port);
    assertThat(ask(channel)).isEqualTo(CHAIN);
    servers.getFirst().shutdownNow().awaitTermination();
    long away = System.nanoTime() + Duration.ofSeconds(18).toNanos();
    while (System.nanoTime() < away) {
      assertThat(Status.fromThrowable(catchThrowable(() -> ask(channel))).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      Thread.sleep(100);
    }
    serve(validator, new GrpcEndpoint.Tls("127.0.0.1", port));
    long back = System.nanoTime();

    assertThat(ClientServiceGrpc.newBlockingStub(channel).withWaitForReady()
        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS).getChain(ChainRequest.getDefaultInstance()).getChainId())
        .isEqualTo(CHAIN);
    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void anAddressOfIpVersion6IsDialled() throws IOException {
    assumeThatCode(() -> new ServerSocket(0, 1, InetAddress.getByName("::1")).close()).doesNotThrowAnyException();
    var identity = organisation.issue(CertificateRole.VALIDATOR, List.of("::1"), Instant.now());
    int at = serve(identity, new GrpcEndpoint.Tls("::1", 0));
    var channel = Channels.connect(GrpcEndpoint.parse("tls://[::1]:" + at),
        Optional.of(Organisation.identity(organisation.of(CertificateRole.CLIENT))), threads);
    channels.add(channel);

    assertThat(ask(channel)).isEqualTo(CHAIN);
  }

  @Test
  void oneFolderMayHoldSeveralRoles() throws IOException {
    var own = folder.resolve("both");
    TlsFolder.create(own, organisation.authority(), organisation.authority().issue(new CertificateAuthority.Request("both",
        Set.of(CertificateRole.ENGINE, CertificateRole.CLIENT), List.of()), Instant.now(), Duration.ofDays(1)));

    assertThat(ask(dial(own, port))).isEqualTo(CHAIN);
  }

  @Test
  void connectionsBeyondTheLimitsAreClosedAndSilentOnesDoNotStay() throws IOException {
    var silent = new ArrayList<Socket>();
    try {
      for (int host = 2; host <= 5; host++) {
        for (int i = 0; i < 64; i++) {
          silent.add(connect("127.0.0." + host));
        }
        try (var tooMany = connect("127.0.0." + host)) {
          assertThat(endsWithin(tooMany, SOON)).as("65 of one address").isTrue();
        }
      }
      try (var tooMany = connect("127.0.0.6")) {
        assertThat(endsWithin(tooMany, SOON)).as("257 in all").isTrue();
      }
      assertThat(endsWithin(silent.getFirst(), PATIENCE)).as("no handshake for ten seconds").isTrue();
      assertThat(endsWithin(silent.getLast(), PATIENCE)).as("no handshake for ten seconds").isTrue();
    } finally {
      for (var socket : silent) {
        socket.close();
      }
    }
    assertThat(ask(dial(organisation.of(CertificateRole.CLIENT), port))).isEqualTo(CHAIN);
  }

  private Socket connect(String from) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  private static boolean endsWithin(Socket socket, Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }
}
