package org.atoll.simulator.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.atoll.simulator.core.metrics.CostMeter;
import org.atoll.simulator.report.Experiment.Figure;

/** One HTML file: what was run, what was expected, what came of it. */
public final class Report {
  private static final Set<String> LEAD = Set.of("finality_ms_p50", "finality_ms_p99", "interval_ms_mean",
      "stale_rate", "messages_per_block", "growth_per_s", "recovery_ms", "safety_violations");
  private static final int SEEDS_SHOWN = 200;

  private final Experiment experiment;
  private final StringBuilder page = new StringBuilder(1 << 16);
  private int figures;

  private Report(Experiment experiment) {
    this.experiment = experiment;
  }

  public static String html(Experiment experiment) {
    return new Report(experiment).make();
  }

  private String make() {
    var scenario = experiment.scenario();
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .append(Html.text(scenario.name())).append("</title><style>").append(style()).append("</style></head><body>");
    page.append("<header><p class=\"kicker\">Atoll simulation</p><h1>").append(Html.text(scenario.name()))
        .append("</h1>");
    if (!scenario.description().isEmpty()) {
      page.append("<p class=\"lead\">").append(Html.text(scenario.description())).append("</p>");
    }
    page.append("<p class=\"facts\">").append(facts()).append("</p>").append(verdict()).append("</header>");
    expectations();
    figures();
    measurements();
    costs();
    seeds();
    appendix();
    return page.append("</body></html>\n").toString();
  }

  private String facts() {
    var scenario = experiment.scenario();
    var runs = experiment.runs();
    long events = runs.stream().mapToLong(run -> run.events()).sum();
    double hours = runs.stream().mapToLong(run -> run.endMicros()).sum() / 3.6e9;
    return String.format(Locale.ROOT, "%d nodes · engine %s · %d %s · %s virtual hours · %s events in %.1f s",
        scenario.nodes(), Html.text(scenario.engine()), runs.size(), runs.size() == 1 ? "seed" : "seeds",
        Axis.number(hours), Axis.number(events), experiment.wallMillis() / 1e3);
  }

  private String verdict() {
    if (!experiment.safe()) {
      var what = new StringBuilder("<div class=\"verdict bad\"><b>Safety is violated.</b><ul>");
      experiment.runs().stream().filter(run -> !run.safe()).limit(5).forEach(run -> run.violations().stream().limit(3)
          .forEach(violation -> what.append("<li>seed ").append(run.seed()).append(", ").append(Html.text(violation))
              .append("</li>")));
      return what.append("</ul></div>").toString();
    }
    if (!experiment.met()) {
      return "<div class=\"verdict bad\"><b>Not as expected.</b> See the table below.</div>";
    }
    return "<div class=\"verdict good\"><b>No safety violation"
        + (experiment.judgements().isEmpty() ? ".</b>" : ", all expectations met.</b>") + "</div>";
  }

  private void expectations() {
    if (experiment.judgements().isEmpty()) {
      return;
    }
    page.append("<h2>Expectations</h2><table><thead><tr><th>metric</th><th>expected</th><th>of</th>"
        + "<th class=\"n\">mean</th><th></th></tr></thead><tbody>");
    for (var judgement : experiment.judgements()) {
      page.append("<tr><td>").append(Html.text(judgement.metric())).append("</td><td>")
          .append(Html.text(judgement.band())).append("</td><td>").append(judgement.scope())
          .append("</td><td class=\"n\">").append(Html.text(judgement.value())).append("</td><td class=\"")
          .append(judgement.met() ? "ok\">met" : "no\">not met: " + Html.text(judgement.detail())).append("</td></tr>");
    }
    page.append("</tbody></table>");
  }

  private void figures() {
    var runs = experiment.runs();
    page.append("<h2>Figures</h2>");
    figure(true, Timeline.svg(runs.getFirst(), experiment.firstFaults()),
        "Heights over time, first seed. Between the highest and the lowest final height of the honest nodes the area is "
            + "filled: it shows who lags.");
    pair("Finality latency: from the making of a block to its being final, a sample for each block and honest node that "
            + "was up. Left: all seeds; right: cumulative.", Figures.finalityHistogram(runs),
        Figures.finalityDistribution(runs));
    pair("Intervals between successive blocks of the chain. Left: all seeds; right: cumulative.",
        Figures.intervalHistogram(runs), Figures.intervalDistribution(runs));
    figure(true, Figures.fairness(runs, experiment.weights()),
        "Fairness: blocks in the chain by producer, beside the share that its weight gives it." + shares());
    figure(true, Figures.missedSlots(runs, experiment.weights()),
        "Slots that the final chain leaves empty, by the producer whose turn it was.");
    pair("Left: blocks that ended outside the chain, of all blocks made. Right: messages that cross links for one block "
        + "of the chain, and their size.", Figures.staleRates(runs), Figures.messages(runs));
  }

  private String shares() {
    var figures = experiment.figures();
    if (!figures.containsKey("share_gini")) {
      return "";
    }
    return String.format(Locale.ROOT, " χ²/df %s, Gini %s, HHI %s, Nakamoto coefficient (1/3) %s.",
        mean(figures, "share_chi2_per_df"), mean(figures, "share_gini"), mean(figures, "share_hhi"),
        mean(figures, "share_nakamoto"));
  }

