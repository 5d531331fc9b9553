package io.millrace.serve.trace;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Traces by OpenTelemetry. What brings a trace is kept if its sender keeps it; of the others a
 * share is, by the hash of the new trace's id.
 *
 * <p>Exporting disturbs no event: spans wait in a bounded queue, and what finds no room or no taker
 * is lost, and counted.
 *
 * <p>Safe for use by many threads.
 */
public final class SdkTracing implements Tracing, AutoCloseable {
  /** Spans that may wait: about 2 MB, and those of 500 events. */
  static final int ROOM = 2048;

  private static final Duration EXPORT_LIMIT = Duration.ofSeconds(5);

  /** An exporter that finds nobody gives up later than a stop can wait. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final Clocks clocks;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Time.
   *
   * @param nanoClock counts from anywhere and never jumps
   */
  public record Clocks(LongSupplier nanoClock, InstantSource wallClock) {}

  /**
   * Exports over OTLP.
   *
   * @param instance name of this process among its like
   */
  public static SdkTracing exporting(
      TracingPolicy policy, String instance, Clocks clocks, SpanListener listener) {
    SpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(policy.traces())
            .setTimeout(EXPORT_LIMIT)
            .setCompression("gzip")
            .build();
    return new SdkTracing(
        new SpanQueue(exporter, ROOM, listener), policy.share(), instance, clocks);
  }

  SdkTracing(SpanQueue queue, double share, String instance, Clocks clocks) {
    this.clocks = clocks;
    this.provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.builder()
                                .put("service.name", "millrace")
                                .put("service.instance.id", instance)
                                .build())))
            .addSpanProcessor(queue)
            .build();
    this.tracer = provider.get("io.millrace");
  }

  @Override
  public Trace begin(Trace.Step step, UnaryOperator<String> header) {
    SpanClock clock = SpanClock.at(clocks.nanoClock(), clocks.wallClock());
    Span span = start(step, ContextHeaders.read(header), clock.nanos());
    return span.isRecording() ? new SpanTrace(this, span, clock) : new PassingTrace(span);
  }

  Span start(Trace.Step step, Context parent, long startNanos) {
    Span span =
        tracer
            .spanBuilder(step.name())
            .setSpanKind(kind(step.kind()))
            .setParent(parent)
            .setStartTimestamp(startNanos, NANOSECONDS)
            .startSpan();
    if (span.isRecording()) {
      describe(span, step.attributes().get());
    }
    return span;
  }

  private static SpanKind kind(Trace.Kind kind) {
    return switch (kind) {
      case CONSUMER -> SpanKind.CONSUMER;
      case PRODUCER -> SpanKind.PRODUCER;
      case SERVER -> SpanKind.SERVER;
      case INTERNAL -> SpanKind.INTERNAL;
    };
  }

  static void describe(Span span, Map<String, Object> attributes) {
    attributes.forEach(
        (name, value) -> {
          switch (value) {
            case Long number -> span.setAttribute(name, number);
            case Integer number -> span.setAttribute(name, number);
            case Double number -> span.setAttribute(name, number);
            case Boolean truth -> span.setAttribute(name, truth);
            default -> span.setAttribute(name, value.toString());
          }
        });
  }

  /** Exports what waits, for a short time. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_LIMIT.toMillis(), MILLISECONDS);
  }
}
