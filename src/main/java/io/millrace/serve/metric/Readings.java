package io.millrace.serve.metric;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the meters of the catalogue said at one moment.
 *
 * <p>Immutable.
 */
public final class Readings {
  private static final String PREFIX = "millrace_";
  private static final String TOTAL = "_total";

  private final Map<String, List<? extends DataPointSnapshot>> points = new HashMap<>();

  private Readings() {}

  /** Reads all meters of the catalogue, and no others. */
  public static Readings of(PrometheusRegistry registry) {
    Readings readings = new Readings();
    for (MetricSnapshot metric : registry.scrape(name -> name.startsWith(PREFIX))) {
      readings.points.put(metric.getMetadata().getPrometheusName(), metric.getDataPoints());
    }
    return readings;
  }

  /** The sum over all tags of a counter or gauge. */
  public double sum(Meter meter) {
    return points(meter).stream().mapToDouble(Readings::value).sum();
  }

  /** A counter or gauge with one value of its only tag; 0 if it has none. */
  public double of(Meter meter, String tagValue) {
    return points(meter).stream()
        .filter(point -> point.getLabels().get(meter.tags().getFirst()).equals(tagValue))
        .mapToDouble(Readings::value)
        .sum();
  }

  /**
   * How many observations of a histogram, over all tags, were above each of its bounds but the last
   * and at most the next.
   *
   * @return {@code [bounds]}, the last bound infinite; empty if nothing was observed
   */
  public List<Long> counts(Meter meter) {
    List<Long> counts = new ArrayList<>();
    for (DataPointSnapshot point : points(meter)) {
      ClassicHistogramBuckets buckets = ((HistogramDataPointSnapshot) point).getClassicBuckets();
      for (int i = 0; i < buckets.size(); i++) {
        if (i == counts.size()) {
          counts.add(0L);
        }
        counts.set(i, counts.get(i) + buckets.getCount(i));
      }
    }
    return counts;
  }

  /** The finite upper bounds of the buckets of all latencies, ascending, seconds. */
  public static List<Double> latencyBounds() {
    return Arrays.stream(Buckets.LATENCY_SECONDS).boxed().toList();
  }

  private List<? extends DataPointSnapshot> points(Meter meter) {
    String name = meter.prometheusName();
    return points.getOrDefault(
        name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name, List.of());
  }

  private static double value(DataPointSnapshot point) {
    return switch (point) {
      case CounterDataPointSnapshot counter -> counter.getValue();
      case GaugeDataPointSnapshot gauge -> gauge.getValue();
      default -> throw new IllegalStateException("Bug: no counter and no gauge");
    };
  }
}
