package org.atoll.gossip;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses GOSSIP = new ClassFileImporter()
      .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.atoll.gossip");

  @Test
  void packagesFormNoCycle() {
    slices().matching("org.atoll.(**)").should().beFreeOfCycles().check(GOSSIP);
  }

  @Test
  void zeroMqStaysInside() {
    noClasses().that().resideOutsideOfPackage("org.atoll.gossip.zmq").should().dependOnClassesThat()
        .resideInAnyPackage("org.zeromq..", "zmq..").check(GOSSIP);
  }

  @Test
  void coreReadsNoClockDrawsNoNumberAndTouchesNoWorld() {
    noClasses().that().resideInAPackage("..core..").should().dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "org.slf4j..")
        .orShould().dependOnClassesThat().haveNameMatching("java\\.lang\\.Thread|java\\.util\\.Random|"
            + "java\\.security\\.SecureRandom|java\\.util\\.concurrent\\..*")
        .orShould().callMethodWhere(target(nameMatching("now|currentTimeMillis|nanoTime")))
        .check(GOSSIP);
  }
}
