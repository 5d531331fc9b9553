package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.millrace.serve.config.EngineConfig;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.metric.Meter;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each overlay yields: its parts must find one another, and the service must be as they think.
 */
class OverlaysTest {
  /** Engine 2 s, each Kafka client 3 s. */
  private static final Duration CLOSING = Duration.ofSeconds(8);

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void rendersKnownFieldsOnly(String overlay) throws Exception {
    List<JsonNode> manifests = rendered(overlay).manifests();

    assertThat(manifests).isNotEmpty();
    for (JsonNode manifest : manifests) {
      Manifests.requireKnown(manifest);
      assertThat(manifest.at("/metadata/namespace").asText()).isEqualTo("millrace");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void selectorsFindOneDeploymentEach(String overlay) throws Exception {
    Rendered rendered = rendered(overlay);

    for (Deployment deployment : rendered.all(Deployment.class)) {
      String name = deployment.getMetadata().getName();
      assertThat(rendered.selected(deployment.getSpec().getSelector())).containsOnly(deployment);
      assertThat(rendered.selected(rendered.named(Service.class, name).getSpec().getSelector()))
          .containsOnly(deployment);
      assertThat(
              rendered.selected(
                  rendered.named(PodDisruptionBudget.class, name).getSpec().getSelector()))
          .containsOnly(deployment);
      assertThat(
              rendered.selected(
                  rendered.named(NetworkPolicy.class, name).getSpec().getPodSelector()))
          .containsOnly(deployment);
      for (TopologySpreadConstraint spread : pod(deployment).getTopologySpreadConstraints()) {
        assertThat(rendered.selected(spread.getLabelSelector())).containsOnly(deployment);
      }
      assertThat(pod(deployment).getServiceAccountName())
          .isEqualTo(rendered.named(ServiceAccount.class, name).getMetadata().getName());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void monitorsFindOneServiceEach(String overlay) throws Exception {
    Rendered rendered = rendered(overlay);

    assertThat(rendered.all(PrometheusRule.class)).hasSize(1);
    assertThat(rendered.all(ServiceMonitor.class)).hasSameSizeAs(rendered.all(Deployment.class));
    for (ServiceMonitor monitor : rendered.all(ServiceMonitor.class)) {
      Map<String, String> labels = monitor.getSpec().getSelector().getMatchLabels();
      List<Service> services =
          rendered.all(Service.class).stream()
              .filter(of -> of.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
              .toList();
      assertThat(services).hasSize(1);
      assertThat(services.getFirst().getMetadata().getName())
          .isEqualTo(monitor.getMetadata().getName());
      assertThat(services.getFirst().getSpec().getPorts().stream().map(ServicePort::getName))
          .contains(monitor.getSpec().getEndpoints().getFirst().getPort());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void portsAreThoseOfTheService(String overlay) throws Exception {
    Rendered rendered = rendered(overlay);

    for (Deployment deployment : rendered.all(Deployment.class)) {
      Container container = pod(deployment).getContainers().getFirst();
      Map<String, Integer> ports =
          container.getPorts().stream()
              .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
      assertThat(ports).isEqualTo(ports(deployment));
      Stream.of(
              container.getStartupProbe(),
              container.getLivenessProbe(),
              container.getReadinessProbe())
          .forEach(
              probe ->
                  assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management"));
      String name = deployment.getMetadata().getName();
      assertThat(
              rendered.named(NetworkPolicy.class, name).getSpec().getIngress().stream()
                  .flatMap(rule -> rule.getPorts().stream())
                  .map(port -> port.getPort().getIntVal())
                  .distinct())
          .containsExactlyInAnyOrderElementsOf(ports.values());
      for (ServicePort port : rendered.named(Service.class, name).getSpec().getPorts()) {
        assertThat(port.getPort()).isEqualTo(ports.get(port.getTargetPort().getStrVal()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void everyVariableIsAnOption(String overlay) throws Exception {
    Rendered rendered = rendered(overlay);

    for (Deployment deployment : rendered.all(Deployment.class)) {
      Map<String, String> options = rendered.options(deployment);
      List<String> more =
          pod(deployment).getContainers().getFirst().getEnv().stream()
              .map(EnvVar::getName)
              .toList();
      assertThat(ServiceOptions.variables()).containsAll(options.keySet()).containsAll(more);
      SmallRyeConfig config = ServiceOptions.read(options);
      assertThat(config.getConfigMapping(MillraceConfig.class)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void podsMayStopInTheTimeTheyNeed(String overlay) throws Exception {
    Rendered rendered = rendered(overlay);

    for (Deployment deployment : rendered.all(Deployment.class)) {
      MillraceConfig config =
          ServiceOptions.read(rendered.options(deployment)).getConfigMapping(MillraceConfig.class);
      long preStop =
          pod(deployment)
              .getContainers()
              .getFirst()
              .getLifecycle()
              .getPreStop()
              .getSleep()
              .getSeconds();
      Duration least =
          Duration.ofSeconds(preStop)
              .plus(config.stopTimeout())
              .plus(config.drainTimeout().multipliedBy(2))
              .plus(CLOSING);
      assertThat(pod(deployment).getTerminationGracePeriodSeconds())
          .isGreaterThanOrEqualTo(least.toSeconds());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "edge", "quality", "gpu"})
  void podsMayDoNothingButServe(String overlay) throws Exception {
    for (Deployment deployment : rendered(overlay).all(Deployment.class)) {
      PodSpec pod = pod(deployment);
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(ServiceFacts.imageUser());
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
          .forEach(
              container -> {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
                assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
              });
      List<String> volumes = pod.getVolumes().stream().map(volume -> volume.getName()).toList();
      assertThat(
              pod.getContainers().getFirst().getVolumeMounts().stream().map(VolumeMount::getName))
          .isSubsetOf(volumes);
    }
  }

  @Test
  void asksForAGpuWhereTheEngineDoes() throws Exception {
    Rendered rendered = rendered("gpu");
    Set<String> onGpu = new HashSet<>();

    for (Deployment deployment : rendered.all(Deployment.class)) {
      MillraceConfig config =
          ServiceOptions.read(rendered.options(deployment)).getConfigMapping(MillraceConfig.class);
      Container container = pod(deployment).getContainers().getFirst();
      boolean isOnGpu = config.engine().device() == EngineConfig.Device.GPU;
      if (isOnGpu) {
        onGpu.add(deployment.getMetadata().getName());
      }
      assertThat(container.getResources().getLimits().containsKey("nvidia.com/gpu"))
          .isEqualTo(isOnGpu);
      assertThat(
              pod(deployment).getTolerations().stream()
                  .anyMatch(toleration -> "nvidia.com/gpu".equals(toleration.getKey())))
          .isEqualTo(isOnGpu);
      assertThat(container.getImage().endsWith("-gpu")).isEqualTo(isOnGpu);
    }
    assertThat(onGpu).containsExactly("millrace-teacher");
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "gpu"})
  void scalesWhatReadsTheTopicOnItsOwnBacklogAndLag(String overlay) throws Exception {
    Rendered rendered = rendered(overlay);
    Map<String, Meter> meters =
        Arrays.stream(Meter.values())
            .collect(Collectors.toMap(Meter::prometheusName, Function.identity()));

    List<JsonNode> scaled = rendered.trees("ScaledObject");

    assertThat(scaled).hasSameSizeAs(rendered.all(Deployment.class));
    for (JsonNode one : scaled) {
      String target = one.at("/spec/scaleTargetRef/name").asText();
      Deployment deployment = rendered.named(Deployment.class, target);
      assertThat(deployment.getSpec().getReplicas()).isNull();
      JsonNode backlog = one.at("/spec/triggers/0/metadata");
      assertThat(meters).containsKey(metric(backlog.path("query").asText()));
      assertThat(backlog.path("query").asText()).contains("job=\"" + target + "\"");
      SmallRyeConfig config = ServiceOptions.read(rendered.options(deployment));
      JsonNode lag = one.at("/spec/triggers/1/metadata");
      assertThat(lag.path("topic").asText())
          .isEqualTo(config.getValue("mp.messaging.incoming.events.topic", String.class));
      assertThat(lag.path("consumerGroup").asText())
          .isEqualTo(config.getValue("mp.messaging.incoming.events.group.id", String.class));
      assertThat(lag.path("bootstrapServers").asText())
          .isEqualTo(config.getValue("kafka.bootstrap.servers", String.class));
    }
  }

  /** The topology alone has a port for its figures only. */
  private static Map<String, Integer> ports(Deployment deployment) throws IOException {
    Map<String, Integer> ports = new HashMap<>(ServiceFacts.ports());
    if (KafkaNeeds.command(deployment).equals("quality")) {
      ports.remove("http");
    }
    return ports;
  }

  private static String metric(String query) {
    var name = Pattern.compile("millrace_[a-z_]+").matcher(query);
    assertThat(name.find()).as(query).isTrue();
    return name.group();
  }

  private static PodSpec pod(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private static Rendered rendered(String overlay) throws Exception {
    return new Rendered(Kustomize.render(Path.of("deploy/kubernetes/overlays", overlay)));
  }
}
