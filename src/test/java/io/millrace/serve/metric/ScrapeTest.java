package io.millrace.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ScrapeTest {
  /** What Prometheus sends when native histograms are switched on. */
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Scrape scrape = new Scrape(registry.getPrometheusRegistry());

  @Test
  void isTextUnlessAskedOtherwise() {
    meters.histogram(Meter.ANSWER, "student").observe(0.0031);

    Scrape.Page page = scrape.page(null);

    assertThat(page.contentType()).startsWith("text/plain");
    assertThat(text(page).lines().filter(line -> line.startsWith("millrace_answer_seconds_bucket")))
        .hasSize(Buckets.LATENCY_SECONDS.length + 1);
  }

  @Test
  void isOpenMetricsOrProtobufWhenAskedFor() {
    meters.counter(Meter.EVENTS, "accepted").increment();

    assertThat(scrape.page("application/openmetrics-text;version=1.0.0").contentType())
        .startsWith("application/openmetrics-text");
    assertThat(text(scrape.page("application/openmetrics-text"))).endsWith("# EOF\n");
    assertThat(scrape.page(PROTOBUF).contentType()).startsWith("application/vnd.google.protobuf");
  }

  @Test
  void nativeBucketsGiveEveryQuantileToFivePercent() {
    Histogram exact = new Histogram(3);
    Random random = new Random(7);
    var latencies = meters.histogram(Meter.END_TO_END, "accepted");
    for (int i = 0; i < 200_000; i++) {
      // Over all that is promised, 0.1 ms to 10 s, and many alike, which suits no bucket.
      double seconds = i % 2 == 0 ? 0.00371 : 1e-4 * Math.pow(1e5, random.nextDouble());
      exact.recordValue(Math.round(seconds * 1e9));
      latencies.observe(seconds);
    }

    for (double quantile : new double[] {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999}) {
      double truth = exact.getValueAtPercentile(100 * quantile) / 1e9;
      NativeHistogramBucket bucket = bucket(quantile);
      // Wherever in its bucket Prometheus puts the quantile.
      assertThat(upperBound(bucket) / truth).isCloseTo(1, within(0.05));
      assertThat(upperBound(bucket) / RATIO / truth).isCloseTo(1, within(0.05));
    }
  }

  /** Of the bounds of a native bucket of schema 4. */
  private static final double RATIO = Math.pow(2, 1 / 16.0);

  private NativeHistogramBucket bucket(double quantile) {
    HistogramDataPointSnapshot point = endToEnd();
    assertThat(point.getNativeSchema()).isEqualTo(4);
    double below = point.getNativeZeroCount();
    for (NativeHistogramBucket bucket : point.getNativeBucketsForPositiveValues()) {
      below += bucket.getCount();
      if (below >= quantile * point.getCount()) {
        return bucket;
      }
    }
    throw new AssertionError("no bucket at " + quantile);
  }

  private HistogramDataPointSnapshot endToEnd() {
    return registry.getPrometheusRegistry().scrape().stream()
        .filter(meter -> meter.getMetadata().getName().equals("millrace_end_to_end_seconds"))
        .map(HistogramSnapshot.class::cast)
        .findFirst()
        .orElseThrow()
        .getDataPoints()
        .getFirst();
  }

  private static double upperBound(NativeHistogramBucket bucket) {
    return Math.pow(RATIO, bucket.getBucketIndex());
  }

  private static String text(Scrape.Page page) {
    return new String(page.bytes(), StandardCharsets.UTF_8);
  }
}
