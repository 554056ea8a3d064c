package org.atoll.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may depend on what. Generated protobuf classes do not count. */
class ArchitectureTest {
  private static final JavaClasses ATOLL = new ClassFileImporter()
      .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
      .withImportOption(location -> !location.contains("/org/atoll/sdk/proto/"))
      .importPackages("org.atoll");

  @Test
  void packagesFormNoCycle() {
    slices().matching("org.atoll.(**)").should().beFreeOfCycles().check(ATOLL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sdk", "gossip", "dpos", "seth", "intkey", "gateway"})
  void modulesSeeOnlyTheSdk(String module) {
    classes().that().resideInAPackage("org.atoll." + module + "..").should().onlyDependOnClassesThat(
        resideInAPackage("org.atoll." + module + "..").or(resideInAPackage("org.atoll.sdk.."))
            .or(not(resideInAPackage("org.atoll..")))).check(ATOLL);
  }

  @Test
  void theValidatorSeesSdkAndGossip() {
    classes().that().resideInAPackage("org.atoll.validator..").should().onlyDependOnClassesThat(
        resideInAPackage("org.atoll.validator..").or(resideInAPackage("org.atoll.sdk.."))
            .or(resideInAPackage("org.atoll.gossip..")).or(not(resideInAPackage("org.atoll..")))).check(ATOLL);
  }

  @ParameterizedTest
  @CsvSource({"cli, org.atoll.cli..", "bench, org.atoll.bench..", "simulator, org.atoll.simulator.."})
  void nothingImportsAComposition(String module, String packages) {
    noClasses().that().resideOutsideOfPackages(packages, "org.atoll.cli..").should().dependOnClassesThat()
        .resideInAPackage(packages).check(ATOLL);
  }

  @Test
  void coreReadsNoClockAndTouchesNoWorld() {
    noClasses().that().resideInAPackage("..core..").should().dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "io.grpc..",
            "io.helidon..", "org.slf4j..")
        .orShould().callMethodWhere(target(nameMatching("now|currentTimeMillis|nanoTime")))
        .check(ATOLL);
  }

  @Test
  void coreStartsNoThreadAndDrawsNoNumber() {
    noClasses().that().resideInAPackage("..core..").should().dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.Thread|java\\.util\\.Random|java\\.security\\.SecureRandom|"
            + "java\\.util\\.concurrent\\.(locks\\..*|Executor.*|.*Executor|CompletableFuture|ThreadLocal.*)")
        .orShould().callMethodWhere(target(nameMatching("randomUUID|parallelStream")))
        .check(ATOLL);
  }
}
