package io.millrace.cli.demo;

import io.millrace.serve.app.StartFailure;
import io.quarkus.runtime.Application;
import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The service of {@code serve}, in this JVM, with HTTP for this machine alone.
 *
 * <p>Started as the application itself, not through {@code Quarkus.run}: that one stops the service
 * by a shutdown hook of its own at Ctrl-C, before the demo has its last answers.
 *
 * <p>Confined to the thread that starts it; one in the life of a JVM.
 */
final class Service implements AutoCloseable {
  private final Application application;
  private final int port;
  private final int managementPort;

  private Service(Application application, int port, int managementPort) {
    this.application = application;
    this.port = port;
    this.managementPort = managementPort;
  }

  /**
   * Starts the service; blocks until it takes events.
   *
   * @throws IOException if it does not start, with the reason
   */
  static Service start(String bootstrapServers, Path bundle) throws IOException {
    System.setProperty("kafka.bootstrap.servers", bootstrapServers);
    System.setProperty("millrace.bundle", bundle.toString());
    System.setProperty("millrace.topics.events", Topics.EVENTS);
    System.setProperty("millrace.topics.predictions", Topics.PREDICTIONS);
    System.setProperty("millrace.topics.dead-letters", Topics.DEAD_LETTERS);
    System.setProperty("quarkus.banner.enabled", "false");
    System.setProperty("quarkus.log.level", "WARN");
    System.setProperty("quarkus.log.category.\"org.apache.kafka\".level", "ERROR");
    int port = listen("quarkus.http", 8080);
    int managementPort = listen("quarkus.management", 9000);
    Application application = application();
    try {
      application.start(new String[0]);
    } catch (RuntimeException failure) {
      throw new IOException("Service not started: " + StartFailure.reason(failure), failure);
    }
    return new Service(application, port, managementPort);
  }

  private static Application application() {
    try {
      Class<?> type = Class.forName(Application.APP_CLASS_NAME);
      return (Application) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException notBuilt) {
      throw new IllegalStateException("Bug: no service on the class path", notBuilt);
    }
  }

  /** The usual port, or any free one if another program has it. */
  private static int listen(String prefix, int usual) throws IOException {
    int port = isFree(usual) ? usual : anyFree();
    System.setProperty(prefix + ".host", "localhost");
    System.setProperty(prefix + ".port", Integer.toString(port));
    return port;
  }

  private static boolean isFree(int port) throws IOException {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where Prometheus would look. */
  URI metrics() {
    return URI.create("http://localhost:" + managementPort + "/q/metrics");
  }

  /** The page for people, if this build has one. */
  Optional<URI> console() throws IOException {
    URI page = URI.create("http://localhost:" + port + "/");
    HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
    try {
      return connection.getResponseCode() == 200 ? Optional.of(page) : Optional.empty();
    } finally {
      connection.disconnect();
    }
  }

  /** Stops the service: what it has taken, it answers first. */
  @Override
  public void close() {
    application.close();
  }
}
