package io.millrace.serve.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MillraceConfigTest {
  private static final Map<String, String> EVERY_KEY =
      Map.ofEntries(
          Map.entry("millrace.home", "/h"),
          Map.entry("millrace.bundle", "/b"),
          Map.entry("millrace.bundle-key", "/k"),
          Map.entry("millrace.min-agreement", "0.5"),
          Map.entry("millrace.order", "none"),
          Map.entry("millrace.max-event-bytes", "4K"),
          Map.entry("millrace.workers", "5"),
          Map.entry("millrace.in-flight.events", "6"),
          Map.entry("millrace.in-flight.bytes", "7M"),
          Map.entry("millrace.batch.max-size", "8"),
          Map.entry("millrace.batch.token-budget", "9"),
          Map.entry("millrace.batch.linger", "10ms"),
          Map.entry("millrace.batch.slice", "11ms"),
          Map.entry("millrace.cache.size", "12M"),
          Map.entry("millrace.cache.min-confidence", "0.7"),
          Map.entry("millrace.topics.events", "e"),
          Map.entry("millrace.topics.predictions", "p"),
          Map.entry("millrace.topics.dead-letters", "d"),
          Map.entry("millrace.admin.token", "t"),
          Map.entry("millrace.admin.bundles", "/bs"));

  @Test
  void hasDefaults() {
    MillraceConfig config = config(Map.of());

    assertThat(config.home()).isEqualTo(Path.of("."));
    assertThat(config.bundle()).isEqualTo(Path.of("./src/main/bundles/clinc150"));
    assertThat(config.bundleKey()).isEmpty();
    assertThat(config.minAgreement()).isEqualTo(0.9);
    assertThat(config.order()).isEqualTo(MillraceConfig.Order.KEY);
    assertThat(config.delivery()).isEqualTo(MillraceConfig.Delivery.AT_LEAST_ONCE);
    assertThat(config.instance()).isEmpty();
    assertThat(config.commitInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.produceTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.breaker().share()).isEqualTo(0.5);
    assertThat(config.breaker().window()).isEqualTo(200);
    assertThat(config.breaker().pause()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.maxEventBytes()).isEqualTo(bytes(64 * 1024));
    assertThat(config.cache().size()).isEmpty();
    assertThat(config.cache().minConfidence()).isEqualTo(0.9);
    assertThat(config.workers()).isEmpty();
    assertThat(config.inFlight().events()).isEqualTo(4096);
    assertThat(config.inFlight().bytes()).isEqualTo(bytes(64 * 1024 * 1024));
    assertThat(config.batch().maxSize()).isEqualTo(32);
    assertThat(config.batch().tokenBudget()).isEqualTo(1024);
    assertThat(config.batch().linger()).isEqualTo(Duration.ofMillis(1));
    assertThat(config.batch().slice()).isEqualTo(Duration.ofMillis(10));
    assertThat(config.stages()).isEqualTo(MillraceConfig.Stages.ALL);
    assertThat(config.topics().escalations()).isEqualTo("millrace.escalations");
    assertThat(config.topics().events()).isEqualTo("millrace.events");
    assertThat(config.topics().predictions()).isEqualTo("millrace.predictions");
    assertThat(config.topics().deadLetters()).isEqualTo("millrace.dead-letters");
    assertThat(config.admin().token()).isEmpty();
    assertThat(config.admin().bundles()).isEmpty();
  }

  @Test
  void readsEveryKey() {
    MillraceConfig config = config(EVERY_KEY);

    assertThat(config.home()).isEqualTo(Path.of("/h"));
    assertThat(config.bundle()).isEqualTo(Path.of("/b"));
    assertThat(config.bundleKey()).hasValue(Path.of("/k"));
    assertThat(config.minAgreement()).isEqualTo(0.5);
    assertThat(config.order()).isEqualTo(MillraceConfig.Order.NONE);
    assertThat(config.maxEventBytes()).isEqualTo(bytes(4 * 1024));
    assertThat(config.workers()).hasValue(5);
    assertThat(config.inFlight().events()).isEqualTo(6);
    assertThat(config.inFlight().bytes()).isEqualTo(bytes(7 * 1024 * 1024));
    assertThat(config.batch().maxSize()).isEqualTo(8);
    assertThat(config.batch().tokenBudget()).isEqualTo(9);
    assertThat(config.batch().linger()).isEqualTo(Duration.ofMillis(10));
    assertThat(config.batch().slice()).isEqualTo(Duration.ofMillis(11));
    assertThat(config.topics().events()).isEqualTo("e");
    assertThat(config.topics().predictions()).isEqualTo("p");
    assertThat(config.topics().deadLetters()).isEqualTo("d");
    assertThat(config.admin().token()).hasValue("t");
    assertThat(config.admin().bundles()).hasValue(Path.of("/bs"));
  }

  @Test
  void readsTheSplit() {
    MillraceConfig config =
        config(Map.of("millrace.stages", "teacher", "millrace.topics.escalations", "x"));

    assertThat(config.stages()).isEqualTo(MillraceConfig.Stages.TEACHER);
    assertThat(config.topics().escalations()).isEqualTo("x");
  }

  @Test
  void readsTheBreaker() {
    MillraceConfig config =
        config(
            Map.of(
                "millrace.breaker.share", "0.9",
                "millrace.breaker.window", "70",
                "millrace.breaker.pause", "8s"));

    assertThat(config.breaker().share()).isEqualTo(0.9);
    assertThat(config.breaker().window()).isEqualTo(70);
    assertThat(config.breaker().pause()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void readsAudits_whichAreOff() {
    assertThat(config(Map.of()).audit().share()).isZero();
    assertThat(config(Map.of()).audit().backlog()).isEqualTo(Duration.ofMillis(20));
    assertThat(config(Map.of()).topics().audits()).isEqualTo("millrace.audits");

    MillraceConfig config =
        config(
            Map.of(
                "millrace.audit.share", "0.1",
                "millrace.audit.backlog", "5ms",
                "millrace.topics.audits", "a"));

    assertThat(config.audit().share()).isEqualTo(0.1);
    assertThat(config.audit().backlog()).isEqualTo(Duration.ofMillis(5));
    assertThat(config.topics().audits()).isEqualTo("a");
  }

  @Test
  void readsDistillation_whichIsOff() {
    assertThat(config(Map.of()).distillation().enabled()).isFalse();
    assertThat(config(Map.of()).topics().distillation()).isEqualTo("millrace.distillation");

    MillraceConfig config =
        config(
            Map.of("millrace.distillation.enabled", "true", "millrace.topics.distillation", "d"));

    assertThat(config.distillation().enabled()).isTrue();
    assertThat(config.topics().distillation()).isEqualTo("d");
  }

  @Test
  void readsQuality_whichIsOff() {
    QualityConfig defaults = config(Map.of()).quality();
    assertThat(defaults.enabled()).isFalse();
    assertThat(defaults.group()).isEqualTo("millrace-quality");
    assertThat(defaults.window()).isEqualTo(Duration.ofMinutes(5));
    assertThat(defaults.hop()).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.joinWindow()).isEqualTo(Duration.ofDays(1));
    assertThat(defaults.remembered()).isEqualTo(200_000);
    assertThat(defaults.tenantHeader()).isEmpty();
    assertThat(defaults.tenants()).isEmpty();
    assertThat(defaults.reference()).isEqualTo(2_000);
    assertThat(defaults.driftWindow()).isEqualTo(1_000);
    assertThat(defaults.falseAlarmEvents()).isEqualTo(10_000_000);
    assertThat(config(Map.of()).topics().feedback()).isEqualTo("millrace.feedback");
    assertThat(config(Map.of()).topics().quality()).isEqualTo("millrace.quality");

    QualityConfig quality =
        config(
                Map.of(
                    "millrace.quality.enabled", "true",
                    "millrace.quality.tenant-header", "tenant",
                    "millrace.quality.tenants", "a,b",
                    "millrace.quality.join-window", "2d"))
            .quality();

    assertThat(quality.enabled()).isTrue();
    assertThat(quality.tenantHeader()).contains("tenant");
    assertThat(quality.tenants()).contains(List.of("a", "b"));
    assertThat(quality.joinWindow()).isEqualTo(Duration.ofDays(2));
  }

  @Test
  void readsWhatMovesThresholds_whichIsOff() {
    MillraceConfig defaults = config(Map.of());
    assertThat(defaults.policy().enabled()).isFalse();
    assertThat(defaults.policy().target()).isEqualTo(0.97);
    assertThat(defaults.policy().rate()).isEqualTo(0.01);
    assertThat(defaults.policy().maxRaise()).isEqualTo(0.25);
    assertThat(defaults.load().objective()).isEmpty();
    assertThat(defaults.load().floor()).isEqualTo(0.5);
    assertThat(defaults.load().steps()).isEqualTo(4);
    assertThat(defaults.topics().policy()).isEqualTo("millrace.policy");

    MillraceConfig config =
        config(Map.of("millrace.policy.max-raise", "0.2", "millrace.load.objective", "1s"));

    assertThat(config.policy().maxRaise()).isEqualTo(0.2);
    assertThat(config.load().objective()).contains(Duration.ofSeconds(1));
  }

  @Test
  void readsEveryKeyOfDelivery() {
    MillraceConfig config =
        config(
            Map.ofEntries(
                Map.entry("millrace.delivery", "exactly-once"),
                Map.entry("millrace.instance", "pod-0"),
                Map.entry("millrace.drain-timeout", "12s"),
                Map.entry("millrace.produce-timeout", "13s"),
                Map.entry("millrace.commit-interval", "2s"),
                Map.entry("millrace.stop-timeout", "3s")));

    assertThat(config.delivery()).isEqualTo(MillraceConfig.Delivery.EXACTLY_ONCE);
    assertThat(config.instance()).contains("pod-0");
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(12));
    assertThat(config.produceTimeout()).isEqualTo(Duration.ofSeconds(13));
    assertThat(config.commitInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void findsTheDefaultBundleUnderItsHome() {
    assertThat(config(Map.of("millrace.home", "/opt/millrace")).bundle())
        .isEqualTo(Path.of("/opt/millrace/src/main/bundles/clinc150"));
  }

  @Test
  void refusesAnUnknownKey() {
    assertRefused("millrace.batch.lingre", "5ms", "millrace.batch.lingre");
  }

  @Test
  void refusesAnUnknownWord() {
    assertRefused("millrace.order", "partition", "millrace.order", "partition");
  }

  @Test
  void refusesWhatIsNoDuration() {
    assertRefused("millrace.batch.linger", "soon", "millrace.batch.linger", "soon");
  }

  private static void assertRefused(String key, String value, String... words) {
    Map<String, String> values = Map.of(key, value);

    assertThatThrownBy(() -> config(values))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContainingAll(words);
  }

  private static MillraceConfig config(Map<String, String> values) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .addDiscoveredValidator()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(values, "test"))
            .withMapping(MillraceConfig.class)
            .build();
    return config.getConfigMapping(MillraceConfig.class);
  }

  private static MemorySize bytes(long count) {
    return new MemorySize(BigInteger.valueOf(count));
  }
}
