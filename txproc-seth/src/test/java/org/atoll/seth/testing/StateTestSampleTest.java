package org.atoll.seth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.atoll.sdk.testing.Conformance;
import org.atoll.seth.core.Evm;
import org.atoll.seth.state.CodeCache;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A part of Ethereum's official state tests, spread evenly over all that do not take long; each also with state that
 * arrives key by key.
 */
final class StateTestSampleTest {
  private static final String SLOW =
      ".*(stTimeConsuming|stQuadratic|vmPerformance|stAttack|stStaticCall|stMemoryStress).*";

  @ParameterizedTest
  @CsvSource({"cancun, 5", "multifork, 25", "osaka, 5"})
  void everyNthCasePasses(String folder, int n) throws IOException {
    var root = Conformance.file("state-tests/" + folder);
    assumeTrue(root.isPresent(), Conformance.MISSING);
    var runner = new StateTestRunner(new Evm(new CodeCache(1 << 20), 7), true);
    var failures = new ArrayList<String>();
    var passed = new TreeMap<String, Integer>();
    for (var archive : archives(root.get())) {
      Conformance.forEachEntry(archive, "", (file, content) -> {
        for (var which : StateTestRunner.parse(file, content)) {
          if (Math.floorMod(which.name().hashCode(), n) != 0) {
            continue;
          }
          var verdict = runner.run(which);
          var fork = which.fork().id();
          if (verdict.passed()) {
            passed.merge(fork, 1, Integer::sum);
          } else {
            failures.add(which.fork() + " " + which.name() + ": " + verdict.detail());
          }
        }
      });
    }
    System.out.println("state tests " + folder + ": passed " + passed);
    assertThat(failures).isEmpty();
    assertThat(passed).isNotEmpty();
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().matches(SLOW)).sorted().toList();
    }
  }
}
