package io.millrace.load.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code millrace serve} in a process of its own.
 *
 * <p>Safe for use by many threads.
 */
public final class ServiceProcess {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration HTTP_LIMIT = Duration.ofMinutes(2);

  private final Child child;
  private final int managementPort;
  private final int port;

  private ServiceProcess(Child child, int managementPort, int port) {
    this.child = child;
    this.managementPort = managementPort;
    this.port = port;
  }

  /**
   * Starts it, and does not wait.
   *
   * @param jvm options of the JVM
   * @param options environment variables
   */
  public static ServiceProcess start(
      Workplace workplace, String name, List<String> jvm, Map<String, String> options)
      throws IOException {
    int managementPort = Ports.free();
    Map<String, String> environment = new HashMap<>(options);
    int port = Ports.free();
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    return new ServiceProcess(
        workplace.start(name, jvm, environment, "serve"), managementPort, port);
  }

  /** Where it answers over HTTP. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Its process. */
  public Child child() {
    return child;
  }

  /** Whether it says that it can answer. */
  public boolean isReady() {
    try {
      return request("GET", "/q/health/ready", Map.of()).status() == 200;
    } catch (IOException notListening) {
      return false;
    }
  }

  /** Status and body of an answer over HTTP. */
  public record Reply(int status, String body) {}

  /**
   * Asks the management port.
   *
   * @throws IOException if nobody answers in time
   */
  public Reply request(String method, String path, Map<String, String> headers) throws IOException {
    return request(method, path, headers, "");
  }

  /**
   * Asks the management port.
   *
   * @throws IOException if nobody answers in time
   */
  public Reply request(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
            .timeout(HTTP_LIMIT)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    }
  }
}
