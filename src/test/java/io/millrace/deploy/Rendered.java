package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an overlay yields, by kind.
 *
 * @param manifests all of it
 */
record Rendered(List<JsonNode> manifests) {
  List<JsonNode> trees(String kind) {
    return manifests.stream().filter(tree -> tree.path("kind").asText().equals(kind)).toList();
  }

  <T extends HasMetadata> List<T> all(Class<T> type) throws JsonProcessingException {
    List<T> models = new ArrayList<>();
    for (JsonNode tree : trees(type.getSimpleName())) {
      models.add(Manifests.model(tree, type));
    }
    return models;
  }

  /** The only one of its kind with that name. */
  <T extends HasMetadata> T named(Class<T> type, String name) throws JsonProcessingException {
    List<T> found =
        all(type).stream().filter(model -> model.getMetadata().getName().equals(name)).toList();
    assertThat(found).as(type.getSimpleName() + " " + name).hasSize(1);
    return found.getFirst();
  }

  /** Deployments whose pods a selector finds; an empty one finds all of them. */
  List<Deployment> selected(Map<String, String> labels) throws JsonProcessingException {
    return all(Deployment.class).stream()
        .filter(deployment -> podLabels(deployment).entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  List<Deployment> selected(LabelSelector selector) throws JsonProcessingException {
    return selected(selector.getMatchLabels());
  }

  static Map<String, String> podLabels(Deployment deployment) {
    return deployment.getSpec().getTemplate().getMetadata().getLabels();
  }

  /** The options that a Deployment's pods get from its map. */
  Map<String, String> options(Deployment deployment) throws JsonProcessingException {
    String map =
        deployment
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnvFrom()
            .getFirst()
            .getConfigMapRef()
            .getName();
    return named(ConfigMap.class, map).getData();
  }
}
