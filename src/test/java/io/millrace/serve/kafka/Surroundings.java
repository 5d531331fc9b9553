package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.model.bundle.Placing;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a service has around it, each part of which can go away: a broker that comes back with its
 * records, and, for each test, topics and any number of services.
 */
final class Surroundings
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9]+)\"");

  private final List<ServiceProcess> services = new ArrayList<>();
  private Path directory;

  /** Null while it is down. */
  private EmbeddedBroker broker;

  private int port;
  private TestTopics topics;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("millrace-surroundings");
    TinyBundle.write(directory.resolve("bundle"));
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    startBroker();
    topics = TestTopics.create(broker);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    services.forEach(ServiceProcess::close);
    services.clear();
    topics.close();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    stopBroker();
    Placing.remove(directory);
  }

  TestTopics topics() {
    return topics;
  }

  /** On the port and with the records it had, if it was up before. */
  void startBroker() throws IOException {
    if (broker == null) {
      broker = EmbeddedBroker.start(port, directory.resolve("broker"));
      port = broker.port();
    }
  }

  void stopBroker() {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  /** A service slow enough to be caught in the middle: few in flight, and each batch lingers. */
  ServiceProcess service(Map<String, String> more) throws IOException {
    Map<String, String> options = topics.options();
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("MILLRACE_IN_FLIGHT_EVENTS", "64");
    options.put("MILLRACE_BATCH_LINGER", "10ms");
    options.put("MILLRACE_STOP_TIMEOUT", "3s");
    // A killed member must not hold its partitions for Kafka's usual 45 s.
    options.put("MP_MESSAGING_INCOMING_EVENTS_SESSION_TIMEOUT_MS", "6000");
    options.put("MP_MESSAGING_INCOMING_EVENTS_HEARTBEAT_INTERVAL_MS", "500");
    options.putAll(more);
    ServiceProcess service = ServiceProcess.start("127.0.0.1:" + port, options);
    services.add(service);
    return service;
  }

  /** The number that the id of an event or of its answer is. */
  static int id(ConsumerRecord<byte[], byte[]> output) {
    Matcher id = ID.matcher(new String(output.value(), UTF_8));
    assertThat(id.find()).isTrue();
    return Integer.parseInt(id.group(1));
  }
}
