package org.atoll.validator.engine.core;

import java.util.stream.Stream;
import org.atoll.sdk.testing.engine.EngineConformance;
import org.atoll.sdk.testing.engine.EngineSubject;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Engine dev has one member and a setting of its own; the rest is as for all engines. */
final class DevConformanceTest {
  @TestFactory
  Stream<DynamicTest> onDemand() {
    return trials(0, true);
  }

  @TestFactory
  Stream<DynamicTest> atAnInterval() {
    return trials(2_000, false);
  }

  private static Stream<DynamicTest> trials(long intervalMillis, boolean automine) {
    var subject = EngineSubject.of(() -> new DevEngine(intervalMillis, automine), Bytes.EMPTY).withSizes(1);
    return EngineConformance.of(subject).checks().stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
