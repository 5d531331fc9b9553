package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.millrace.testing.JsonSchemas;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Manifests as trees and, strictly, as the models of their kinds. */
final class Manifests {
  private static final Map<String, Class<? extends HasMetadata>> MODELS =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "KafkaTopic", KafkaTopic.class,
          "KafkaUser", KafkaUser.class,
          "NetworkPolicy", NetworkPolicy.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "PrometheusRule", PrometheusRule.class,
          "Service", Service.class,
          "ServiceAccount", ServiceAccount.class,
          "ServiceMonitor", ServiceMonitor.class);

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /** The models keep unknown fields for later; here they are refused. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(new NoneBesides())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Manifests() {}

  private static final class NoneBesides extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  /** The documents of a file. */
  static List<JsonNode> read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** The documents of a YAML stream. */
  static List<JsonNode> parse(String yaml) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    }
  }

  /**
   * Fails on a kind, an API version or a field that is not known, and on values of a wrong type.
   */
  static void requireKnown(JsonNode manifest) throws JsonProcessingException {
    String kind = manifest.path("kind").asText();
    switch (kind) {
      case "Kustomization", "Component" -> require("Kustomization", manifest);
      case "ScaledObject" -> require(kind, manifest);
      default -> model(manifest, HasMetadata.class);
    }
  }

  /** The manifest as the model of its kind, all of it. */
  static <T extends HasMetadata> T model(JsonNode manifest, Class<T> type)
      throws JsonProcessingException {
    String kind = manifest.path("kind").asText();
    Class<? extends HasMetadata> model = MODELS.get(kind);
    assertThat(model).as("a model of " + kind).isNotNull();
    assertThat(manifest.path("apiVersion").asText()).isEqualTo(HasMetadata.getApiVersion(model));
    return type.cast(STRICT.treeToValue(manifest, model));
  }

  private static void require(String schema, JsonNode manifest) {
    JsonSchemas.require(Manifests.class.getResource(schema + ".schema.json"), manifest);
  }
}
