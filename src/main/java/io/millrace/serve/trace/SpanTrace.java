package io.millrace.serve.trace;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.millrace.serve.cascade.StageAnswer;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Locale;
import java.util.Map;

/**
 * The spans of an event that is kept: one of itself, and below it one of each stage that was asked
 * and one of what left.
 *
 * <p>A stage's span lasts from when the stage was asked to its gate's verdict; the engine call
 * within it served a whole batch, whose other events have spans of their own, in their own traces:
 * a span links to none of them. No text, context or label is kept.
 *
 * <p>Not for sharing: goes from thread to thread with its event.
 */
final class SpanTrace implements Trace {
  private final SdkTracing tracing;
  private final Span span;
  private final Context context;
  private final SpanClock clock;

  /** When the stage that answers next was asked. */
  private long askedNanos;

  /** Null until something has left. */
  private Span leaving;

  SpanTrace(SdkTracing tracing, Span span, SpanClock clock) {
    this.tracing = tracing;
    this.span = span;
    this.context = Context.root().with(span);
    this.clock = clock;
    this.askedNanos = clock.nanos();
  }

  @Override
  public void judged(StageAnswer answer) {
    Span stage = asked(answer.stage());
    stage.setAttribute("millrace.stage.requests", answer.requests());
    stage.setAttribute("millrace.stage.tokens", answer.tokens());
    stage.setAttribute("millrace.stage.confidence", answer.confidence());
    stage.setAttribute("millrace.stage.sureness", answer.sureness());
    stage.setAttribute("millrace.stage.threshold", answer.threshold());
    stage.setAttribute("millrace.stage.verdict", answer.accepted() ? "accept" : "defer");
    stage.setAttribute("millrace.stage.queue_ms", answer.queueMs());
    stage.setAttribute("millrace.stage.service_ms", answer.serviceMs());
    if (answer.loadLevel() > 0) {
      stage.setAttribute("millrace.load.level", answer.loadLevel());
      span.setAttribute("millrace.load.level", answer.loadLevel());
    }
    askedNanos = end(stage);
  }

  private Span asked(String stage) {
    Span asked =
        tracing.start(new Step("ask " + stage, Kind.INTERNAL, Map::of), context, askedNanos);
    asked.setAttribute("millrace.stage.name", stage);
    return asked;
  }

  @Override
  public void answered(Prediction prediction) {
    ended(prediction, prediction.outcome().word());
  }

  @Override
  public void deferred(Prediction abstention) {
    ended(abstention, "escalated");
  }

  private void ended(Prediction prediction, String outcome) {
    span.setAttribute("millrace.outcome", outcome);
    span.setAttribute("millrace.bundle", prediction.bundle());
    if (prediction.stage() != null) {
      span.setAttribute("millrace.stage.name", prediction.stage());
    }
    end(span);
  }

  @Override
  public void rejected(Rejection rejection) {
    String kind = rejection.kind().name().toLowerCase(Locale.ROOT);
    if (rejection.stage() != null) {
      end(failed(asked(rejection.stage()), kind, rejection.message()));
    }
    span.setAttribute("millrace.outcome", "rejected");
    end(failed(span, kind, rejection.message()));
  }

  @Override
  public void ended(Map<String, Object> attributes, String error) {
    SdkTracing.describe(span, attributes);
    end(error == null ? span : failed(span, error, ""));
  }

  private static Span failed(Span span, String kind, String message) {
    return span.setAttribute("error.type", kind).setStatus(StatusCode.ERROR, message);
  }

  @Override
  public Map<String, String> headers() {
    return ContextHeaders.of(span);
  }

  @Override
  public Map<String, String> leaving(Step step) {
    leaving = tracing.start(step, context, clock.nanos());
    return ContextHeaders.of(leaving);
  }

  @Override
  public void arrived() {
    if (leaving != null) {
      end(leaving);
    }
  }

  @Override
  public String id() {
    return span.getSpanContext().getTraceId();
  }

  private long end(Span ended) {
    long now = clock.nanos();
    ended.end(now, NANOSECONDS);
    return now;
  }
}
