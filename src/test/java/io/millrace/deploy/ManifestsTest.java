package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every file under deploy/kubernetes against the schema of its kind, patches too. */
class ManifestsTest {
  private static final Path ROOT = Path.of("deploy/kubernetes");

  @TestFactory
  Stream<DynamicTest> knowsEveryField() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(ROOT)) {
      // Lists of names that Kustomize reads are no manifests; it refuses unknown fields in them
      // itself.
      files =
          all.filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !file.endsWith("names.yaml"))
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    ROOT.relativize(file).toString(),
                    () -> {
                      List<JsonNode> manifests = Manifests.read(file);
                      assertThat(manifests).isNotEmpty();
                      for (JsonNode manifest : manifests) {
                        Manifests.requireKnown(manifest);
                      }
                    }));
  }

  @Test
  void refusesAMisspeltField() throws IOException {
    assertRefused(
        "base/deployment.yaml",
        deployment -> at(deployment, "/spec/template/spec").put("terminationGracePeriod", 60),
        "terminationGracePeriod");
    assertRefused(
        "components/monitoring/service-monitor.yaml",
        monitor -> at(monitor, "/spec/endpoints/0").put("intervall", "15s"),
        "intervall");
    assertRefused(
        "kafka/topics/topics.yaml", topic -> at(topic, "/spec").put("partition", 12), "partition");
    assertRefused(
        "kafka/single/user.yaml",
        user -> at(user, "/spec/authorization/acls/0").put("operation_", "Read"),
        "operation_");
  }

  @Test
  void refusesAnotherVersionOfAnApi() throws IOException {
    JsonNode budget = Manifests.read(ROOT.resolve("base/disruption-budget.yaml")).getFirst();
    ((ObjectNode) budget).put("apiVersion", "policy/v1beta1");

    assertThatThrownBy(() -> Manifests.requireKnown(budget)).hasMessageContaining("policy/v1beta1");
  }

  @Test
  void refusesAScaledObjectWithAnUnknownField() throws IOException {
    JsonNode scaled =
        Manifests.read(ROOT.resolve("components/autoscaling/scaled-object.yaml")).getFirst();
    at(scaled, "/spec").put("maxReplicas", 3);

    assertThatThrownBy(() -> Manifests.requireKnown(scaled)).hasMessageContaining("maxReplicas");
  }

  private static void assertRefused(String file, Consumer<JsonNode> change, String field)
      throws IOException {
    JsonNode manifest = Manifests.read(ROOT.resolve(file)).getFirst();
    change.accept(manifest);

    assertThatThrownBy(() -> Manifests.requireKnown(manifest))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining(field);
  }

  private static ObjectNode at(JsonNode manifest, String place) {
    return (ObjectNode) manifest.at(place);
  }
}
