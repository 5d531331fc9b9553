package io.millrace.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serve.kafka.BrokeredService;
import io.millrace.testing.HazardousModel;
import io.millrace.testing.TinyBundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes while there is no room is told when to come back. */
class OverloadIT {
  /** Some two seconds of the slow word. */
  private static final long TRIPS = 100_000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path directory;

  @Test
  void tellsWhenToComeBack() throws Exception {
    TinyBundle.writeHazardous(directory.resolve("bundle"), TRIPS);
    try (BrokeredService service =
        BrokeredService.start(directory.resolve("bundle"), Map.of("MILLRACE_HTTP_TEXTS", "1"))) {
      int port = service.port();
      HttpResponse<String> refused =
          Awaitility.await()
              .atMost(Duration.ofMinutes(2))
              .until(() -> second(port), answer -> answer.statusCode() != 200);

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after").map(Integer::parseInt).orElseThrow())
          .isPositive();
      assertThat(new ObjectMapper().readTree(refused.body()).get("title").textValue())
          .isEqualTo("Too Many Requests");
      assertThat(client.send(predict(port, "hello"), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  /** Of two slow texts at a time, the one that found no room, if they met. */
  private HttpResponse<String> second(int port) {
    List<CompletableFuture<HttpResponse<String>>> both =
        Stream.of("hello", "bye")
            .map(word -> predict(port, word + " " + HazardousModel.SLOW))
            .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
            .toList();
    return both.stream()
        .map(CompletableFuture::join)
        .max(Comparator.comparing(HttpResponse::statusCode))
        .orElseThrow();
  }

  private static HttpRequest predict(int port, String text) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predict"))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString("{\"text\":\"" + text + "\"}"))
        .build();
  }
}