  private static String mean(Map<String, Figure> figures, String name) {
    var figure = figures.get(name);
    return figure == null ? "–" : Axis.number(figure.mean());
  }

  private void figure(boolean wide, String svg, String caption) {
    if (!svg.isEmpty()) {
      page.append("<figure").append(wide ? " class=\"wide\"" : "").append('>').append(svg);
      caption(caption);
      page.append("</figure>");
    }
  }

  private void pair(String caption, String left, String right) {
    if (left.isEmpty() && right.isEmpty()) {
      return;
    }
    page.append("<figure class=\"wide\"><div class=\"pair\">").append(left).append(right).append("</div>");
    caption(caption);
    page.append("</figure>");
  }

  private void caption(String text) {
    page.append("<figcaption><b>Figure ").append(++figures).append(".</b> ").append(Html.text(text))
        .append("</figcaption>");
  }

  private void measurements() {
    page.append("<h2>Measurements</h2><p>Means over the seeds with 95 % intervals (Student’s t), smallest and largest "
        + "seed.</p><table><thead><tr><th>metric</th><th class=\"n\">mean</th><th class=\"n\">± 95 %</th>"
        + "<th class=\"n\">least</th><th class=\"n\">most</th></tr></thead><tbody>");
    experiment.figures().forEach((name, figure) -> page.append("<tr").append(LEAD.contains(name) ? " class=\"main\"" : "")
        .append("><td>").append(Html.text(name)).append("</td><td class=\"n\">").append(number(figure.mean()))
        .append("</td><td class=\"n\">").append(number(figure.halfWidth95())).append("</td><td class=\"n\">")
        .append(number(figure.min())).append("</td><td class=\"n\">").append(number(figure.max()))
        .append("</td></tr>"));
    page.append("</tbody></table>");
  }

  private void costs() {
    if (experiment.costs().isEmpty()) {
      return;
    }
    double all = experiment.costs().stream().mapToDouble(CostMeter.Cost::seconds).sum();
    page.append("<h2>Cost of events</h2><p>Real time on this machine, all seeds, by a sample of the events. It differs from "
        + "run to run; everything else here does not.</p><table><thead><tr><th>event</th><th class=\"n\">events</th>"
        + "<th class=\"n\">mean (µs)</th><th class=\"n\">total (s)</th><th class=\"n\">share (%)</th></tr></thead><tbody>");
    experiment.costs().stream().sorted(Comparator.comparingDouble(CostMeter.Cost::seconds).reversed()).forEach(cost ->
        page.append("<tr><td>").append(Html.text(cost.kind())).append("</td><td class=\"n\">")
            .append(number(cost.events())).append("</td><td class=\"n\">").append(number(cost.meanNanos() / 1e3))
            .append("</td><td class=\"n\">").append(number(cost.seconds())).append("</td><td class=\"n\">")
            .append(number(100 * cost.seconds() / all)).append("</td></tr>"));
    page.append("</tbody></table>");
  }

  private void seeds() {
    page.append("<h2>Seeds</h2><p>The same seed and build give the same trace hash.</p><table><thead><tr>"
        + "<th class=\"n\">seed</th><th>trace hash</th><th class=\"n\">events</th><th class=\"n\">blocks</th>"
        + "<th class=\"n\">p50 (ms)</th><th class=\"n\">p99 (ms)</th><th class=\"n\">stale (%)</th></tr></thead><tbody>");
    for (var run : experiment.runs().stream().limit(SEEDS_SHOWN).toList()) {
      var values = run.values();
      page.append("<tr><td class=\"n\">").append(run.seed()).append("</td><td><code>").append(run.traceHash())
          .append("</code></td><td class=\"n\">").append(number(run.events())).append("</td>");
      for (var name : List.of("blocks", "finality_ms_p50", "finality_ms_p99")) {
        page.append("<td class=\"n\">").append(number(values.getOrDefault(name, Double.NaN))).append("</td>");
      }
      page.append("<td class=\"n\">").append(number(100 * values.getOrDefault("stale_rate", Double.NaN)))
          .append("</td></tr>");
    }
    page.append("</tbody></table>");
    if (experiment.runs().size() > SEEDS_SHOWN) {
      page.append("<p>").append(experiment.runs().size() - SEEDS_SHOWN).append(" more in metrics.csv.</p>");
    }
  }

  private void appendix() {
    var where = experiment.environment();
    page.append("<h2>Scenario</h2><pre>").append(Html.text(experiment.scenario().text().strip())).append("</pre>")
        .append("<h2>Environment</h2><table class=\"plain\"><tbody><tr><th>build</th><td>")
        .append(Html.text(where.build())).append("</td></tr><tr><th>Java</th><td>").append(Html.text(where.jdk()))
        .append("</td></tr><tr><th>processor</th><td>").append(Html.text(where.cpu()))
        .append("</td></tr><tr><th>system</th><td>").append(Html.text(where.system()))
        .append("</td></tr></tbody></table>");
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return Double.isInfinite(value) ? "never" : Axis.number(value);
  }

  private static String style() {
    try (var in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
