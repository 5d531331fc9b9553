package io.millrace.serve.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serve.kafka.BrokeredService;
import io.millrace.testing.TinyBundle;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
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

  private static BrokeredService service;
  private static int port;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    service = BrokeredService.start(directory.resolve("bundle"), Map.of());
    port = service.port();
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
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

    HttpResponse<String> response = post("/predict", body);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json.readTree(response.body()).get("detail").textValue())
        .isEqualTo("the body: expected at most 65536 bytes");
  }

  @Test
  void refusesABodyThatGrowsTooLarge() throws Exception {
    byte[] body = ("{\"text\":\"" + "x".repeat(70_000) + "\"}").getBytes(UTF_8);
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));

    assertThat(send(request(port, "/predict").POST(chunked)).statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /predict | application/json | 405 | this path does not take this method",
        "POST | /predict | text/plain | 415 | expected a body of application/json",
        "GET  | /nothing | application/json | 404 | there is nothing at this path"
      })
  void saysWhatIsWrongWithARequest(
      String method, String path, String mediaType, int status, String detail) throws Exception {
    HttpResponse<String> response =
        client.send(
            request(port, path)
                .method(method, BodyPublishers.ofString("{}"))
                .header("content-type", mediaType)
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(json.readTree(response.body()).get("detail").textValue()).isEqualTo(detail);
    assertThat(response.headers().firstValue("allow").orElse("none"))
        .isEqualTo(status == 405 ? "POST, OPTIONS" : "none");
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
        "models/other/infer | {} | 404 | model other: there is only tiny",
        "models/tiny/versions/2/infer | {} | 404 | model tiny, version 2: there is only 1",
        "models/tiny/infer | {} | 400 | inputs: expected one, named text",
        "models/tiny/infer | [ | 400 | the body is not JSON at line 1, column 2",
        "health/live | {} | 405 | this path does not take this method",
        "repository/index | {} | 404 | there is nothing at this path"
      })
  void saysWhatIsWrongWithAnInference(String path, String body, int status, String error)
      throws Exception {
    HttpResponse<String> response = post("/v2/" + path, body);

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
  @ValueSource(
      strings = {
        "/v2",
        "/v2/",
        "/v2/health/live",
        "/v2/health/ready",
        "/v2/models",
        "/v2/models/tiny/ready",
        "/v2/models/tiny/versions/1",
        "/v2/models/tiny/versions/1/ready"
      })
  void isThere(String path) throws Exception {
    assertThat(get(port, path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/models/tiny/versions/2", "/v2/models/other", "/v2/models/other/ready"})
  void saysThatAModelIsNotThere(String path) throws Exception {
    HttpResponse<String> response = get(port, path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json.readTree(response.body()).get("error").textValue()).contains("there is only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/metrics"})
  void healthAndMetricsAreOnTheManagementPortOnly(String path) throws Exception {
    assertThat(get(service.process().managementPort(), path).statusCode()).isEqualTo(200);
    assertThat(get(port, path).statusCode()).isEqualTo(404);
  }

  /** Every path of the description is there, and every example of a request is answered. */
  @Test
  void isAsItsDescriptionSays() throws Exception {
    JsonNode description = json.readTree(get(port, "/q/openapi?format=json").body());
    JsonNode inference = description.at("/components/requestBodies/Inference");

    for (var path : description.get("paths").properties()) {
      String here = path.getKey().replace("{model}", "tiny").replace("{version}", "1");
      if (path.getValue().has("get")) {
        assertThat(get(port, here).statusCode()).as(here).isEqualTo(200);
        continue;
      }
      JsonNode body = path.getValue().at("/post/requestBody");
      JsonNode content = (body.has("$ref") ? inference : body).at("/content/application~1json");
      assertThat(content.get("examples")).isNotEmpty();
      for (JsonNode example : content.get("examples")) {
        HttpResponse<String> response = post(here, example.get("value").toString());
        assertThat(response.statusCode()).as(here + response.body()).isEqualTo(200);
      }
    }
    assertThat(description.get("paths").properties()).hasSize(11);
  }

  @ParameterizedTest
  @CsvSource({
    "/predict, {\"text\":\"money\"}, Prediction",
    "/predict, {}, Problem",
    "/v2/models/tiny/infer, {}, Error"
  })
  void answersWithTheMembersOfItsDescription(String path, String body, String schema)
      throws Exception {
    JsonNode description = json.readTree(get(port, "/q/openapi?format=json").body());
    JsonNode members = description.at("/components/schemas/" + schema + "/properties");

    JsonNode answer = json.readTree(post(path, body).body());

    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> members.fieldNames());
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
