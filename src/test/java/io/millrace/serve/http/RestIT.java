package io.millrace.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.serve.kafka.ServiceProcess;
import io.millrace.testing.TinyBundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP clients of the real service may rely on. */
class RestIT {
  @TempDir static Path directory;

  private static EmbeddedBroker broker;
  private static ServiceProcess service;
  private static int port;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    broker = EmbeddedBroker.start(0);
    port = ServiceProcess.freePort();
    Map<String, String> options =
        Map.of(
            "MILLRACE_BUNDLE", directory.resolve("bundle").toString(),
            "QUARKUS_HTTP_PORT", Integer.toString(port));
    service = ServiceProcess.start(broker.bootstrapServers(), options).awaitReady();
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void predictsOneText() throws Exception {
    HttpResponse<String> response = post("/predict", "{\"id\":\"h1\",\"text\":\"money\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode prediction = json.readTree(response.body());
    assertThat(prediction.get("id").textValue()).isEqualTo("h1");
    assertThat(prediction.get("label").textValue()).isEqualTo("balance");
    assertThat(prediction.get("stage").textValue()).isEqualTo("teacher");
    assertThat(prediction.get("bundle").textValue()).isEqualTo("tiny:1");
    assertThat(prediction.get("outcome").textValue()).isEqualTo("accepted");
    assertThat(prediction.get("alternatives")).hasSize(3);
    assertThat(prediction.get("timings").get("totalMs").doubleValue()).isPositive();
  }

  @Test
  void anAbstentionHasNoLabel() throws Exception {
    JsonNode prediction = json.readTree(post("/predict", "{\"text\":\"weather\"}").body());

    assertThat(prediction.get("label").isNull()).isTrue();
    assertThat(prediction.get("outcome").textValue()).isEqualTo("abstained");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not JSON      | the body is not JSON at line 1, column 1",
        "[]            | the body: expected a JSON object, found array",
        "{}            | text: expected a string, found nothing",
        "{\"text\": 7} | text: expected a string, found number",
        "{\"text\":\" \"} | text: expected a text, found only blanks"
      })
  void saysWhatIsWrongWithABody(String body, String detail) throws Exception {
    HttpResponse<String> response = post("/predict", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/problem+json");
    JsonNode problem = json.readTree(response.body());
    assertThat(problem.get("status").intValue()).isEqualTo(400);
    assertThat(problem.get("detail").textValue()).isEqualTo(detail);
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    String body = "{\"text\":\"" + "x".repeat(70_000) + "\"}";

    assertThat(post("/predict", body).statusCode()).isEqualTo(413);
  }

  @Test
  void infersByTheOpenInferenceProtocol() throws Exception {
    HttpResponse<String> response =
        post(
            "/v2/models/tiny/infer",
            """
            {"id": "7", "inputs": [{"name": "text", "datatype": "BYTES", "shape": [3],
             "data": ["hello", "money", "weather"]}]}
            """);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode inference = json.readTree(response.body());
    assertThat(inference.get("id").textValue()).isEqualTo("7");
    assertThat(inference.get("model_name").textValue()).isEqualTo("tiny");
    assertThat(inference.get("model_version").textValue()).isEqualTo("1");
    JsonNode outputs = inference.get("outputs");
    assertThat(outputs.get(0))
        .isEqualTo(
            json.readTree(
                """
                {"name":"label","datatype":"BYTES","shape":[3],"data":["greeting","balance",""]}
                """));
    assertThat(outputs.get(1).get("data").get(0).doubleValue()).isGreaterThan(0.9);
    assertThat(outputs.get(3).get("data").get(2).textValue()).isEqualTo("abstained");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "other | {} | 404 | model other: there is only tiny",
        "tiny  | {} | 400 | inputs: expected one, named text",
        "tiny  | {\"inputs\":[{\"name\":\"text\"}]} | 400 | inputs[0].datatype: expected BYTES"
      })
  void saysWhatIsWrongWithAnInference(String model, String body, int status, String error)
      throws Exception {
    HttpResponse<String> response = post("/v2/models/" + model + "/infer", body);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json.readTree(response.body()).get("error").textValue()).isEqualTo(error);
  }

  @Test
  void describesItsModel() throws Exception {
    JsonNode model = json.readTree(get(port, "/v2/models/tiny").body());

    assertThat(model.get("versions").get(0).textValue()).isEqualTo("1");
    assertThat(model.get("inputs"))
        .isEqualTo(json.readTree("[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[-1]}]"));
    assertThat(model.get("outputs")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/tiny/ready"})
  void isThere(String path) throws Exception {
    assertThat(get(port, path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/metrics"})
  void healthAndMetricsAreOnTheManagementPortOnly(String path) throws Exception {
    assertThat(get(service.managementPort(), path).statusCode()).isEqualTo(200);
    assertThat(get(port, path).statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(port, path).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return send(request(port, path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.header("content-type", "application/json").timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }
}
