package org.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.atoll.cli.tls.Organisation;
import org.atoll.cli.tls.TlsFolder;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code atoll keys tls} as operators call it, and what is said to files that do not fit. */
final class TlsCommandTest {
  @TempDir Path folder;

  private record Ended(int code, String text) {}

  /** Words that begin with {@code @} are files of the test's folder. */
  private Ended run(String... arguments) {
    return run(List.of("keys", "tls"), arguments);
  }

  private Ended run(List<String> first, String... arguments) {
    var all = new ArrayList<>(first);
    for (var argument : arguments) {
      all.add(argument.startsWith("@") ? folder.resolve(argument.substring(1)).toString() : argument);
    }
    var text = new StringWriter();
    int code = Atoll.run(new PrintWriter(text), new PrintWriter(text), all.toArray(String[]::new));
    return new Ended(code, text.toString());
  }

  @Test
  void anAuthorityIssuesAndRenews() throws Exception {
    assertThat(run("ca", "--dir", "@ca", "--org", "Harbour & Sons").code()).isZero();
    var issued = run("issue", "--ca", "@ca", "--role", "validator", "--host", "node.example,127.0.0.1,::1", "--dir", "@n/tls");
    assertThat(issued.text()).contains("roles    validator").contains("node.example").contains("127.0.0.1");
    assertThat(issued.code()).isZero();
    for (var secret : List.of("ca/ca-key.pem", "n/tls/key.pem")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
          .isEqualTo("rw-------");
    }
    assertThat(JsonMapper.builder().build().readTree(run("show", "@n/tls", "--json").text()).path("hosts").get(0).asText())
        .isEqualTo("node.example");
    var first = TlsFiles.in(folder.resolve("n/tls")).read().chain().getFirst();

    assertThat(run("renew", "--ca", "@ca", "--dir", "@n/tls", "--days", "500").code()).isZero();

    var second = TlsFiles.in(folder.resolve("n/tls")).read().chain().getFirst();
    assertThat(second.getNotAfter()).isAfter(first.getNotAfter());
    assertThat(second.getSubjectX500Principal()).isEqualTo(first.getSubjectX500Principal());
    assertThat(List.copyOf(second.getSubjectAlternativeNames()))
        .isEqualTo(List.copyOf(first.getSubjectAlternativeNames()));
    assertThat(CertificateRole.of(second)).containsExactly(CertificateRole.VALIDATOR);
    assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "issue --ca @none --role client --dir @x | 65 | atoll keys tls ca --dir",
      "issue --ca @ca --role boss --dir @x | 64 | validator, client, processor or engine",
      "issue --ca @ca --role validator --dir @x | 64 | names the hosts",
      "issue --ca @ca --role validator,client --host a --dir @x | 64 | who serves does not dial",
      "issue --ca @ca --role validator --host a/b --dir @x | 64 | neither a host name nor an IP address",
      "issue --ca @ca --role client --days 0 --dir @x | 64 | --days is 1 or more",
      "renew --ca @ca --dir @none | 65 | does not exist",
      "show @none | 78 | does not exist"})
  void whatMakesNoSenseIsRefusedSayingWhatToDo(String arguments, int code, String text) throws Exception {
    TlsFolder.create(folder.resolve("ca"), new Organisation(folder).authority());

    var ended = run(arguments.split(" "));

    assertThat(ended.text()).contains(text).doesNotContain("Exception");
    assertThat(ended.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "gateway --validator tls://localhost:1 | 64 | add --tls DIR",
      "gateway --validator localhost:7801 | 64 | tls://HOST:PORT",
      "gateway --validator tls://localhost:1 --tls @none | 78 | does not exist",
      "processor intkey --connect tcp://localhost:7802 | 64 | no connection without TLS",
      "processor intkey --connect tls://localhost:1 | 64 | add --tls DIR"})
  void whoDialsIsToldWhatIsMissing(String arguments, int code, String text) {
    var ended = run(List.of(), arguments.split(" "));

    assertThat(ended.text()).contains(text).doesNotContain("Exception");
    assertThat(ended.code()).isEqualTo(code);
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    var organisation = new Organisation(folder.resolve("o"));
    TlsFolder.create(folder.resolve("ca"), organisation.authority());
    var made = organisation.of(CertificateRole.CLIENT);
    var before = Files.readString(made.resolve("key.pem"));

    var ended = run("issue", "--ca", "@ca", "--role", "client", "--dir", made.toString());

    assertThat(ended.text()).contains("exists already").contains("atoll keys tls renew");
    assertThat(ended.code()).isEqualTo(65);
    assertThat(made.resolve("key.pem")).hasContent(before);
  }

  @Test
  void filesThatOthersReadOrThatDoNotFitAreRefused() throws Exception {
    var organisation = new Organisation(folder);
    var own = organisation.of(CertificateRole.CLIENT);
    var key = own.resolve("key.pem");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Organisation.identity(own)).hasMessageContaining("chmod 600");

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(key, Files.readString(organisation.of(CertificateRole.ENGINE).resolve("key.pem")));
    assertThatThrownBy(() -> Organisation.identity(own)).hasMessageContaining("is not the key of");

    Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertThatThrownBy(() -> Organisation.identity(own)).hasMessageContaining("openssl pkcs8");

    Files.writeString(own.resolve("ca.pem"), "");
    assertThatThrownBy(() -> Organisation.identity(own)).isInstanceOf(IOException.class);

    Files.delete(key);
    assertThatThrownBy(() -> Organisation.identity(own)).hasMessageContaining("does not exist")
        .hasMessageContaining("atoll keys tls");
  }
}
