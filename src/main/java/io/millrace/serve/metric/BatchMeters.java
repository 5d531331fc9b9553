package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.millrace.serve.batch.BatchListener;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Feeds the meters of batches.
 *
 * <p>Safe for use by many threads.
 */
public final class BatchMeters implements BatchListener {
  private record OfStage(
      Timer queue, Timer service, DistributionSummary requests, Counter failures) {}

  private final List<OfStage> stages;
  private final List<Histogram.Child> paddings;

  /**
   * @param stages their names, in order
   */
  public BatchMeters(Meters meters, List<String> stages) {
    this.stages =
        stages.stream()
            .map(
                stage ->
                    new OfStage(
                        meters.timer(Meter.STAGE_QUEUE, stage),
                        meters.timer(Meter.STAGE_SERVICE, stage),
                        meters.sizes(Meter.BATCH_REQUESTS, stage),
                        meters.counter(Meter.ENGINE_FAILURES, stage)))
            .toList();
    this.paddings = meters.shares(Meter.PADDING, stages);
  }

  @Override
  public void dequeued(int stage, long queueNanos) {
    stages.get(stage).queue().record(queueNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void served(int stage, int size, double paddingShare, long serviceNanos) {
    stages.get(stage).service().record(serviceNanos, TimeUnit.NANOSECONDS);
    stages.get(stage).requests().record(size);
    paddings.get(stage).observe(paddingShare);
  }

  @Override
  public void failed(int stage, Throwable cause) {
    stages.get(stage).failures().increment();
  }
}
