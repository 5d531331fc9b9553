package io.millrace.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.serve.kafka.ServiceProcess;
import io.millrace.testing.TraceReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real service under load, scraped by real Prometheis: one with native histograms, one without.
 * Skipped where Prometheus is not installed. {@code grafana/check} runs the long form.
 */
class DashboardsIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final double RATE = Double.parseDouble(System.getProperty("grafana.rate", "150"));
  private static final long SECONDS = Long.getLong("grafana.seconds", 12);
  private static final double[] QUANTILES = {0.5, 0.99, 0.999};

  @TempDir static Path directory;

  private static EmbeddedBroker broker;
  private static TraceReceiver traces;
  private static ServiceProcess service;
  private static Map<PrometheusServer.Buckets, PrometheusServer> servers;
  private static Load load;
  private static double loadedFrom;
  private static double loadedTo;

  @BeforeAll
  static void runServiceUnderLoad() throws Exception {
    assumeTrue(System.getProperty("grafana.seconds") != null, "only grafana/check asks for it");
    Optional<Path> program = Programs.find("prometheus");
    assumeTrue(program.isPresent(), "prometheus is not installed");
    broker = EmbeddedBroker.start(0, directory.resolve("broker"));
    for (String topic : List.of(Load.EVENTS, Load.PREDICTIONS, Load.DEAD_LETTERS)) {
      broker.createTopic(topic, 3);
    }
    traces = TraceReceiver.start();
    int http = ServiceProcess.freePort();
    service = ServiceProcess.start(broker.bootstrapServers(), options(http)).awaitReady();
    servers =
        Map.of(
            PrometheusServer.Buckets.NATIVE,
            server(program.get(), PrometheusServer.Buckets.NATIVE),
            PrometheusServer.Buckets.CLASSIC,
            server(program.get(), PrometheusServer.Buckets.CLASSIC));
    load = new Load(broker.bootstrapServers());
    loadedFrom = System.currentTimeMillis() / 1e3;
    long slices = Math.max(4, SECONDS / 5);
    for (int i = 0; i < slices; i++) {
      askOverHttp(http);
      load.run(RATE, Duration.ofSeconds(SECONDS).dividedBy(slices));
    }
    loadedTo = System.currentTimeMillis() / 1e3;
  }

  /** With all on that a panel shows. */
  private static Map<String, String> options(int http) {
    Map<String, String> options = new HashMap<>(tracing());
    options.put("QUARKUS_HTTP_PORT", Integer.toString(http));
    options.putAll(quality());
    return options;
  }

  private static Map<String, String> tracing() {
    return Map.of(
        "MILLRACE_TRACING_ENABLED", "true",
        "MILLRACE_TRACING_SHARE", "0.1",
        "MILLRACE_TRACING_ENDPOINT", traces.endpoint().toString());
  }

  private static Map<String, String> quality() {
    return Map.of(
        "MILLRACE_CACHE_SIZE", "1M",
        "MILLRACE_AUDIT_SHARE", "0.2",
        "MILLRACE_QUALITY_ENABLED", "true",
        "MILLRACE_QUALITY_WINDOW", "4s",
        "MILLRACE_QUALITY_HOP", "2s",
        "MILLRACE_QUALITY_REFERENCE", "200",
        "MILLRACE_QUALITY_DRIFT_WINDOW", "200");
  }

  private static PrometheusServer server(Path program, PrometheusServer.Buckets buckets)
      throws IOException {
    Path place = directory.resolve(buckets.name().toLowerCase(Locale.ROOT));
    return PrometheusServer.start(program, place, service.managementPort(), buckets);
  }

  private static void askOverHttp(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predict"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"text\":\"what is my balance\"}"))
            .build();
    load.answered(HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body());
  }

  @AfterAll
  static void stop() {
    List<AutoCloseable> all = new ArrayList<>();
    Optional.ofNullable(load).ifPresent(all::add);
    Optional.ofNullable(servers).ifPresent(it -> all.addAll(it.values()));
    Optional.ofNullable(service).ifPresent(all::add);
    Optional.ofNullable(broker).ifPresent(all::add);
    Optional.ofNullable(traces).ifPresent(all::add);
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void aMetricThatIsNotThereHasNone() {
    PrometheusServer prometheus = servers.get(PrometheusServer.Buckets.NATIVE);

    assertThat(hasData(prometheus.query(new Expression("millrace_in_flight")))).isTrue();
    assertThat(hasData(prometheus.query(new Expression("millrace_in_flight_of_fancy")))).isFalse();
    assertThat(hasData(prometheus.query(new Expression("millrace_in_flight / 0 * 0")))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void everyPanelHasData(PrometheusServer.Buckets buckets) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              load.run(RATE, Duration.ofSeconds(2));
              assertThat(panelsWithoutData(servers.get(buckets))).isEmpty();
            });
  }

  private static List<String> panelsWithoutData(PrometheusServer prometheus) {
    List<String> empty = new ArrayList<>();
    for (Panel panel : Dashboards.panels()) {
      for (Panel.Query query : panel.queries()) {
        if (!hasData(prometheus.query(query.expression().filledIn()))) {
          empty.add(panel + ", query " + query.letter() + " (" + query.legend() + ")");
        }
      }
    }
    return empty;
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleHasData(PrometheusServer.Buckets buckets) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              load.run(RATE, Duration.ofSeconds(2));
              assertThat(rulesWithoutData(servers.get(buckets))).isEmpty();
              assertThat(unhealthy(servers.get(buckets).rules())).isEmpty();
            });
  }

  private static List<String> rulesWithoutData(PrometheusServer prometheus) {
    return Dashboards.rules().stream()
        .filter(
            rule ->
                !hasData(
                    prometheus.query(
                        rule.isAlert()
                            ? rule.expression().observed()
                            : new Expression(rule.name()))))
        .map(Dashboards.Rule::name)
        .toList();
  }

  private static List<String> unhealthy(JsonNode groups) {
    assertThat(groups.size()).isPositive();
    return StreamSupport.stream(groups.spliterator(), false)
        .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
        .filter(rule -> !rule.path("health").asText().equals("ok"))
        .map(rule -> rule.path("name").asText() + ": " + rule.path("lastError").asText())
        .toList();
  }

  /** The dots that Grafana shows in the panels of latencies. */
  @ParameterizedTest
  @EnumSource
  void latenciesHaveTracesThatAreKept(PrometheusServer.Buckets buckets) {
    for (String meter : List.of("millrace_end_to_end_seconds", "millrace_stage_service_seconds")) {
      List<String> ids =
          await()
              .atMost(LIMIT)
              .until(
                  () -> servers.get(buckets).traces(meter, loadedFrom, loadedTo),
                  found -> !found.isEmpty());

      assertThat(ids).as(meter).allSatisfy(id -> assertThat(traces.spans(id)).isNotEmpty());
    }
  }

  @Test
  void everyListedMeterOfAClientIsInTheScrape() {
    PrometheusServer prometheus = servers.get(PrometheusServer.Buckets.CLASSIC);

    assertThat(KnownMetrics.OF_CLIENTS)
        .allMatch(
            name -> {
              String any = "{__name__=~\"%s(_count|_sum)?\"}".formatted(name);
              return hasData(prometheus.query(new Expression(any)));
            });
  }

  /** The same events by their own word, and as the histogram tells. */
  @Test
  void quantilesAreTheEventsOwnToFivePercent() {
    await().atMost(LIMIT).until(load::isAllAnswered);
    Histogram exact = load.answers();
    for (PrometheusServer.Buckets buckets : PrometheusServer.Buckets.values()) {
      PrometheusServer prometheus = servers.get(buckets);
      await().atMost(LIMIT).until(() -> counted(prometheus, buckets) >= exact.getTotalCount());
      for (double quantile : QUANTILES) {
        double told = quantile(prometheus, buckets, "millrace_answer_seconds", quantile);
        double truth = exact.getValueAtPercentile(100 * quantile) / 1e9;
        print(buckets + " in the cascade", quantile, told, truth);
        if (buckets == PrometheusServer.Buckets.NATIVE) {
          assertThat(told / truth).as("p" + 100 * quantile).isBetween(0.95, 1.05);
        }
        // A client's clock runs on until it has the record: no test, but good to know.
        print(
            buckets + " end to end",
            quantile,
            quantile(prometheus, buckets, "millrace_end_to_end_seconds", quantile),
            load.client().getValueAtPercentile(100 * quantile) / 1e9);
      }
    }
  }

  private static void print(String what, double quantile, double told, double truth) {
    System.out.printf(
        Locale.ROOT,
        "%-22s p%-4s  Prometheus %8.3f ms   HdrHistogram %8.3f ms   %+.1f %%%n",
        what.toLowerCase(Locale.ROOT),
        100 * quantile,
        1e3 * told,
        1e3 * truth,
        100 * (told / truth - 1));
  }

  /** For people to look at; only when asked for. */
  @Test
  void drawsEveryDashboard() throws Exception {
    String place = System.getProperty("grafana.pictures", "");
    Optional<Path> browser = Programs.find("chromium", "google-chrome");
    assumeTrue(!place.isEmpty() && browser.isPresent(), "nobody asked, or no chromium");
    PrometheusServer prometheus = servers.get(PrometheusServer.Buckets.NATIVE);

    // The first rates are there after two scrapes.
    List<Path> pictures =
        new Pictures(prometheus, loadedFrom + 3, loadedTo).draw(browser.get(), Path.of(place));

    assertThat(pictures).hasSize(4).allSatisfy(it -> assertThat(it).isNotEmptyFile());
    pictures.forEach(System.out::println);
  }

  private static double counted(PrometheusServer prometheus, PrometheusServer.Buckets buckets) {
    String expression =
        switch (buckets) {
          case NATIVE -> "histogram_count(sum(millrace_answer_seconds))";
          case CLASSIC -> "sum(millrace_answer_seconds_count)";
        };
    return value(prometheus.query(new Expression(expression)));
  }

  private static double quantile(
      PrometheusServer prometheus,
      PrometheusServer.Buckets buckets,
      String meter,
      double quantile) {
    String expression =
        switch (buckets) {
          case NATIVE -> "histogram_quantile(%s, sum(%s))";
          case CLASSIC -> "histogram_quantile(%s, sum by (le) (%s_bucket))";
        };
    return value(prometheus.query(new Expression(expression.formatted(quantile, meter))));
  }

  private static double value(JsonNode result) {
    return result.path(0).path("value").path(1).asDouble(0);
  }

  /** A number, or a histogram with something in it, in at least one series. */
  private static boolean hasData(JsonNode result) {
    return StreamSupport.stream(result.spliterator(), false)
        .anyMatch(
            series ->
                Double.isFinite(parsed(series.path("value").path(1).asText("NaN")))
                    || series.at("/histogram/1/count").asDouble() > 0);
  }

  private static double parsed(String value) {
    return switch (value) {
      case "+Inf", "-Inf" -> Double.POSITIVE_INFINITY;
      default -> Double.parseDouble(value);
    };
  }
}
