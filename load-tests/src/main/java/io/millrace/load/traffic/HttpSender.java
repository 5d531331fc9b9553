package io.millrace.load.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.load.ledger.Ledger;
import io.millrace.load.ledger.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Over HTTP: a request an event, its response is the answer. Many requests are under way at once;
 * beyond the limit an event waits, and its latency with it.
 *
 * <p>Status 2xx is a prediction, 400, 413, 415 and 422 stand for a dead letter; everything else,
 * and no response at all, is a refusal.
 *
 * <p>Safe for use by many threads.
 */
public final class HttpSender implements Sender {
  private static final int UNDER_WAY = 2_048;
  private static final JsonMapper JSON = new JsonMapper();

  private final URI target;
  private final boolean isInference;
  private final Ledger ledger;
  private final Duration patience;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Connects when the first event is due.
   *
   * @param service its address
   * @param model asked by the Open Inference Protocol; by {@code /predict} when absent
   * @param patience of a request
   */
  public HttpSender(URI service, Optional<String> model, Ledger ledger, Duration patience) {
    String path = model.map(name -> "/v2/models/" + name + "/infer").orElse("/predict");
    this.target = service.resolve(path);
    this.isInference = model.isPresent();
    this.ledger = ledger;
    this.patience = patience;
  }

  @Override
  public void send(int event, int key, String id, byte[] value) {
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(isInference ? inference(value) : value))
            .build();
    room.acquireUninterruptibly();
    ledger.sent(event);
    client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .whenComplete(
            (response, failure) -> {
              room.release();
              enter(event, new Received(id, "key-" + key, value, true), response);
            });
  }

  private void enter(int event, Received asDeadLetter, HttpResponse<byte[]> response) {
    int status = response == null ? 0 : response.statusCode();
    switch (status) {
      case 200 -> ledger.received(asDeadLetter.answered(response.body()), System.nanoTime());
      case 400, 413, 415, 422 -> ledger.received(asDeadLetter, System.nanoTime());
      default -> ledger.refused(event);
    }
  }

  /** What cannot be read goes out as it is: it must be refused either way. */
  private static byte[] inference(byte[] event) {
    try {
      JsonNode read = JSON.readTree(event);
      if (!read.path("text").isTextual()) {
        return event;
      }
      var request = JSON.createObjectNode().put("id", read.path("id").asText());
      var input = request.putArray("inputs").addObject().put("name", "text");
      input.put("datatype", "BYTES").putArray("shape").add(1);
      input.putArray("data").add(read.path("text").textValue());
      return request.toString().getBytes(UTF_8);
    } catch (IOException poison) {
      return event;
    }
  }

  @Override
  public void flush() {
    // Taken is what was asked; answers are waited for by the rig.
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
