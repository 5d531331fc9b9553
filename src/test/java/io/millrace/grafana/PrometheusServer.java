package io.millrace.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serve.kafka.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Prometheus that scrapes one service every second, and evaluates the rules. */
final class PrometheusServer implements AutoCloseable {
  /** Which buckets of latencies it takes. */
  enum Buckets {
    NATIVE("native-histograms,exemplar-storage"),
    CLASSIC("exemplar-storage");

    private final String features;

    Buckets(String features) {
      this.features = features;
    }
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final URI api;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Process process, URI api, Path log) {
    this.process = process;
    this.api = api;
    this.log = log;
  }

  /** Starts it, and does not wait. */
  static PrometheusServer start(Path program, Path directory, int target, Buckets buckets)
      throws IOException {
    Files.createDirectories(directory);
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files: ["%s"]
        scrape_configs:
          - job_name: millrace
            metrics_path: /q/metrics
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(Dashboards.RULES.toAbsolutePath(), target));
    int port = ServiceProcess.freePort();
    Path log = directory.resolve("prometheus.log");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.add("--config.file=" + config);
    command.add("--storage.tsdb.path=" + directory.resolve("data"));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.add("--enable-feature=" + buckets.features);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new PrometheusServer(process, URI.create("http://127.0.0.1:" + port + "/api/v1/"), log);
  }

  /** Series at this moment; empty while it does not answer. */
  JsonNode query(Expression expression) {
    return ask("query", Map.of("query", expression.promql())).path("data").path("result");
  }

  /** Series over some time. */
  JsonNode range(Expression expression, double fromSeconds, double toSeconds, double step) {
    Map<String, String> form =
        Map.of(
            "query", expression.promql(),
            "start", Double.toString(fromSeconds),
            "end", Double.toString(toSeconds),
            "step", Double.toString(step));
    return ask("query_range", form).path("data").path("result");
  }

  /** The ids of traces beside the buckets of a histogram, whichever buckets it takes. */
  List<String> traces(String histogram, double fromSeconds, double toSeconds) {
    Map<String, String> form =
        Map.of(
            "query", "{__name__=~\"%s(_bucket)?\"}".formatted(histogram),
            "start", Double.toString(fromSeconds),
            "end", Double.toString(toSeconds));
    return ask("query_exemplars", form).path("data").findValuesAsText("trace_id");
  }

  /** The groups of rules, with their health. */
  JsonNode rules() {
    return ask("rules", Map.of()).path("data").path("groups");
  }

  private JsonNode ask(String what, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(what)).timeout(Duration.ofSeconds(30));
    if (!form.isEmpty()) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(body));
    }
    try {
      JsonNode answer =
          JSON.readTree(http.send(request.build(), BodyHandlers.ofByteArray()).body());
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(form + ": " + answer);
      }
      return answer;
    } catch (IOException notListening) {
      if (!process.isAlive()) {
        throw new AssertionError("Prometheus has ended:\n" + log(), notListening);
      }
      return JSON.missingNode();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return JSON.missingNode();
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
