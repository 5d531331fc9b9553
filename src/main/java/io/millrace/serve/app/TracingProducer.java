package io.millrace.serve.app;

import io.millrace.serve.cascade.Tracing;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.metric.Meters;
import io.millrace.serve.metric.SpanMeters;
import io.millrace.serve.trace.SdkTracing;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Traces events where that is asked for. Otherwise nothing of OpenTelemetry's is even loaded. */
@Singleton
final class TracingProducer {
  private static final Logger LOG = Logger.getLogger(TracingProducer.class.getName());

  /** Null while nothing is traced. */
  private volatile SdkTracing tracing;

  @Produces
  @Singleton
  Tracing tracing(MillraceConfig config, Meters meters) {
    if (!config.tracing().enabled()) {
      return Tracing.NONE;
    }
    tracing =
        SdkTracing.exporting(
            Policies.tracing(config),
            config.instance().orElseGet(() -> UUID.randomUUID().toString()),
            new SdkTracing.Clocks(System::nanoTime, InstantSource.system()),
            new SpanMeters(meters));
    LOG.log(
        Level.INFO,
        "Traces go to {0}, of {1} of the events that bring none",
        new Object[] {config.tracing().endpoint(), config.tracing().share()});
    return tracing;
  }

  /** After the cascade: see {@link Lifecycle}. */
  void stop(@Observes @Priority(2) ShutdownEvent event) {
    if (tracing != null) {
      tracing.close();
    }
  }
}
