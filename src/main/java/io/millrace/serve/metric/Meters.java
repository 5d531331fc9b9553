package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.time.Duration;
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
  private static final Duration[] LATENCIES =
      Arrays.stream(Buckets.LATENCY_SECONDS)
          .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final CollectorRegistry collectors;

  /** The client makes each but once; a bundle that comes into force asks for its stages' again. */
  private final Map<Meter, Histogram> histograms = new EnumMap<>(Meter.class);

  /**
   * Makes none yet.
   *
   * @param collectors what the registry's scrape shows
   */
  public Meters(MeterRegistry registry, CollectorRegistry collectors) {
    this.registry = registry;
    this.collectors = collectors;
  }

  Timer timer(Meter meter, String... tagValues) {
    return Timer.builder(meter.prometheusName())
        .description(meter.description())
        .tags(tags(meter, tagValues))
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  DistributionSummary sizes(Meter meter, String... tagValues) {
    return DistributionSummary.builder(meter.prometheusName())
        .description(meter.description())
        .tags(tags(meter, tagValues))
        .serviceLevelObjectives(Buckets.SIZES)
        .register(registry);
  }

  /**
   * One histogram of shares for each value of the meter's only tag. Made by the client itself:
   * Micrometer rounds each observation up to a whole number before it looks for the bucket.
   */
  List<Histogram.Child> shares(Meter meter, List<String> tagValues) {
    Histogram histogram;
    synchronized (histograms) {
      histogram = histograms.computeIfAbsent(meter, this::histogram);
    }
    return tagValues.stream().map(histogram::labels).toList();
  }

  private Histogram histogram(Meter meter) {
    return Histogram.build(meter.prometheusName(), meter.description())
        .labelNames(meter.tags().toArray(String[]::new))
        .buckets(Buckets.SHARES)
        .register(collectors);
  }

  Counter counter(Meter meter, String... tagValues) {
    return Counter.builder(meter.prometheusName())
        .description(meter.description())
        .tags(tags(meter, tagValues))
        .register(registry);
  }

  /** A figure read from an object, which the gauge keeps alive, whenever it is asked for. */
  <T> void gauge(Meter meter, T source, ToDoubleFunction<T> figure, String... tagValues) {
    Gauge.builder(meter.prometheusName(), source, figure)
        .description(meter.description())
        .tags(tags(meter, tagValues))
        .strongReference(true)
        .register(registry);
  }

  /** Gauges, one for each value of the meter's only tag, whose values and tags come and go. */
  MultiGauge gauges(Meter meter) {
    return MultiGauge.builder(meter.prometheusName())
        .description(meter.description())
        .register(registry);
  }

  static MultiGauge.Row<Number> row(Meter meter, double value, String tagValue) {
    return MultiGauge.Row.of(Tags.of(tags(meter, tagValue)), value);
  }

  private static List<Tag> tags(Meter meter, String... values) {
    if (values.length != meter.tags().size()) {
      throw new IllegalStateException(
          "Bug: %s has tags %s, found %s"
              .formatted(meter.prometheusName(), meter.tags(), Arrays.toString(values)));
    }
    return IntStream.range(0, values.length)
        .mapToObj(i -> Tag.of(meter.tags().get(i), values[i]))
        .toList();
  }
}
