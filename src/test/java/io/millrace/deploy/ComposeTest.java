package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.testing.JsonSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

/** The Compose file: its services find one another, and use the project's own files and names. */
class ComposeTest {
  private static final Path HOME = Path.of("deploy/compose");

  private final JsonNode compose = Manifests.read(HOME.resolve("compose.yaml")).getFirst();
  private final JsonNode services = compose.path("services");

  ComposeTest() throws IOException {}

  @Test
  void knowsEveryField() {
    JsonSchemas.require(ComposeTest.class.getResource("Compose.schema.json"), compose);
  }

  @Test
  void waitsOnlyForServicesThatAreThere() {
    for (JsonNode service : services) {
      service
          .path("depends_on")
          .properties()
          .forEach(
              wait -> {
                assertThat(services.has(wait.getKey())).as(wait.getKey()).isTrue();
                if (wait.getValue().path("condition").asText().equals("service_healthy")) {
                  assertThat(services.path(wait.getKey()).has("healthcheck")).isTrue();
                }
              });
    }
  }

  @Test
  void mountsFilesThatAreThere() {
    List<Path> mounted =
        services.findValues("volumes").stream()
            .flatMap(volumes -> StreamSupport.stream(volumes.spliterator(), false))
            .map(volume -> HOME.resolve(volume.asText().split(":")[0]).normalize())
            .toList();

    assertThat(mounted).hasSize(4).allMatch(Files::exists);
  }

  @Test
  void mountsDashboardsWhereTheirProviderLooks() throws IOException {
    JsonNode provider =
        Manifests.read(Path.of("grafana/provisioning/dashboards/millrace.yaml")).getFirst();

    assertThat(services.at("/grafana/volumes").toString())
        .contains("../../grafana/dashboards:" + provider.at("/providers/0/options/path").asText());
    assertThat(Files.readString(Path.of("grafana/provisioning/datasources/prometheus.yaml")))
        .contains("${PROMETHEUS_URL}");
    assertThat(services.at("/grafana/environment/PROMETHEUS_URL").asText())
        .isEqualTo("http://prometheus:9090");
  }

  @Test
  void scrapesTheServiceByItsNameAndPort() throws IOException {
    JsonNode scrape =
        Manifests.read(HOME.resolve("prometheus.yml")).getFirst().at("/scrape_configs/0");

    assertThat(scrape.at("/static_configs/0/targets/0").asText())
        .isEqualTo("millrace:" + ServiceFacts.ports().get("management"));
    assertThat(scrape.path("metrics_path").asText()).isEqualTo("/q/metrics");
  }

  @Test
  void runsTheServiceAsItsImageIsMeant() throws IOException {
    JsonNode millrace = services.path("millrace");
    Map<String, String> options = strings(millrace.path("environment"));
    MillraceConfig config = ServiceOptions.read(options).getConfigMapping(MillraceConfig.class);

    assertThat(ServiceOptions.variables()).containsAll(options.keySet());
    assertThat(millrace.path("user").asText()).startsWith(ServiceFacts.imageUser() + ":");
    assertThat(millrace.path("read_only").asBoolean()).isTrue();
    for (int port : ServiceFacts.ports().values()) {
      assertThat(millrace.path("ports").toString()).contains(":" + port + "\"");
    }
    Duration grace = Duration.parse("PT" + millrace.path("stop_grace_period").asText());
    assertThat(grace).isGreaterThan(config.stopTimeout().plus(config.drainTimeout()));
    String create = services.at("/topics/command").toString();
    assertThat(create)
        .contains(
            config.topics().events(), config.topics().predictions(), config.topics().deadLetters());
    assertThat(services.at("/traffic/command").toString()).contains(config.topics().events());
  }

  @Test
  void setsOptionsThatTheBrokerHas() {
    for (String name : strings(services.at("/kafka/environment")).keySet()) {
      String option = name.replaceFirst("KAFKA_", "").replace('_', '.').toLowerCase(Locale.ROOT);
      assertThat(KafkaConfig.configNames().contains(option)).as(option).isTrue();
    }
  }

  private static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new HashMap<>();
    object.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
    return strings;
  }
}
