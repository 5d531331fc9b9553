package io.millrace.serve.metric;

import io.micrometer.core.instrument.MultiGauge;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import java.util.List;

/**
 * Shows the bundle in force, and how much waits for it.
 *
 * <p>For one thread at a time.
 */
public final class BundleMeters {
  private final MultiGauge info;
  private final MultiGauge thresholds;
  private final LiveCascade cascade;

  /** Shows the bundle that is in force now. */
  public BundleMeters(Meters meters, LiveCascade cascade) {
    this.cascade = cascade;
    info = meters.gauges(Meter.BUNDLE_INFO);
    thresholds = meters.gauges(Meter.THRESHOLD);
    meters.gauge(
        Meter.BACKLOG, cascade, waiting -> waiting.backlogNanos() / Meters.NANOS_PER_SECOND);
    show(cascade.bundle());
  }

  /** Shows another bundle, and no longer the one before. */
  public void show(LoadedBundle bundle) {
    info.register(List.of(Meters.row(Meter.BUNDLE_INFO, 1, bundle.name())), true);
    thresholds.register(
        bundle.stages().stream()
            .map(CascadeStage::name)
            .<MultiGauge.Row<?>>map(
                stage -> Meters.row(Meter.THRESHOLD, cascade, of -> of.threshold(stage), stage))
            .toList(),
        true);
  }
}
