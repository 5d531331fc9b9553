package io.millrace.serve.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleKey;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.oip.QualityResource;
import io.millrace.serve.metric.Meters;
import io.millrace.serve.metric.QualityMeters;
import io.millrace.serve.quality.Comparison;
import io.millrace.serve.quality.QualityStreams;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The quality topology as a process of its own, with the service's options: no model, no channel,
 * and a small server for its figures.
 *
 * <pre>
 * GET /q/metrics   GET /q/health/live, /started, /ready   GET /v2/models/{name}/quality
 * </pre>
 *
 * <p>Safe for use by many threads.
 */
public final class QualityProcess implements AutoCloseable {
  private static final String MODELS = "/v2/models/";
  private static final String QUALITY = "/quality";

  private final QualitySetup setup;
  private final QualityStreams streams;
  private final PrometheusMeterRegistry registry;
  private final HttpServer server;

  private QualityProcess(
      QualitySetup setup,
      QualityStreams streams,
      PrometheusMeterRegistry registry,
      HttpServer server) {
    this.setup = setup;
    this.streams = streams;
    this.registry = registry;
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param port of the server; 0 for any free one
   * @throws IOException if the bundle cannot be read, for its labels, or the port is taken
   */
  public static QualityProcess start(int port) throws IOException {
    SmallRyeConfig options =
        new SmallRyeConfigBuilder()
            .addDefaultSources()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withMapping(MillraceConfig.class)
            .build();
    MillraceConfig config = options.getConfigMapping(MillraceConfig.class);
    if (config.format() != MillraceConfig.Format.JSON) {
      throw new IllegalArgumentException("millrace.format: the quality topology reads JSON only");
    }
    BundleManifest bundle = manifest(config);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<String> stages =
        Stream.concat(Stream.of("all"), bundle.stages().stream().map(BundleManifest.Stage::name))
            .toList();
    QualityStreams streams =
        QualitySetup.streams(
            config,
            bundle.labels(),
            kafka(options),
            new QualityMeters(
                new Meters(registry), bundle.name() + ":" + bundle.version(), stages));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    QualityProcess process =
        new QualityProcess(new QualitySetup(streams), streams, registry, server);
    server.createContext("/", process::answer);
    server.start();
    process.setup.start();
    return process;
  }

  private static BundleManifest manifest(MillraceConfig config) throws IOException {
    try (BundleDirectory directory =
        BundleDirectory.read(config.bundle(), config.bundleKey().map(BundleKey::read))) {
      return directory.manifest();
    }
  }

  /** Settings of Kafka's clients, as Quarkus finds them for the service's. */
  private static Map<String, Object> kafka(SmallRyeConfig options) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", "localhost:9092");
    for (String name : options.getPropertyNames()) {
      String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
      if (key.startsWith("kafka.")) {
        options
            .getOptionalValue(name, String.class)
            .ifPresent(value -> settings.put(key.substring("kafka.".length()), value));
      }
    }
    return settings;
  }

  /** Where the server listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/q/metrics" -> send(exchange, 200, "text/plain", registry.scrape());
        case "/q/health/live" -> send(exchange, 200, "application/json", "{\"status\":\"UP\"}");
        case "/q/health/started", "/q/health/ready" -> ready(exchange);
        default -> figures(exchange, path);
      }
    }
  }

  private void ready(HttpExchange exchange) throws IOException {
    boolean isUp = streams.isRunning();
    String body = "{\"status\":\"%s\"}".formatted(isUp ? "UP" : "DOWN");
    send(exchange, isUp ? 200 : 503, "application/json", body);
  }

  private void figures(HttpExchange exchange, String path) throws IOException {
    if (!path.startsWith(MODELS) || !path.endsWith(QUALITY)) {
      send(exchange, 404, "text/plain", "not found");
      return;
    }
    String model = path.substring(MODELS.length(), path.length() - QUALITY.length());
    Optional<List<String>> found = streams.figures(model);
    Optional<Comparison> comparison =
        found.flatMap(all -> compared(all, exchange.getRequestURI().getQuery()));
    Optional<String> body = QualityResource.body(model, found, comparison);
    send(exchange, body.isPresent() ? 200 : 503, "application/json", body.orElse("{}"));
  }

  private static final Pattern COMPARED = Pattern.compile("old=([^&]+)&new=([^&]+)");

  private static Optional<Comparison> compared(List<String> figures, String query) {
    Matcher names = COMPARED.matcher(query == null ? "" : query);
    return names.matches()
        ? Comparison.of(figures, names.group(1), names.group(2))
        : Optional.empty();
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    setup.close();
  }
}
