package org.atoll.dpos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.stream.Stream;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.testing.engine.EngineConformance;
import org.atoll.sdk.testing.engine.EngineSubject;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class DposConformanceTest {
  private static final EngineSubject SUBJECT = EngineSubject.of(DposEngine::new, Bytes.wrap("{}".getBytes(US_ASCII)))
      .withChanges(
          (header, random) -> at(header, header.timestampMillis() + 1 + random.nextInt(2_999)),
          (header, random) -> at(header, header.timestampMillis() - 3_000L * (1 + random.nextInt(1_000_000))),
          (header, random) -> at(header, -header.timestampMillis()),
          (header, random) -> new Header(header.id(), header.parentId(), header.height() + 1 + random.nextInt(100),
              header.timestampMillis(), header.producer(), header.consensus()),
          (header, random) -> new Header(header.id(), BlockId.NONE, header.height(), header.timestampMillis(),
              header.producer(), header.consensus()));

  private static Header at(Header header, long timestampMillis) {
    return new Header(header.id(), header.parentId(), header.height(), timestampMillis, header.producer(),
        header.consensus());
  }

  @TestFactory
  Stream<DynamicTest> conforms() {
    return EngineConformance.of(SUBJECT).checks().stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
