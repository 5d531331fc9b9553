package io.millrace.serve.metric;

import io.micrometer.core.instrument.MultiGauge;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows the bundle in force, and how much waits for it.
 *
 * <p>For one thread at a time.
 */
public final class BundleMeters {
  private final MultiGauge info;
  private final MultiGauge shares;
  private final MultiGauge thresholds;
  private final LiveCascade cascade;

  /** Shows the bundle that is in force now. */
  public BundleMeters(Meters meters, LiveCascade cascade) {
    this.cascade = cascade;
    info = meters.gauges(Meter.BUNDLE_INFO);
    shares = meters.gauges(Meter.BUNDLE_SHARE);
    thresholds = meters.gauges(Meter.THRESHOLD);
    meters.gauge(
        Meter.BACKLOG, cascade, waiting -> waiting.backlogNanos() / Meters.NANOS_PER_SECOND);
    show(cascade.bundle());
  }

  /** Shows another bundle, and no longer the one before; and what is tried beside it. */
  public void show(LoadedBundle bundle) {
    info.register(List.of(Meters.row(Meter.BUNDLE_INFO, 1, bundle.name())), true);
    shares.register(shares(bundle.name(), cascade.canary()), true);
    thresholds.register(
        bundle.stages().stream()
            .map(CascadeStage::name)
            .<MultiGauge.Row<?>>map(
                stage -> Meters.row(Meter.THRESHOLD, cascade, of -> of.threshold(stage), stage))
            .toList(),
        true);
  }

  private static List<MultiGauge.Row<?>> shares(
      String inForce, Optional<LiveCascade.Canary> canary) {
    double beside = canary.map(LiveCascade.Canary::share).orElse(0.0);
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    rows.add(Meters.row(Meter.BUNDLE_SHARE, 1 - beside, inForce));
    canary.ifPresent(
        tried -> rows.add(Meters.row(Meter.BUNDLE_SHARE, beside, tried.bundle().name())));
    return rows;
  }
}
