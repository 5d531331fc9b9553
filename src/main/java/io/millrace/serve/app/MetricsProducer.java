package io.millrace.serve.app;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.serve.metric.ClientMeters;
import io.millrace.serve.metric.Meters;
import io.millrace.serve.metric.Scrape;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what meters need, and shows them at {@code /q/metrics} on the management port. */
@Singleton
final class MetricsProducer {
  /** Where Quarkus's own registry for Prometheus would show them. */
  private static final String PATH = "/q/metrics";

  /** Quarkus puts the meters of the JVM and of the Kafka clients here too. */
  @Produces
  @Singleton
  PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @Produces
  @Singleton
  MeterFilter filter() {
    return ClientMeters.filter();
  }

  @Produces
  @Singleton
  Meters meters(PrometheusMeterRegistry registry) {
    return new Meters(registry);
  }

  void register(@Observes ManagementInterface management, PrometheusMeterRegistry registry) {
    Scrape scrape = new Scrape(registry.getPrometheusRegistry());
    // Gauges ask the JVM and the Kafka clients: not on the event loop.
    management.router().get(PATH).blockingHandler(context -> answer(context, scrape), false);
  }

  private static void answer(RoutingContext context, Scrape scrape) {
    Scrape.Page page = scrape.page(context.request().getHeader(HttpHeaders.ACCEPT));
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
        .end(Buffer.buffer(page.bytes()));
  }
}
