package io.millrace.serve.kafka;

import io.millrace.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real service on a broker of its own, as clients find it: with its usual topics, and HTTP. */
public record BrokeredService(EmbeddedBroker broker, ServiceProcess process, int port)
    implements AutoCloseable {
  /**
   * Starts both; blocks until the service is ready.
   *
   * @param options as environment variables, beside those of bundle and port
   */
  public static BrokeredService start(Path bundle, Map<String, String> options) throws IOException {
    EmbeddedBroker broker = EmbeddedBroker.start(0);
    try {
      for (String topic : List.of("events", "predictions", "dead-letters")) {
        broker.createTopic("millrace." + topic, 1);
      }
      int port = ServiceProcess.freePort();
      Map<String, String> all = new HashMap<>(options);
      all.put("MILLRACE_BUNDLE", bundle.toString());
      all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
      ServiceProcess process = ServiceProcess.start(broker.bootstrapServers(), all);
      return new BrokeredService(broker, process, port).awaitReady();
    } catch (IOException | RuntimeException failure) {
      broker.close();
      throw failure;
    }
  }

  private BrokeredService awaitReady() {
    try {
      process.awaitReady();
      return this;
    } catch (AssertionError late) {
      close();
      throw late;
    }
  }

  @Override
  public void close() {
    process.close();
    broker.close();
  }
}
