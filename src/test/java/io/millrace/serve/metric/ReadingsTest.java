package io.millrace.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);

  @Test
  void readsCountersByTagAndInAll() {
    meters.counter(Meter.ANSWERED, "student").increment(3);
    meters.counter(Meter.ANSWERED, "teacher").increment();

    Readings readings = Readings.of(registry.getPrometheusRegistry());

    assertThat(readings.of(Meter.ANSWERED, "student")).isEqualTo(3);
    assertThat(readings.of(Meter.ANSWERED, "nobody")).isZero();
    assertThat(readings.sum(Meter.ANSWERED)).isEqualTo(4);
    assertThat(readings.sum(Meter.ESCALATIONS)).isZero();
  }

  @Test
  void readsGauges() {
    meters.gauge(Meter.IN_FLIGHT, this, of -> 7);

    assertThat(Readings.of(registry.getPrometheusRegistry()).sum(Meter.IN_FLIGHT)).isEqualTo(7);
  }

  @Test
  void addsUpTheBucketsOfAllTags() {
    meters.histogram(Meter.ANSWER, "student").observe(0.00005);
    meters.histogram(Meter.ANSWER, "teacher").observe(0.00006);
    meters.histogram(Meter.ANSWER, "teacher").observe(60);

    var counts = Readings.of(registry.getPrometheusRegistry()).counts(Meter.ANSWER);

    assertThat(counts).hasSize(Readings.latencyBounds().size() + 1).startsWith(2L).endsWith(1L);
    assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
  }

  @Test
  void knowsNoBucketsBeforeThereIsAHistogram() {
    assertThat(Readings.of(registry.getPrometheusRegistry()).counts(Meter.ANSWER)).isEmpty();
  }
}
