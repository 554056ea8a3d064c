package org.atoll.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/writing-a-processor.md compiles, and its handler counts. */
class WritingAProcessorTest {
  private static final Path PAGE = Path.of("..", "docs", "writing-a-processor.md");
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final String IMPORTS = """
      import java.nio.ByteBuffer;
      import java.nio.file.Path;
      import java.time.Duration;
      import java.util.List;
      import java.util.concurrent.Executors;
      import org.atoll.sdk.client.AtollClient;
      import org.atoll.sdk.crypto.PrivateKey;
      import org.atoll.sdk.envelope.NativeBatchBuilder;
      import org.atoll.sdk.processor.*;
      import org.atoll.sdk.processor.runner.*;
      import org.atoll.sdk.transport.UnixSockets;
      import org.atoll.sdk.value.*;
      """;

  @TempDir Path classes;

  private static List<String> blocks() throws IOException {
    return BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList();
  }

  /** The page's statements, one block after the other, with what they take for granted. */
  private static String method(List<String> blocks) {
    return IMPORTS + "final class Statements {\n  static void run(String[] args, PrivateKey key, Bytes payload, "
        + "Address address, Bytes nonce) throws Exception {\n" + String.join("\n", blocks) + "}}\n";
  }

  private void compile(Map<String, String> sources) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new StringWriter();
    var units = new ArrayList<JavaFileObject>();
    sources.forEach((name, text) -> units.add(new SimpleJavaFileObject(URI.create("string:///" + name + ".java"),
        JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    }));
    var options = List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    boolean compiles = compiler.getTask(problems, null, null, options, null, units).call();
    assertThat(compiles).as("%s", problems).isTrue();
  }

  @Test
  void theCodeCompilesAndTheHandlerCounts() throws Exception {
    var blocks = blocks();
    assertThat(blocks.getFirst()).contains("class CounterHandler");
    compile(Map.of("CounterHandler", IMPORTS + blocks.getFirst(), "Statements",
        method(blocks.subList(1, blocks.size()))));
    try (var loader = new URLClassLoader(new java.net.URL[] {classes.toUri().toURL()})) {
      var handler = (TransactionHandler) loader.loadClass("CounterHandler").getConstructor().newInstance();
      var state = new MapState();
      var counter = Bytes.wrap(new byte[32]);
      for (int i = 1; i <= 3; i++) {
        assertThat(handler.apply(request(counter), state)).isInstanceOf(Outcome.Applied.class);
        assertThat(state.values.values()).containsExactly(Bytes.fromHex("000000000000000" + i));
      }
      assertThat(state.values.keySet()).allMatch(
          address -> address.bytes().startsWith(handler.family().prefixes().getFirst()));
    }
  }

  private static TransactionRequest request(Bytes payload) {
    var block = new org.atoll.sdk.processor.BlockContext(1, 0, 1, Bytes.EMPTY, EvmAddress.ZERO, 0,
        java.math.BigInteger.ZERO, Hash32.fromHex("00".repeat(32)), 0, BlockId.NONE, Map.of());
    return new TransactionRequest(new TransactionId(Bytes.wrap(new byte[32])), TransactionRequest.Format.NATIVE,
        Bytes.EMPTY, payload, Bytes.EMPTY, block);
  }

  private static final class MapState implements StateContext {
    final Map<Address, Bytes> values = new HashMap<>();

    @Override
    public Optional<Bytes> get(Address address) {
      return Optional.ofNullable(values.get(address));
    }

    @Override
    public Map<Address, Bytes> get(List<Address> addresses) {
      var found = new HashMap<Address, Bytes>();
      addresses.forEach(address -> get(address).ifPresent(value -> found.put(address, value)));
      return found;
    }

    @Override
    public void set(Address address, Bytes value) {
      values.put(address, value);
    }

    @Override
    public void delete(Address address) {
      values.remove(address);
    }
  }
}
