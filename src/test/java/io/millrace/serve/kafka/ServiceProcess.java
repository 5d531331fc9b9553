package io.millrace.serve.kafka;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** The real service in a JVM of its own, from the jar that was built, as in its image. */
public final class ServiceProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/millrace-runner.jar");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;
  private final int managementPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private ServiceProcess(Process process, Path log, int managementPort) {
    this.process = process;
    this.log = log;
    this.managementPort = managementPort;
  }

  /**
   * Starts it, and does not wait.
   *
   * @param options as environment variables
   */
  public static ServiceProcess start(String bootstrapServers, Map<String, String> options)
      throws IOException {
    return start(bootstrapServers, options, freePort(), List.of("serve"));
  }

  /**
   * Starts the quality topology in its stead, and does not wait.
   *
   * @param options as environment variables
   */
  public static ServiceProcess quality(String bootstrapServers, Map<String, String> options)
      throws IOException {
    int port = freePort();
    return start(
        bootstrapServers, options, port, List.of("quality", "--port", Integer.toString(port)));
  }

  private static ServiceProcess start(
      String bootstrapServers, Map<String, String> options, int port, List<String> command)
      throws IOException {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is absent: run these tests by ./mvnw verify");
    }
    Path log = Files.createTempFile("millrace-service", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            new ArrayList<>(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "-Dai.djl.offline=true",
                    "-cp",
                    JAR.toString(),
                    "io.millrace.cli.Millrace")));
    builder.command().addAll(command);
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port));
    builder.environment().putAll(options);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ServiceProcess(builder.start(), log, port);
  }

  /** A port that nobody listens on just now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it is ready. */
  public ServiceProcess awaitReady() {
    try {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !process.isAlive() || isReady());
    } catch (ConditionTimeoutException late) {
      throw new AssertionError("The service is not ready:\n" + log(), late);
    }
    if (!process.isAlive()) {
      throw new AssertionError("The service has ended:\n" + log());
    }
    return this;
  }

  /** Its port of health and metrics. */
  public int managementPort() {
    return managementPort;
  }

  boolean isReady() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notListening) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A figure of its metrics, over all tags; 0 while it does not answer. */
  double metric(String name) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/metrics"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException notListening) {
      return 0;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** SIGTERM, as a platform stops it; returns the exit status. */
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Waits until it has ended; returns the exit status. */
  int awaitEnd() {
    await().atMost(LIMIT).until(() -> !process.isAlive());
    return process.exitValue();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    await().atMost(LIMIT).until(() -> !process.isAlive());
  }

  /** SIGSTOP or SIGCONT: frozen, as by a hypervisor, or awake again. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /** Whatever happened, nothing stays behind. */
  @Override
  public void close() {
    process.destroyForcibly();
    await().atMost(LIMIT).until(() -> !process.isAlive());
    new File(log.toString()).delete();
  }
}
