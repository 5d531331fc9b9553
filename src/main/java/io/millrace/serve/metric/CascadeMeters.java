package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.cascade.CascadeListener;
import io.millrace.serve.event.Outcome;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.List;

/**
 * Feeds the meters of the cascade.
 *
 * <p>Safe for use by many threads.
 */
public final class CascadeMeters implements CascadeListener {
  /** The stage tag of events that no stage answered. */
  private static final String NO_STAGE = "none";

  private record OfStage(
      DistributionDataPoint tokenize,
      DistributionDataPoint confidence,
      Counter escalations,
      Answers answers) {}

  private record Answers(Counter answered, DistributionDataPoint seconds) {
    Answers(Meters meters, String stage) {
      this(meters.counter(Meter.ANSWERED, stage), meters.histogram(Meter.ANSWER, stage));
    }

    void count(long nanos) {
      answered.increment();
      seconds.observe(nanos / Meters.NANOS_PER_SECOND);
    }
  }

  private final List<OfStage> stages;
  private final Answers byNone;
  private final Counter hits;
  private final Counter misses;

  /**
   * @param stages their names, in order
   */
  public CascadeMeters(Meters meters, List<String> stages) {
    this.stages =
        stages.stream()
            .map(
                stage ->
                    new OfStage(
                        meters.histogram(Meter.TOKENIZE, stage),
                        meters.histogram(Meter.CONFIDENCE, stage),
                        meters.counter(Meter.ESCALATIONS, stage),
                        new Answers(meters, stage)))
            .toList();
    this.byNone = new Answers(meters, NO_STAGE);
    this.hits = meters.counter(Meter.CACHE_REQUESTS, "hit");
    this.misses = meters.counter(Meter.CACHE_REQUESTS, "miss");
  }

  @Override
  public void tokenized(int stage, long nanos) {
    stages.get(stage).tokenize().observe(nanos / Meters.NANOS_PER_SECOND);
  }

  @Override
  public void recalled(int stage, boolean isKnown) {
    (isKnown ? hits : misses).increment();
  }

  @Override
  public void judged(int stage, double sureness) {
    stages.get(stage).confidence().observe(sureness);
  }

  @Override
  public void escalated(int stage) {
    stages.get(stage).escalations().increment();
  }

  @Override
  public void answered(int stage, Outcome outcome, long totalNanos) {
    (stage < 0 ? byNone : stages.get(stage).answers()).count(totalNanos);
  }
}
