package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.millrace.serve.config.MillraceConfig;
import io.smallrye.config.SmallRyeConfig;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics and rights are what the pods of the overlay of the same name read and write. */
class KafkaRightsTest {
  @ParameterizedTest
  @ValueSource(strings = {"single", "split"})
  void everyTopicIsThere(String mode) throws Exception {
    Set<String> used = new TreeSet<>();
    for (Deployment deployment : pods(mode).all(Deployment.class)) {
      SmallRyeConfig config = ServiceOptions.read(pods(mode).options(deployment));
      used.add(reads(config));
      used.addAll(writes(config));
    }

    assertThat(kafka(mode).all(KafkaTopic.class).stream().map(of -> of.getMetadata().getName()))
        .containsExactlyInAnyOrderElementsOf(used);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "split"})
  void everyUserMayDoWhatItsPodsDoAndNoMore(String mode) throws Exception {
    for (Deployment deployment : pods(mode).all(Deployment.class)) {
      SmallRyeConfig config = ServiceOptions.read(pods(mode).options(deployment));
      KafkaUser user = kafka(mode).named(KafkaUser.class, deployment.getMetadata().getName());

      assertThat(rights(user)).isEqualTo(needs(config));
    }
  }

  private static Set<String> needs(SmallRyeConfig config) {
    String group = config.getValue("mp.messaging.incoming.events.group.id", String.class);
    Set<String> needs = new TreeSet<>();
    needs.add("topic literal " + reads(config) + " [DESCRIBE, READ]");
    writes(config).forEach(topic -> needs.add("topic literal " + topic + " [DESCRIBE, WRITE]"));
    needs.add("group literal " + group + " [READ]");
    // ClientPolicy: the group, and a name that is made up at each start.
    needs.add("transactionalId prefix " + group + "- [DESCRIBE, WRITE]");
    return needs;
  }

  private static String reads(SmallRyeConfig config) {
    return config.getValue("mp.messaging.incoming.events.topic", String.class);
  }

  private static Set<String> writes(SmallRyeConfig config) {
    MillraceConfig millrace = config.getConfigMapping(MillraceConfig.class);
    MillraceConfig.Topics topics = millrace.topics();
    Stream<String> own = Stream.of(topics.predictions(), topics.deadLetters());
    Stream<String> passedOn =
        millrace.stages() == MillraceConfig.Stages.STUDENTS
            ? Stream.of(topics.escalations())
            : Stream.empty();
    return Stream.concat(own, passedOn).collect(Collectors.toSet());
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
