package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.testing.HazardousModel;
import io.millrace.testing.TinyBundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people write is nobody's business who reads the log, however much the service logs. */
class LogPrivacyIT {
  private static final String SECRET = "zebra7f3a";

  @TempDir Path directory;

  @Test
  void noTextOfAnEventIsLogged() throws Exception {
    TinyBundle.writeHazardous(directory.resolve("bundle"), 1);
    int port = ServiceProcess.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.start(0, directory.resolve("broker"));
        TestTopics topics = TestTopics.create(broker)) {
      Map<String, String> options = topics.options();
      options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
      options.put("MILLRACE_MAX_EVENT_BYTES", "4K");
      options.put("QUARKUS_HTTP_PORT", Integer.toString(port));
      options.put("QUARKUS_LOG_CATEGORY__IO_MILLRACE__LEVEL", "DEBUG");
      List<ProducerRecord<byte[], byte[]>> bad = bad(topics);
      try (ServiceProcess service = ServiceProcess.start(broker.bootstrapServers(), options)) {
        service.awaitReady();

        topics.send(
            topics.event(
                "k", "{\"text\":\"hello " + SECRET + "\",\"context\":\"" + SECRET + "\"}"));
        topics.send(bad);
        topics.awaitNoLag();
        post(port, "{\"text\":\"money " + SECRET + "\"}");
        post(port, "{\"text\":\"" + SECRET);
        post(port, "{\"text\":[\"" + SECRET + "\"]}");
        post(port, "{\"text\":\"" + HazardousModel.FATAL + " " + SECRET + "\"}");

        assertThat(topics.count(topics.predictions())).isEqualTo(1);
        assertThat(topics.count(topics.deadLetters())).isEqualTo(bad.size());
        service.terminate();
        assertThat(service.log()).contains("Stopped").doesNotContain(SECRET);
      }
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> bad(TestTopics topics) {
    byte[] notUtf8 = ("{\"text\":\"" + SECRET + "?\"}").getBytes(UTF_8);
    notUtf8[notUtf8.length - 3] = (byte) 0xff;
    return List.of(
        topics.event("k", "{\"text\":\"" + SECRET),
        topics.event("k", SECRET),
        topics.event("k", "{\"text\":{\"" + SECRET + "\":1}}"),
        topics.event("k", "{\"text\":\"a\",\"deadlineMs\":\"" + SECRET + "\"}"),
        topics.event("k", "{\"text\":\"a\",\"context\":" + "[".repeat(500) + "\"" + SECRET),
        topics.event("k", "{\"text\":\"" + (SECRET + " ").repeat(1_000) + "\"}"),
        topics.event("k", notUtf8),
        topics.event("k", SECRET, "content-type", "application/" + SECRET),
        topics.event("k", HazardousModel.FATAL + " " + SECRET, "content-type", "text/plain"),
        topics.event("k", HazardousModel.NAN + " " + SECRET, "content-type", "text/plain"));
  }

  private static void post(int port, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predict"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isPositive();
  }
}
