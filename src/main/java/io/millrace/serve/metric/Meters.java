package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Makes meters as the catalogue says. They are made before they are needed, so that nothing is
 * looked up on an event's way, and a meter that has not counted yet reads 0 instead of missing.
 */
public final class Meters {
  static final double NANOS_PER_SECOND = 1e9;

  /**
   * Sixteen buckets a doubling: a quantile read from one, wherever in its bucket, is off by less
   * than 2^(1/16) - 1 = 4.4 %.
   */
  private static final int NATIVE_SCHEMA = 4;

  /**
   * More than there are from 0.1 ms to 10 s, so that the client never halves the resolution; a
   * scrape carries those alone that counted something.
   */
  private static final int MOST_NATIVE_BUCKETS = 320;

  private final PrometheusMeterRegistry registry;

  /** The client makes each but once; a bundle that comes into force asks for its stages' again. */
  private final Map<Meter, Histogram> histograms = new EnumMap<>(Meter.class);

  /** Makes none yet. */
  public Meters(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A histogram, in seconds, requests or shares. Made by Prometheus's own client: Micrometer knows
   * no native buckets, and rounds each observation up to a whole number before it looks for the
   * bucket.
   */
  DistributionDataPoint histogram(Meter meter, String... tagValues) {
    requireAll(meter, tagValues);
    Histogram histogram;
    synchronized (histograms) {
      histogram = histograms.computeIfAbsent(meter, this::histogram);
    }
    return histogram.labelValues(tagValues);
  }

  private Histogram histogram(Meter meter) {
    Histogram.Builder builder =
        Histogram.builder()
            .name(meter.prometheusName())
            .help(meter.description())
            .labelNames(meter.tags().toArray(String[]::new));
    switch (meter.kind()) {
      case LATENCY ->
          builder
              .classicUpperBounds(Buckets.LATENCY_SECONDS)
              .nativeInitialSchema(NATIVE_SCHEMA)
              .nativeMaxNumberOfBuckets(MOST_NATIVE_BUCKETS)
              .nativeMinZeroThreshold(Buckets.LATENCY_SECONDS[0]);
      case SIZES -> builder.classicOnly().classicUpperBounds(Buckets.SIZES);
      case SHARE -> builder.classicOnly().classicUpperBounds(Buckets.SHARES);
      case COUNTER, GAUGE ->
          throw new IllegalStateException("Bug: %s has no buckets".formatted(meter));
    }
    return builder.register(registry.getPrometheusRegistry());
  }

  /**
   * Counts a time.
   *
   * @param trace id of a trace that took so long, kept beside the buckets; null for none
   */
  static void observe(DistributionDataPoint times, long nanos, String trace) {
    if (trace == null) {
      times.observe(nanos / NANOS_PER_SECOND);
    } else {
      times.observeWithExemplar(nanos / NANOS_PER_SECOND, Labels.of(Exemplar.TRACE_ID, trace));
    }
  }

  Counter counter(Meter meter, String... tagValues) {
    return Counter.builder(dotted(meter))
        .description(meter.description())
        .tags(tags(meter, tagValues))
        .register(registry);
  }

  /** A figure read from an object, which the gauge keeps alive, whenever it is asked for. */
  <T> void gauge(Meter meter, T source, ToDoubleFunction<T> figure, String... tagValues) {
    Gauge.builder(dotted(meter), source, figure)
        .description(meter.description())
        .tags(tags(meter, tagValues))
        .strongReference(true)
        .register(registry);
  }

  /** Gauges, one for each value of the meter's tags, whose values and tags come and go. */
  MultiGauge gauges(Meter meter) {
    return MultiGauge.builder(dotted(meter)).description(meter.description()).register(registry);
  }

  static MultiGauge.Row<Number> row(Meter meter, double value, String... tagValues) {
    return MultiGauge.Row.of(Tags.of(tags(meter, tagValues)), value);
  }

  /** Micrometer's way to write a name; a gauge is an info metric only if it ends with ".info". */
  static String dotted(Meter meter) {
    return meter.prometheusName().replace('_', '.');
  }

  /** A row that is read from an object whenever it is asked for. */
  static <T> MultiGauge.Row<T> row(
      Meter meter, T source, ToDoubleFunction<T> figure, String tagValue) {
    return MultiGauge.Row.of(Tags.of(tags(meter, tagValue)), source, figure);
  }

  private static List<Tag> tags(Meter meter, String... values) {
    requireAll(meter, values);
    return IntStream.range(0, values.length)
        .mapToObj(i -> Tag.of(meter.tags().get(i), values[i]))
        .toList();
  }

  private static void requireAll(Meter meter, String... values) {
    if (values.length != meter.tags().size()) {
      throw new IllegalStateException(
          "Bug: %s has tags %s, found %s"
              .formatted(meter.prometheusName(), meter.tags(), Arrays.toString(values)));
    }
  }
}
