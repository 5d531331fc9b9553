package io.millrace.serve.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.http.console.Card;
import io.millrace.serve.http.console.ConsoleSource;
import io.millrace.serve.http.console.Figures;
import io.millrace.serve.metric.Meter;
import io.millrace.serve.metric.Readings;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The service as its console shows it: meters, bundle and readiness. */
@Singleton
final class ServiceView implements ConsoleSource {
  private final PrometheusMeterRegistry registry;
  private final LiveCascade cascade;
  private final Lifecycle lifecycle;

  ServiceView(PrometheusMeterRegistry registry, LiveCascade cascade, Lifecycle lifecycle) {
    this.registry = registry;
    this.cascade = cascade;
    this.lifecycle = lifecycle;
  }

  @Override
  public Figures figures() {
    Readings readings = Readings.of(registry.getPrometheusRegistry());
    return new Figures(
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
        cascade.bundle().stages().stream()
            .map(CascadeStage::name)
            .map(name -> new Figures.Count(name, (long) readings.of(Meter.ANSWERED, name)))
            .toList(),
        (long) readings.sum(Meter.ESCALATIONS),
        (long) readings.of(Meter.EVENTS, Outcome.ABSTAINED.word()),
        (long) readings.of(Meter.EVENTS, Outcome.LATE.word()),
        (long) readings.sum(Meter.DEAD_LETTERS),
        (long) readings.sum(Meter.IN_FLIGHT),
        readings.sum(Meter.BACKLOG),
        new Figures.Latency(Readings.latencyBounds(), readings.counts(Meter.ANSWER)));
  }

  @Override
  public boolean isReady() {
    return lifecycle.isReady();
  }

  @Override
  public Card card() {
    LoadedBundle bundle = cascade.bundle();
    List<Card.Stage> stages = bundle.stages().stream().map(it -> stage(it, bundle)).toList();
    Card.Calibration calibration =
        bundle.manifest().map(BundleManifest::calibration).map(ServiceView::proved).orElse(null);
    return new Card(bundle.name(), bundle.labels(), stages, calibration);
  }

  private static Card.Stage stage(CascadeStage stage, LoadedBundle bundle) {
    List<Card.Bin> reliability =
        bundle.manifest().stream()
            .flatMap(manifest -> manifest.stages().stream())
            .filter(written -> written.name().equals(stage.name()))
            .flatMap(written -> written.reliability().stream())
            .map(bin -> new Card.Bin(bin.confidence(), bin.accuracy(), bin.count()))
            .toList();
    return new Card.Stage(
        stage.name(), stage.threshold(), stage.function(), stage.temperature(), reliability);
  }

  private static Card.Calibration proved(BundleManifest.Calibration given) {
    return new Card.Calibration(given.maxDrop(), given.delta(), given.bound(), given.sampleSize());
  }
}
