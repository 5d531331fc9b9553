package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules on Kubernetes are those that Prometheus's own tests have tested. */
class PrometheusRuleTest {
  private static final Path RULES = Path.of("grafana/prometheus/rules.yml");
  private static final Path MANIFEST = Path.of("deploy/kubernetes/rules/prometheus-rule.yaml");
  private static final String HEAD =
      """
      # Made from grafana/prometheus/rules.yml; to make it again:
      #   ./mvnw test -Dtest=PrometheusRuleTest -Dmillrace.write=true
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: millrace
      spec:
      """;

  @Test
  void holdsTheRulesOfGrafana() throws IOException {
    String body =
        Files.readAllLines(RULES).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.isEmpty() ? line : "  " + line)
            .collect(Collectors.joining("\n", "", "\n"));

    GeneratedFile.require(MANIFEST, HEAD + body);

    assertThat(Manifests.read(MANIFEST).getFirst().at("/spec/groups"))
        .isEqualTo(Manifests.read(RULES).getFirst().path("groups"))
        .isNotEmpty();
  }
}
