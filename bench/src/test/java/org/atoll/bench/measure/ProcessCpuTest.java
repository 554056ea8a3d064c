package org.atoll.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessCpuTest {
  @Test
  void addsUserAndSystemTimeWhateverTheCommandIsCalled() throws IOException {
    var stat = "4711 (a) b (c) S 1 4711 4711 0 -1 4194560 9 0 0 0 250 31 7 8 20 0 30 0 100 1 2\n";
    assertThat(ProcessCpu.parse(stat)).isEqualTo(Duration.ofMillis(2_810));
  }

  @Test
  void refusesAnotherForm() {
    assertThatThrownBy(() -> ProcessCpu.parse("4711 (a) S 1 2")).isInstanceOf(IOException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isExactForThreadsThatLive() throws IOException {
    long pid = ProcessHandle.current().pid();
    var before = ProcessCpu.exactly(pid);
    long end = System.nanoTime() + 60_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    var used = ProcessCpu.exactly(pid).minus(before);
    assertThat(used).isPositive();
    assertThat(used.toNanos() % 10_000_000).isNotZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void metersThisProcess() throws IOException {
    var meter = CpuMeter.start(Map.of());
    long end = System.nanoTime() + 60_000_000;
    long spin = 0;
    while (System.nanoTime() < end) {
      spin++;
    }
    assertThat(spin).isPositive();
    assertThat(meter.used()).containsOnlyKeys(CpuMeter.CLIENT);
    assertThat(meter.used().get(CpuMeter.CLIENT)).isPositive();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesTheProcessThatIsNotThere() {
    assertThatThrownBy(() -> CpuMeter.start(Map.of("node", 999_999_999L))).isInstanceOf(IOException.class)
        .hasMessage("no process 999999999 (node)");
  }
}
