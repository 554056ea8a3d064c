package org.atoll.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.testing.engine.EngineConformance;
import org.atoll.sdk.testing.engine.EngineSubject;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/writing-an-engine.md compiles, and its engine stands the trials. */
class WritingAnEngineTest {
  private static final Path PAGE = Path.of("..", "docs", "writing-an-engine.md");
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final String IMPORTS = """
      import java.nio.ByteBuffer;
      import java.nio.file.Path;
      import java.util.List;
      import java.util.Optional;
      import java.util.Set;
      import java.util.concurrent.Executors;
      import org.atoll.sdk.crypto.*;
      import org.atoll.sdk.engine.*;
      import org.atoll.sdk.engine.runner.*;
      import org.atoll.sdk.testing.engine.*;
      import org.atoll.sdk.transport.UnixSockets;
      import org.atoll.sdk.value.*;
      """;

  @TempDir Path classes;

  @Test
  void theCodeCompilesAndTheEngineConforms() throws Exception {
    var blocks = BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList();
    assertThat(blocks).hasSize(4);
    compile(Map.of("RoundRobinEngine", IMPORTS + blocks.get(0), "RoundRobinProvider", IMPORTS + blocks.get(2),
        "Statements", IMPORTS + "final class Statements {\n  static void run(String[] args, PrivateKey key) "
            + "throws Exception {\n" + blocks.get(1) + blocks.get(3) + "}}\n"));
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      var provider =
          (EngineProvider) loader.loadClass("RoundRobinProvider").getConstructor().newInstance();
      var info = provider.create().info();
      assertThat(List.of(info.name(), info.version())).containsExactly(provider.name(), provider.version());
      EngineConformance.of(EngineSubject.of(provider::create, Bytes.EMPTY)).checks()
          .forEach(EngineConformance.Check::run);
    }
  }

  private void compile(Map<String, String> sources) {
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
    boolean compiles = ToolProvider.getSystemJavaCompiler()
        .getTask(problems, null, null, options, null, units).call();
    assertThat(compiles).as("%s", problems).isTrue();
  }
}
