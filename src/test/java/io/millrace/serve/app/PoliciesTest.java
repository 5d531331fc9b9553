package io.millrace.serve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.Part;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.kafka.ClientPolicy;
import io.millrace.serve.kafka.codec.ValueFormat;
import io.millrace.serve.kafka.flow.BreakerPolicy;
import io.millrace.serve.kafka.flow.KafkaPolicy;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  @Test
  void refusesToKeepLessonsOfStudentsAlone() {
    MillraceConfig students =
        config(Map.of("millrace.stages", "students", "millrace.distillation.enabled", "true"));

    assertThatThrownBy(() -> Policies.keepsLessons(students))
        .hasMessageStartingWith("millrace.distillation.enabled=true: needs millrace.stages=all");
    assertThat(Policies.keepsLessons(config(Map.of()))).isFalse();
  }

  @Test
  void refusesTheGpuOfAnEngineThatHasNone() {
    assertThatThrownBy(() -> Policies.engine(config(Map.of("millrace.engine.device", "gpu"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "millrace.engine.device=gpu: ONNX Runtime in the class path has no CUDA provider;"
                + " onnxruntime_gpu must be there in place of onnxruntime");
    assertThat(Policies.engine(config(Map.of()))).isNotNull();
  }

  @Test
  void refusesAvroWithoutARegistryAndWithTheTopology() {
    MillraceConfig alone = config(Map.of("millrace.format", "avro"));
    MillraceConfig watched =
        config(
            Map.of(
                "millrace.format", "avro",
                "millrace.registry", "http://registry",
                "millrace.quality.enabled", "true"));

    assertThatThrownBy(() -> Policies.format(alone, Map.of()))
        .hasMessageStartingWith("millrace.format=avro: needs millrace.registry");
    assertThatThrownBy(() -> Policies.format(watched, Map.of()))
        .hasMessageStartingWith("millrace.format=avro: the quality topology reads JSON");
    assertThat(Policies.format(config(Map.of()), Map.of())).isSameAs(ValueFormat.JSON);
  }

  @Test
  void turnsOptionsIntoPolicies() {
    MillraceConfig config = config(Map.of());

    assertThat(Policies.batch(config)).isEqualTo(new BatchPolicy(32, 1024, 1_000_000, 10_000_000));
    assertThat(Policies.kafka(config))
        .isEqualTo(
            new KafkaPolicy(
                new KafkaPolicy.Topics("millrace.predictions", "millrace.dead-letters"),
                KafkaPolicy.Order.KEY,
                65_536,
                4_096,
                67_108_864,
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                new BreakerPolicy(0.5, 200, Duration.ofSeconds(30))));
    assertThat(Policies.clients(config, "made-up"))
        .isEqualTo(
            new ClientPolicy(
                ClientPolicy.Delivery.AT_LEAST_ONCE,
                "made-up",
                ClientPolicy.Membership.DYNAMIC,
                Duration.ofMinutes(5),
                Duration.ofMillis(50)));
  }

  @Test
  void makesAStaticMemberOfAnInstanceThatHasAName() {
    ClientPolicy clients =
        Policies.clients(config(Map.of("millrace.instance", "pod-3")), "made-up");

    assertThat(clients.membership()).isEqualTo(ClientPolicy.Membership.STATIC);
    assertThat(clients.consumer()).containsEntry("group.instance.id", "pod-3");
  }

  @Test
  void knowsItsPartOfTheStages() {
    MillraceConfig config = config(Map.of("millrace.stages", "students"));

    assertThat(Policies.part(config)).isEqualTo(Part.STUDENTS);
    assertThat(Policies.kafka(config).topics().split())
        .isEqualTo(new KafkaPolicy.Split(Part.STUDENTS, "millrace.escalations"));
  }

  @Test
  void refusesEscalationsAmongOtherRecords() {
    MillraceConfig config =
        config(
            Map.of("millrace.stages", "teacher", "millrace.topics.escalations", "millrace.events"));

    assertRefused(() -> Policies.kafka(config), "millrace.topics.escalations", "millrace.events");
  }

  @Test
  void refusesAPartitionerThatScattersKeysWhereTheirOrderIsKept() {
    String key = "mp.messaging.outgoing.predictions.partitioner.class";
    Map<String, String> set = Map.of(key, "RoundRobin");
    MillraceConfig students = config(Map.of("millrace.stages", "students"));
    MillraceConfig unordered =
        config(Map.of("millrace.stages", "students", "millrace.order", "none"));

    assertRefused(
        () -> Policies.requireKeyOrder(students, name -> Optional.ofNullable(set.get(name))),
        "millrace.order=key",
        key);
    Policies.requireKeyOrder(unordered, name -> Optional.ofNullable(set.get(name)));
    Policies.requireKeyOrder(students, name -> Optional.empty());
  }

  @Test
  void hasAWorkerForEachCpuUnlessTold() {
    assertThat(Policies.workers(config(Map.of()), 3)).isEqualTo(3);
    assertThat(Policies.workers(config(Map.of("millrace.workers", "5")), 3)).isEqualTo(5);
  }

  @Test
  void refusesNonsenseByKeyAndValue() {
    MillraceConfig config =
        config(
            Map.of(
                "millrace.workers", "0",
                "millrace.commit-interval", "0s",
                "millrace.batch.max-size", "0",
                "millrace.in-flight.events", "0"));

    assertRefused(() -> Policies.workers(config, 2), "millrace.workers", "found 0");
    assertRefused(() -> Policies.clients(config, "m"), "millrace.commit-interval", "PT0S");
    assertRefused(() -> Policies.batch(config), "millrace.batch.max-size", "found 0");
    assertRefused(() -> Policies.kafka(config), "millrace.in-flight.events", "0");
  }

  @Test
  void refusesTooLittleRoomForABatchOfEveryStage() {
    MillraceConfig config = config(Map.of("millrace.in-flight.events", "63"));

    Policies.requireRoom(config, 1);
    assertRefused(() -> Policies.requireRoom(config, 2), "millrace.in-flight.events", "64", "63");
  }

  private static void assertRefused(Runnable use, String... words) {
    assertThatThrownBy(use::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  private static MillraceConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withSources(new PropertiesConfigSource(values, "test"))
        .withMapping(MillraceConfig.class)
        .build()
        .getConfigMapping(MillraceConfig.class);
  }
}
