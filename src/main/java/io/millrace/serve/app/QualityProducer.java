package io.millrace.serve.app;

import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.metric.Meters;
import io.millrace.serve.metric.QualityMeters;
import io.millrace.serve.quality.QualityStreams;
import io.millrace.serve.quality.QualityView;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the quality topology inside the service, where it is asked for. */
@Singleton
final class QualityProducer {
  private final MillraceConfig config;
  private final LiveCascade cascade;
  private final Meters meters;
  private final Map<String, Object> kafka;

  /** Null while it is off. */
  private volatile QualitySetup running;

  private volatile QualityView view = _ -> Optional.empty();

  QualityProducer(
      MillraceConfig config,
      LiveCascade cascade,
      Meters meters,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.config = config;
    this.cascade = cascade;
    this.meters = meters;
    this.kafka = kafka;
  }

  @Produces
  @Singleton
  QualityView view() {
    return model -> view.figures(model);
  }

  void start(@Observes StartupEvent event) {
    if (!config.quality().enabled()) {
      return;
    }
    LoadedBundle bundle = cascade.bundle();
    QualityMeters listener =
        new QualityMeters(
            meters,
            bundle.name(),
            Stream.concat(Stream.of("all"), bundle.stages().stream().map(CascadeStage::name))
                .toList());
    QualityStreams streams = QualitySetup.streams(config, bundle.labels(), kafka, listener);
    view = streams;
    running = new QualitySetup(streams);
    running.start();
  }

  /** After events are: see {@link Lifecycle}. */
  void stop(@Observes @Priority(2) ShutdownEvent event) {
    if (running != null) {
      running.close();
    }
  }
}
