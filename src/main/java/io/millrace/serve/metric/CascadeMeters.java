package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.millrace.serve.cascade.CascadeListener;
import io.millrace.serve.event.Outcome;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Feeds the meters of the cascade.
 *
 * <p>Safe for use by many threads.
 */
public final class CascadeMeters implements CascadeListener {
  /** The stage tag of events that no stage answered. */
  private static final String NO_STAGE = "none";

  private record OfStage(Timer tokenize, Counter escalations, Counter answered) {}

  private final List<OfStage> stages;
  private final List<Histogram.Child> confidences;
  private final Counter answeredByNone;

  /**
   * @param stages their names, in order
   */
  public CascadeMeters(Meters meters, List<String> stages) {
    this.stages =
        stages.stream()
            .map(
                stage ->
                    new OfStage(
                        meters.timer(Meter.TOKENIZE, stage),
                        meters.counter(Meter.ESCALATIONS, stage),
                        meters.counter(Meter.ANSWERED, stage)))
            .toList();
    this.confidences = meters.shares(Meter.CONFIDENCE, stages);
    this.answeredByNone = meters.counter(Meter.ANSWERED, NO_STAGE);
  }

  @Override
  public void tokenized(int stage, long nanos) {
    stages.get(stage).tokenize().record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void judged(int stage, double sureness) {
    confidences.get(stage).observe(sureness);
  }

  @Override
  public void escalated(int stage) {
    stages.get(stage).escalations().increment();
  }

  @Override
  public void answered(int stage, Outcome outcome) {
    (stage < 0 ? answeredByNone : stages.get(stage).answered()).increment();
  }
}
