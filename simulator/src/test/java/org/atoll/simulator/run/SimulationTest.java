package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.atoll.simulator.scenario.BadScenario;
import org.atoll.simulator.scenario.Scenario;
import org.atoll.simulator.scenario.ScenarioReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class SimulationTest {
  private static final String QUICK = """
      name = "quick <four>"
      protocol = "voting"
      nodes = 4
      duration = "1 min"
      [links]
      loss_percent = 1
      [load]
      per_second = 3
      [[fault]]
      at = "20 s"
      until = "25 s"
      kind = "crash"
      nodes = "random 1"
      """;

  @TempDir Path folder;
  private final StringWriter printed = new StringWriter();
  private final Simulation simulation = new Simulation(new PrintWriter(printed, true), "test build");

  @Test
  void aRunLeavesItsFilesAndAReplayIsTheSame() throws Exception {
    int code = run(QUICK + "[[expect]]\nmetric = \"blocks\"\nmin = 10\n", "1..3", 2, true);

    assertThat(code).isEqualTo(Simulation.MET);
    assertThat(Files.readString(folder.resolve("scenario.toml"))).startsWith(QUICK);
    var summary = new ObjectMapper().readTree(Files.readString(folder.resolve("summary.json")));
    assertThat(summary.path("runs")).hasSize(3);
    assertThat(summary.path("met").asBoolean()).isTrue();
    assertThat(summary.path("metrics").path("blocks").path("mean").asDouble()).isGreaterThan(10);
    assertThat(Files.readAllLines(folder.resolve("metrics.csv"))).hasSize(4)
        .allMatch(line -> line.split(",", -1).length == 2 + summary.path("metrics").size());
    var events = Files.readAllLines(folder.resolve("2").resolve("events.jsonl"));
    assertThat(events).hasSize(summary.path("runs").path(1).path("events").asInt());
    assertThat(new ObjectMapper().readTree(events.getFirst()).path("kind").asText()).isEqualTo("start");

    assertThat(simulation.replay(folder.resolve("2"), Optional.empty(), Optional.empty())).isZero();
    assertThat(printed.toString()).contains("the same events as before");
  }

  @Test
  void aReplayThatDiffersIsFoundOut() throws Exception {
    run(QUICK, "5", 1, false);
    var result = folder.resolve("5").resolve("result.json");
    Files.writeString(result, Files.readString(result).replaceAll("\"trace_hash\" : \"..", "\"trace_hash\" : \"zz"));

    assertThat(simulation.replay(folder.resolve("5"), Optional.empty(), Optional.empty()))
        .isEqualTo(Simulation.NOT_MET);
    assertThat(printed.toString()).contains("differs from zz");
  }

  @Test
  void aTraceShowsOneNodesEvents() throws Exception {
    run(QUICK, "5", 1, false);
    printed.getBuffer().setLength(0);
    simulation.replay(folder.resolve("5"), Optional.of(300L), Optional.of(2));

    assertThat(printed.toString().lines().filter(line -> line.contains("deliver")))
        .isNotEmpty().allMatch(line -> line.matches(".* deliver +2 +from [013]: .*"));
    assertThat(printed.toString()).contains("events 300");
  }

  @Test
  void jobsDoNotChangeWhatComesOut() throws Exception {
    run(QUICK, "1..6", 1, false);
    var alone = Files.readString(folder.resolve("metrics.csv"));
    run(QUICK, "1..6", 3, false);

    assertThat(Files.readString(folder.resolve("metrics.csv"))).isEqualTo(alone);
  }

  @Test
  void theReportStandsAlone() throws Exception {
    run(QUICK, "1..3", 1, false);
    var html = Files.readString(folder.resolve("report.html"));

    assertThat(html).contains("quick &lt;four&gt;", "Figure 5.", "test build", "finality_ms_p99")
        .doesNotContain("http://", "https://", "<script", "<link", "NaN", "Infinity");
    assertThat(Pattern.compile("<svg").matcher(html).results().count()).isEqualTo(8);
    var svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
    DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void whatIsNotMetIsSaid() throws Exception {
    assertThat(run(QUICK + "[[expect]]\nmetric = \"blocks\"\nmin = 1000\n", "1..8", 2, false))
        .isEqualTo(Simulation.NOT_MET);
    assertThat(printed.toString()).contains("NOT MET  blocks", "seed 1: blocks = ", "at least 1000", "and 3 more");
    assertThat(run(QUICK + "[[expect]]\nmetric = \"blcks\"\nmin = 1\n", "1", 1, false))
        .isEqualTo(Simulation.NOT_MET);
    assertThat(printed.toString()).contains("blcks was not measured");
  }

  @Test
  void aConflictEndsWithThree() throws Exception {
    int code = run("""
        name = "nine twins"
        protocol = "voting"
        nodes = 21
        duration = "2 min"
        [[fault]]
        at = "20 s"
        kind = "twins"
        nodes = "0..8"
        other = "15..20"
        [[fault]]
        at = "20 s"
        kind = "partition"
        groups = ["9..14", "15..20"]
        """, "1", 1, false);

    assertThat(code).isEqualTo(Simulation.UNSAFE);
    assertThat(printed.toString()).contains("VIOLATION at ", "1 with safety violations");
    assertThat(Files.readString(folder.resolve("report.html"))).contains("Safety is violated.");
  }

  @Test
  void unknownProtocolsAreNamed() {
    assertThatThrownBy(() -> run("name = \"x\"\nprotocol = \"paxos\"\nduration = \"1 s\"", "1", 1, false))
        .isInstanceOf(BadScenario.class).hasMessageContaining("paxos").hasMessageContaining("voting");
  }

  @Test
  void seedsAreRead() {
    assertThat(SeedRange.parse("7")).containsExactly(7);
    assertThat(SeedRange.parse("1..4,9,3")).containsExactly(1, 2, 3, 4, 9);
    assertThatThrownBy(() -> SeedRange.parse("4..1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SeedRange.parse("1..x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SeedRange.parse("1..10000000")).isInstanceOf(IllegalArgumentException.class);
  }

  private int run(String toml, String seeds, int jobs, boolean events) throws IOException, InterruptedException {
    Scenario scenario = ScenarioReader.read(toml);
    return simulation.run(scenario,
        new Simulation.Options(SeedRange.parse(seeds), jobs, Optional.of(folder), events));
  }
}
