package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a user adds to an overlay in a kustomization of their own. */
class ComponentsTest {
  private static final Path WORK = Path.of("target/kustomize");

  @Test
  void bundleIsFetchedBeforeTheServiceStarts() throws Exception {
    Rendered rendered = single("bundle-uri");

    Deployment deployment = rendered.named(Deployment.class, "millrace");
    Container fetch = pod(deployment).getInitContainers().getFirst();
    Container service = pod(deployment).getContainers().getFirst();
    assertThat(fetch.getImage()).isEqualTo(service.getImage()).isEqualTo("example.org/millrace:1");
    assertThat(fetch.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(fetch.getArgs().getLast())
        .isEqualTo(rendered.options(deployment).get("MILLRACE_BUNDLE"));
    for (EnvVar variable : fetch.getEnv()) {
      var from = variable.getValueFrom().getConfigMapKeyRef();
      assertThat(rendered.named(ConfigMap.class, from.getName()).getData())
          .containsKey(from.getKey());
      assertThat(fetch.getArgs()).contains("$(" + variable.getName() + ")");
    }
    assertMountsFindVolumes(deployment);
  }

  @Test
  void bundleLiesOnAVolume() throws Exception {
    Rendered rendered = single("bundle-volume");

    Deployment deployment = rendered.named(Deployment.class, "millrace");
    assertThat(rendered.options(deployment).get("MILLRACE_BUNDLE")).startsWith("/bundle/");
    assertThat(pod(deployment).getContainers().getFirst().getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/bundle") && mount.getReadOnly());
    assertMountsFindVolumes(deployment);
  }

  @Test
  void storesLieWhereKafkasOptionsSay() throws Exception {
    Rendered rendered = single("strimzi-tls");

    Deployment deployment = rendered.named(Deployment.class, "millrace");
    Container service = pod(deployment).getContainers().getFirst();
    Map<String, String> options = rendered.options(deployment);
    assertThat(ServiceOptions.variables())
        .containsAll(options.keySet())
        .containsAll(service.getEnv().stream().map(EnvVar::getName).toList());
    for (String store : List.of("TRUSTSTORE", "KEYSTORE")) {
      Path location = Path.of(options.get("KAFKA_SSL_" + store + "_LOCATION"));
      VolumeMount mount =
          service.getVolumeMounts().stream()
              .filter(of -> of.getMountPath().equals(location.getParent().toString()))
              .findFirst()
              .orElseThrow();
      Volume volume =
          pod(deployment).getVolumes().stream()
              .filter(of -> of.getName().equals(mount.getName()))
              .findFirst()
              .orElseThrow();
      assertThat(volume.getSecret().getItems())
          .anyMatch(item -> item.getPath().equals(location.getFileName().toString()));
    }
    assertMountsFindVolumes(deployment);
  }

  private static void assertMountsFindVolumes(Deployment deployment) {
    List<String> volumes = pod(deployment).getVolumes().stream().map(Volume::getName).toList();
    pod(deployment)
        .getContainers()
        .forEach(
            container ->
                assertThat(container.getVolumeMounts().stream().map(VolumeMount::getName))
                    .isSubsetOf(volumes));
    pod(deployment)
        .getInitContainers()
        .forEach(
            container ->
                assertThat(container.getVolumeMounts().stream().map(VolumeMount::getName))
                    .isSubsetOf(volumes));
  }

  private static PodSpec pod(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  /** The overlay of one Deployment with a component on top. */
  private static Rendered single(String component) throws IOException, InterruptedException {
    Path mine = Files.createDirectories(WORK.resolve(component));
    Files.writeString(
        mine.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: millrace
        resources:
          - ../../../deploy/kubernetes/overlays/single
        components:
          - ../../../deploy/kubernetes/components/%s
        images:
          - name: localhost/millrace
            newName: example.org/millrace
            newTag: "1"
        """
            .formatted(component));
    List<JsonNode> manifests = Kustomize.render(mine);
    for (JsonNode manifest : manifests) {
      Manifests.requireKnown(manifest);
    }
    return new Rendered(manifests);
  }
}
