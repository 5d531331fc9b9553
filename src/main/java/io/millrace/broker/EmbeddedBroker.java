package io.millrace.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.KafkaThread;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka broker, its own controller (KRaft), on the loopback interface of this machine.
 *
 * <p>Started again on the same directory it has the same topics, records and group offsets.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** A clean stop takes well under a second; past this the broker's threads are left behind. */
  private static final long CLOSE_MILLIS = 10_000;

  /** Held, because the logging system forgets the level of a logger that nobody holds. */
  private static final List<Logger> QUIET =
      Stream.of("kafka", "org.apache.kafka", "state.change.logger").map(Logger::getLogger).toList();

  private final KafkaRaftServer server;
  private final BrokerSettings settings;
  private final boolean temporary;
  private final DirectoryLock lock;

  private EmbeddedBroker(
      KafkaRaftServer server, BrokerSettings settings, DirectoryLock lock, boolean temporary) {
    this.server = server;
    this.settings = settings;
    this.lock = lock;
    this.temporary = temporary;
  }

  /**
   * Starts on a temporary directory that {@link #close} deletes; blocks until clients can connect.
   *
   * @param port 0 for any free one
   * @throws IOException if the port is taken, or the directory cannot be written
   */
  public static EmbeddedBroker start(int port) throws IOException {
    Path directory = Files.createTempDirectory("millrace-broker-");
    try {
      return start(port, directory, true, Map.of());
    } catch (IOException failure) {
      delete(directory);
      throw failure;
    }
  }

  /**
   * Starts on a directory that is kept; blocks until clients can connect, about three seconds.
   *
   * @param port 0 for any free one
   * @throws IOException if the port is taken, or the directory is in use or cannot be written
   */
  public static EmbeddedBroker start(int port, Path directory) throws IOException {
    return start(port, directory, Map.of());
  }

  /** As {@link #start(int, Path)}, with further server properties. */
  static EmbeddedBroker start(int port, Path directory, Map<String, String> further)
      throws IOException {
    return start(port, directory, false, further);
  }

  private static EmbeddedBroker start(
      int port, Path directory, boolean temporary, Map<String, String> further) throws IOException {
    logAtLeast(Level.OFF); // What fails here is thrown, not logged as well.
    BrokerSettings settings =
        new BrokerSettings(freePort(port), freePort(0), directory.toAbsolutePath(), further);
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      format(settings);
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
      // A start that fails has shut down what it started.
      server.startup();
      logAtLeast(Level.SEVERE);
      return new EmbeddedBroker(server, settings, lock, temporary);
    } catch (Exception failure) {
      lock.close();
      throw new IOException("Embedded broker in " + directory + ": " + root(failure), failure);
    }
  }

  /** Where clients connect, {@code host:port}. */
  public String bootstrapServers() {
    return BrokerSettings.HOST + ":" + settings.port();
  }

  /** Where clients connect. */
  public int port() {
    return settings.port();
  }

  /** Where the records are. */
  public Path directory() {
    return settings.directory();
  }

  /**
   * Creates a topic, unless it is there already.
   *
   * @throws IOException if the broker refuses
   */
  public void createTopic(String name, int partitions) throws IOException {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof TopicExistsException)) {
        throw new IOException("Topic " + name + ": " + root(refused), refused);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("Topic " + name + ": interrupted", stop);
    }
  }

  /** Stops cleanly, within {@value #CLOSE_MILLIS} ms whatever the broker does. */
  @Override
  public void close() {
    KafkaThread stop = KafkaThread.daemon("broker-stop", this::stop);
    stop.start();
    try {
      stop.join(CLOSE_MILLIS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    if (temporary) {
      delete(settings.directory());
    }
  }

  private void stop() {
    server.shutdown();
    server.awaitShutdown();
    try {
      lock.close();
    } catch (IOException leftBehind) {
      // The lock goes with the process.
    }
  }

  private static void format(BrokerSettings settings) throws Exception {
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(BrokerSettings.NODE)
        .setClusterId(BrokerSettings.CLUSTER)
        .setDirectories(List.of(settings.directory().toString()))
        .setControllerListenerName(BrokerSettings.CONTROLLER)
        .setMetadataLogDirectory(settings.directory().toString())
        .setIgnoreFormatted(true)
        .run();
  }

  private static void logAtLeast(Level level) {
    QUIET.forEach(logger -> logger.setLevel(level));
  }

  /** The broker binds by itself: a port lost in between makes the start fail. */
  private static int freePort(int wanted) throws IOException {
    InetAddress loopback = InetAddress.getByName(BrokerSettings.HOST);
    try (ServerSocket socket = new ServerSocket(wanted, 1, loopback)) {
      return socket.getLocalPort();
    } catch (BindException taken) {
      throw new IOException("Port " + wanted + " is taken", taken);
    }
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException leftBehind) {
      directory.toFile().deleteOnExit();
    }
  }
}
