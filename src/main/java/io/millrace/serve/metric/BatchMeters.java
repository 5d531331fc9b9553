package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.Request;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.List;
import java.util.function.Function;

/**
 * Feeds the meters of batches.
 *
 * <p>Safe for use by many threads.
 */
public final class BatchMeters implements BatchListener {
  private record OfStage(
      DistributionDataPoint queue,
      DistributionDataPoint service,
      DistributionDataPoint requests,
      DistributionDataPoint padding,
      Counter failures) {}

  private final List<OfStage> stages;
  private final Function<List<?>, String> exemplars;

  /**
   * @param stages their names, in order
   * @param exemplars the id of a trace of one of some requests; null for none
   */
  public BatchMeters(Meters meters, List<String> stages, Function<List<?>, String> exemplars) {
    this.exemplars = exemplars;
    this.stages =
        stages.stream()
            .map(
                stage ->
                    new OfStage(
                        meters.histogram(Meter.STAGE_QUEUE, stage),
                        meters.histogram(Meter.STAGE_SERVICE, stage),
                        meters.histogram(Meter.BATCH_REQUESTS, stage),
                        meters.histogram(Meter.PADDING, stage),
                        meters.counter(Meter.ENGINE_FAILURES, stage)))
            .toList();
  }

  @Override
  public void dequeued(int stage, long queueNanos) {
    stages.get(stage).queue().observe(queueNanos / Meters.NANOS_PER_SECOND);
  }

  @Override
  public void served(
      int stage, List<? extends Request<?>> requests, double paddingShare, long serviceNanos) {
    OfStage meters = stages.get(stage);
    Meters.observe(meters.service(), serviceNanos, exemplars.apply(requests));
    meters.requests().observe(requests.size());
    meters.padding().observe(paddingShare);
  }

  @Override
  public void failed(int stage, Throwable cause) {
    stages.get(stage).failures().increment();
  }
}
