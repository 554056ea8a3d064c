package org.atoll.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.model.Behaviour;
import org.atoll.simulator.core.model.Delay;
import org.atoll.simulator.core.model.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {
  private static final String LEAST = "name = \"x\"\nduration = \"1 min\"\n";

  static List<Path> published() throws IOException {
    try (var files = Files.list(Path.of("..", "docs", "scenarios"))) {
      return files.filter(file -> file.toString().endsWith(".toml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void publishedScenariosCanBeRead(Path file) throws IOException {
    var scenario = ScenarioReader.read(Files.readString(file));

    assertThat(scenario.engine()).isEqualTo("dpos");
    assertThat(scenario.protocol()).isEqualTo("atoll");
    assertThat(scenario.expectations()).isNotEmpty();
    assertThat(scenario.setup(new RandomTree(1)).nodes()).isEqualTo(scenario.nodes());
  }

  @Test
  void thereAreFiveOrMore() throws IOException {
    assertThat(published()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void whatIsNotSaidHasADefault() {
    var scenario = ScenarioReader.read(LEAST);

    assertThat(scenario.nodes()).isEqualTo(4);
    assertThat(scenario.length().micros()).isEqualTo(60_000_000);
    assertThat(scenario.surroundings().link().delay()).isInstanceOf(Delay.Regional.class);
    assertThat(scenario.faults(new RandomTree(1))).isEmpty();
  }

  @Test
  void everythingIsRead() {
    var scenario = ScenarioReader.read("""
        name = "all"
        description = "d"
        protocol = "p"
        engine = "e"
        nodes = 6
        duration = "1.5 h"
        heights = 100
        warm_up = "250 ms"
        [params]
        slot_ms = 500
        label = "l"
        strict = true
        [links]
        model = "lognormal"
        delay = "40 ms"
        sigma = 0.3
        bandwidth_mbit = 8
        loss_percent = 2.5
        duplicate_percent = 1
        reorder_percent = 0.5
        reorder_by = "20 ms"
        loss_is_stall = true
        degree = 4
        [clocks]
        offset = "30 ms"
        skew_ppm = 40
        [disk]
        sync = "3 ms"
        [load]
        per_second = 7.5
        [[fault]]
        at = "10 s"
        until = "20 s"
        kind = "crash"
        nodes = [1, "3..4"]
        wipe = true
        [[fault]]
        kind = "delay"
        nodes = "random 2"
        late = "700 ms"
        [[expect]]
        metric = "blocks"
        min = 5
        over = "mean"
        """);

    assertThat(scenario.length()).isEqualTo(new Scenario.Length(5_400_000_000L, 100, 250_000, 0));
    var link = scenario.surroundings().link();
    assertThat(link.delay()).isEqualTo(new Delay.Lognormal(40_000, 0.3));
    assertThat(link.bytesPerSecond()).isEqualTo(1_000_000);
    assertThat(List.of(link.lossPpm(), link.duplicatePpm(), link.reorderPpm())).containsExactly(25_000, 10_000, 5_000);
    assertThat(link.lossIsStall()).isTrue();
    assertThat(scenario.params()).containsEntry("slot_ms", 500L).containsEntry("label", "l")
        .containsEntry("strict", true);
    var faults = scenario.faults(new RandomTree(1));
    assertThat(faults.getFirst().nodes()).containsExactly(1, 3, 4);
    assertThat(faults.getFirst().kind()).isEqualTo(new Fault.Kind.Crash(true));
    assertThat(faults.getLast().nodes()).hasSize(2);
    assertThat(faults.getLast().ends()).isFalse();
    var lie = (Fault.Kind.Byzantine) faults.getLast().kind();
    assertThat(lie.behaviour()).isEqualTo(Behaviour.DELAY);
    assertThat(lie.micros()).isEqualTo(700_000);
    assertThat(scenario.expectations())
        .containsExactly(new Expectation("blocks", 5, Double.POSITIVE_INFINITY, true));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "duraton = \"1 s\" | unknown key duraton; did you mean duration?",
      "[links]\\nlos_percent = 1 | unknown key links.los_percent; did you mean loss_percent?",
      "nodes = 0 | nodes must be a whole number from 1 to 4096: 0",
      "nodes = \"4\" | nodes must be a whole number",
      "warm_up = \"1 day\" | warm_up must be a time such as",
      "[links]\\nmodel = \"wormhole\" | links.model must be regions, constant, uniform or lognormal: wormhole",
      "[links]\\nloss_percent = 101 | links.loss_percent must be a number",
      "[[fault]]\\nkind = \"cash\"\\nnodes = [1] | fault[0].kind: no fault is called cash; did you mean crash?",
      "[[fault]]\\nkind = \"crash\" | fault[0].nodes is missing",
      "[[fault]]\\nkind = \"crash\"\\nnodes = [4] | fault[0].nodes must name nodes from 0 to 3: [4]",
      "[[fault]]\\nkind = \"crash\"\\nnodes = \"random 5\" | fault[0].nodes: 5 of 4 nodes",
      "[[fault]]\\nkind = \"crash\"\\nnodes = [1]\\nppm = 3 | unknown key fault[0].ppm",
      "[[fault]]\\nkind = \"crash\"\\nnodes = [1]\\nat = \"9 s\"\\nuntil = \"9 s\" | fault[0].until must be after at",
      "[[expect]]\\nmetric = \"blocks\" | expect[0].min or max must be given",
      "[mix]\\nuntil = \"1 h\" | mix.until must be after from and before the end",
      "name = 3 | Duplicate key",
      "[regions]\\nnames = [\"a\"]\\none_way_ms = [[1, 2]] | regions: 1 regions, a row of 2 delays"})
  void whatIsWrongIsNamed(String lines, String message) {
    assertThatThrownBy(() -> ScenarioReader.read(LEAST + lines.replace("\\n", "\n")))
        .isInstanceOf(BadScenario.class).hasMessageContaining(message);
  }

  @Test
  void missingNameAndDurationAreNamed() {
    assertThatThrownBy(() -> ScenarioReader.read("duration = \"1 s\"")).hasMessageContaining("name is missing");
    assertThatThrownBy(() -> ScenarioReader.read("name = \"x\"")).hasMessageContaining("duration must be given");
  }

  @Test
  void theMixKeepsItsWordForEverySeed() {
    var scenario = ScenarioReader.read(LEAST + """
        nodes = 7
        [mix]
        faults = 30
        byzantine = 2
        wipes = 0
        from = "5 s"
        until = "30 s"
        longest = "10 s"
        """);
    for (long seed = 0; seed < 200; seed++) {
      var faults = scenario.faults(new RandomTree(seed));
      var liars = faults.stream().filter(fault -> fault.kind() instanceof Fault.Kind.Byzantine).toList();

      assertThat(faults).hasSize(32);
      assertThat(liars).hasSize(2);
      assertThat(liars.stream().flatMapToInt(fault -> Arrays.stream(fault.nodes())).distinct().count()).isEqualTo(2);
      for (var fault : faults.subList(2, faults.size())) {
        assertThat(fault.atMicros()).isGreaterThanOrEqualTo(5_000_000);
        assertThat(fault.untilMicros()).isBetween(fault.atMicros() + 1, Math.min(30_000_000, fault.atMicros()
            + 10_000_000));
        assertThat(fault.kind()).isNotEqualTo(new Fault.Kind.Crash(true));
      }
    }
  }
}
