package io.millrace.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.ProbeFile;
import io.millrace.serve.kafka.BrokeredService;
import io.millrace.testing.TinyBundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators of the real service may rely on. */
class AdminIT {
  private static final String TOKEN = "a-token-of-some-length";
  private static final String ADMIN = "/admin/bundle";

  @TempDir static Path directory;

  private static BrokeredService service;
  private static int port;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("one"));
    BundleManifest two = TinyBundle.write(directory.resolve("two"), "2").manifest();
    ProbeFile.write(directory.resolve("two"), List.of(new Probe("hello", "greeting", 0.9)));
    BundleDirectory.write(directory.resolve("two"), two);
    TinyBundle.write(
        directory.resolve("other"), "3", List.of("a", "b", "c", "d"), TinyBundle.STUDENT_WORDS);
    service =
        BrokeredService.start(directory.resolve("one"), Map.of("MILLRACE_ADMIN_TOKEN", TOKEN));
    port = service.port();
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void swapsTheBundleThere_andBack() throws Exception {
    JsonNode before = json.readTree(admin("GET", "").body());
    assertThat(before.get("bundle").textValue()).isEqualTo("tiny:1");
    assertThat(before.get("labels")).hasSize(4);

    HttpResponse<String> swapped = admin("POST", "{\"path\":\"two\"}");

    assertThat(swapped.statusCode()).as(swapped.body()).isEqualTo(200);
    JsonNode result = json.readTree(swapped.body());
    assertThat(result.get("bundle").textValue()).isEqualTo("tiny:2");
    assertThat(result.get("previous").textValue()).isEqualTo("tiny:1");
    assertThat(result.get("agreement").doubleValue()).isEqualTo(1);
    assertThat(result.get("freed").booleanValue()).isTrue();
    assertThat(json.readTree(admin("GET", "").body()).get("bundle").textValue())
        .isEqualTo("tiny:2");
    assertThat(predictedBy()).isEqualTo("tiny:2");
    assertThat(send(request(port, "/v2/models/tiny")).body()).contains("\"versions\":[\"2\"]");
    assertThat(send(request(service.process().managementPort(), "/q/health/ready")).body())
        .contains("tiny:2");
    assertThat(send(request(service.process().managementPort(), "/q/metrics")).body())
        .contains("millrace_bundle_info{bundle=\"tiny:2\"")
        .doesNotContain("bundle=\"tiny:1\"");

    assertThat(admin("POST", "{\"path\":\"one\"}").statusCode()).isEqualTo(200);
    assertThat(predictedBy()).isEqualTo("tiny:1");
  }

  @Test
  void triesABundleOnAShare_andDropsIt_andPutsItInForce() throws Exception {
    HttpResponse<String> started = admin("POST", "{\"path\":\"two\",\"share\":0.25}");

    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    assertThat(started.body())
        .isEqualTo("{\"bundle\":\"tiny:1\",\"canary\":\"tiny:2\",\"share\":0.25}");
    JsonNode shown = json.readTree(admin("GET", "").body());
    assertThat(shown.get("bundle").textValue()).isEqualTo("tiny:1");
    assertThat(shown.at("/canary/bundle").textValue()).isEqualTo("tiny:2");
    assertThat(shown.at("/canary/share").doubleValue()).isEqualTo(0.25);
    assertThat(send(request(service.process().managementPort(), "/q/metrics")).body())
        .containsPattern("millrace_bundle_share\\{bundle=\"tiny:1\".*} 0.75")
        .containsPattern("millrace_bundle_share\\{bundle=\"tiny:2\".*} 0.25");
    assertThat(admin("POST", "{\"path\":\"two\"}").statusCode()).isEqualTo(409);
    assertThat(admin("POST", "{\"share\":1}").statusCode()).isEqualTo(200);
    assertThat(predictedBy()).isEqualTo("tiny:2");
    assertThat(json.readTree(admin("POST", "{\"drop\":true}").body()).get("freed").booleanValue())
        .isTrue();
    assertThat(predictedBy()).isEqualTo("tiny:1");

    admin("POST", "{\"path\":\"two\",\"share\":0.25}");
    JsonNode promoted = json.readTree(admin("POST", "{\"promote\":true}").body());
    assertThat(promoted.get("bundle").textValue()).isEqualTo("tiny:2");
    assertThat(predictedBy()).isEqualTo("tiny:2");
    assertThat(admin("POST", "{\"path\":\"one\"}").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"path\":\"other\"} | 422 | label 1: expected greeting, found a",
        "{\"path\":\"one/stages\"} | 422 | bundle.json",
        "{\"path\":\"..\"} | 403 | see millrace.admin.bundles",
        "{\"path\":\"three\"} | 404 | path: no bundle three below",
        "{\"path\":7} | 400 | path: expected a string, found number",
        "{\"path\":\"two\",\"share\":0} | 400 | share: expected a number above 0, at most 1, found 0",
        "{\"path\":\"two\",\"share\":\"1\"} | 400 | share: expected a number",
        "{\"path\":\"other\",\"share\":0.1} | 422 | label 1: expected greeting, found a",
        "{\"share\":0.1} | 409 | no canary answers",
        "{\"promote\":true} | 409 | no canary answers",
        "{\"drop\":true} | 409 | no canary answers",
        "two | 400 | the body is not JSON",
        "'' | 400 | the body: expected a JSON object, found nothing"
      })
  void saysWhyItDoesNotSwap(String body, int status, String detail) throws Exception {
    HttpResponse<String> response = admin("POST", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(json.readTree(response.body()).get("detail").textValue()).contains(detail);
    assertThat(predictedBy()).isEqualTo("tiny:1");
  }

  @Test
  void wantsTheToken() throws Exception {
    HttpResponse<String> without = send(request(service.process().managementPort(), ADMIN));
    HttpResponse<String> wrong =
        send(
            request(service.process().managementPort(), ADMIN)
                .header("authorization", "Bearer another-token-of-some-length")
                .POST(BodyPublishers.ofString("{\"path\":\"two\"}")));

    assertThat(List.of(without.statusCode(), wrong.statusCode())).containsOnly(401);
    assertThat(without.headers().firstValue("www-authenticate"))
        .hasValue("Bearer realm=\"millrace\"");
    assertThat(predictedBy()).isEqualTo("tiny:1");
  }

  @Test
  void isOnTheManagementPortOnly() throws Exception {
    HttpResponse<String> response =
        send(request(port, ADMIN).header("authorization", "Bearer " + TOKEN));

    assertThat(response.statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> admin(String method, String body) throws Exception {
    return send(
        request(service.process().managementPort(), ADMIN)
            .header("authorization", "Bearer " + TOKEN)
            .method(method, BodyPublishers.ofString(body)));
  }

  private String predictedBy() throws Exception {
    HttpRequest.Builder request =
        request(port, "/predict")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{\"text\":\"hello\"}"));
    return json.readTree(send(request).body()).get("bundle").textValue();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }
}
