package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics and rights are what the pods of the overlay of the same name read and write. */
class KafkaRightsTest {
  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "quality"})
  void everyTopicIsThere(String mode) throws Exception {
    Set<String> used = new TreeSet<>();
    for (Deployment deployment : pods(mode).all(Deployment.class)) {
      used.addAll(needs(mode, deployment).topics());
    }

    assertThat(kafka(mode).all(KafkaTopic.class).stream().map(of -> of.getMetadata().getName()))
        .containsExactlyInAnyOrderElementsOf(used);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split", "quality"})
  void everyUserMayDoWhatItsPodsDoAndNoMore(String mode) throws Exception {
    for (Deployment deployment : pods(mode).all(Deployment.class)) {
      KafkaUser user = kafka(mode).named(KafkaUser.class, deployment.getMetadata().getName());

      assertThat(rights(user)).isEqualTo(needs(mode, deployment).rights());
    }
  }

  @Test
  void newestOfFiguresAndThresholdsIsKept() throws Exception {
    for (String topic : List.of("millrace.quality", "millrace.policy")) {
      assertThat(kafka("quality").named(KafkaTopic.class, topic).getSpec().getConfig())
          .containsEntry("cleanup.policy", "compact");
    }
  }

  private static KafkaNeeds needs(String mode, Deployment deployment) throws Exception {
    return KafkaNeeds.of(deployment, ServiceOptions.read(pods(mode).options(deployment)));
  }

  private static Set<String> rights(KafkaUser user) {
    return ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization())
        .getAcls().stream()
            .map(rule -> resource(rule) + " " + operations(rule))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String resource(AclRule rule) {
    return switch (rule.getResource()) {
      case AclRuleTopicResource topic ->
          "topic " + topic.getPatternType().toValue() + " " + topic.getName();
      case AclRuleGroupResource group ->
          "group " + group.getPatternType().toValue() + " " + group.getName();
      case AclRuleTransactionalIdResource id ->
          "transactionalId " + id.getPatternType().toValue() + " " + id.getName();
      default -> throw new AssertionError("a right on " + rule.getResource().getType());
    };
  }

  private static Set<String> operations(AclRule rule) {
    return rule.getOperations().stream()
        .map(Enum::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Rendered kafka(String mode) throws Exception {
    return new Rendered(Kustomize.render(Path.of("deploy/kubernetes/kafka", mode)));
  }

  private static Rendered pods(String overlay) throws Exception {
    return new Rendered(Kustomize.render(Path.of("deploy/kubernetes/overlays", overlay)));
  }
}
