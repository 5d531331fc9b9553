package io.millrace.deploy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.millrace.serve.config.MillraceConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a Deployment's pods do in Kafka, from the options that they are given. */
final class KafkaNeeds {
  private final Map<String, Set<String>> topics = new TreeMap<>();
  private final Set<String> others = new TreeSet<>();
  private final SmallRyeConfig config;
  private final MillraceConfig millrace;

  private KafkaNeeds(SmallRyeConfig config) {
    this.config = config;
    this.millrace = config.getConfigMapping(MillraceConfig.class);
  }

  static KafkaNeeds of(Deployment deployment, SmallRyeConfig config) {
    KafkaNeeds needs = new KafkaNeeds(config);
    switch (command(deployment)) {
      case "serve" -> needs.serve();
      case "quality" -> needs.quality();
      default -> throw new AssertionError("a command without needs: " + command(deployment));
    }
    return needs;
  }

  static String command(Deployment deployment) {
    return deployment
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getArgs()
        .getFirst();
  }

  /** Names of the topics that must be there. */
  Set<String> topics() {
    return topics.keySet();
  }

  /** The rights, as the test writes those of a KafkaUser down. */
  Set<String> rights() {
    Set<String> rights = new TreeSet<>(others);
    topics.forEach((topic, operations) -> rights.add("topic literal " + topic + " " + operations));
    return rights;
  }

  private void serve() {
    String group = config.getValue("mp.messaging.incoming.events.group.id", String.class);
    reads(config.getValue("mp.messaging.incoming.events.topic", String.class));
    writes(millrace.topics().predictions());
    writes(millrace.topics().deadLetters());
    if (millrace.stages() == MillraceConfig.Stages.STUDENTS) {
      writes(millrace.topics().escalations());
    }
    if (millrace.audit().share() > 0) {
      writes(millrace.topics().audits());
    }
    if (millrace.policy().enabled()) {
      reads(millrace.topics().policy());
      writes(millrace.topics().policy()); // By hand, over /admin/policy.
    }
    if (millrace.load().objective().isPresent()) {
      writes(millrace.topics().quality());
    }
    belongsTo(group);
  }

  private void quality() {
    String group = millrace.quality().group();
    reads(millrace.topics().predictions());
    reads(millrace.topics().audits());
    reads(millrace.topics().feedback());
    reads(millrace.topics().quality());
    writes(millrace.topics().quality());
    writes(millrace.topics().policy());
    // Kafka Streams makes changelogs and repartitioned topics, and deletes what it has read.
    others.add("topic prefix " + group + "- [CREATE, DELETE, DESCRIBE, READ, WRITE]");
    belongsTo(group);
  }

  /** ClientPolicy: a transaction is named by the group, and by what is made up at each start. */
  private void belongsTo(String group) {
    others.add("group literal " + group + " [READ]");
    others.add("transactionalId prefix " + group + "- [DESCRIBE, WRITE]");
  }

  private void reads(String topic) {
    may(topic, "READ");
  }

  private void writes(String topic) {
    may(topic, "WRITE");
  }

  private void may(String topic, String operation) {
    Set<String> operations = topics.computeIfAbsent(topic, _ -> new TreeSet<>());
    operations.add(operation);
    operations.add("DESCRIBE");
  }
}
