package io.millrace.serve.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The headers {@code traceparent} and {@code tracestate}. Those that are malformed are as good as
 * none.
 *
 * <p>Source: W3C Trace Context, level 1.
 */
final class ContextHeaders {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private ContextHeaders() {}

  /** What headers, by name, bring along. */
  static Context read(UnaryOperator<String> header) {
    return W3C.extract(Context.root(), header, Header.GETTER);
  }

  /** What to bring along to whoever goes on with a span. */
  static Map<String, String> of(Span span) {
    Map<String, String> headers = new LinkedHashMap<>();
    W3C.inject(Context.root().with(span), headers, Map::put);
    return headers;
  }

  /** Asks for the two by name alone. */
  private enum Header implements TextMapGetter<UnaryOperator<String>> {
    GETTER;

    @Override
    public Iterable<String> keys(UnaryOperator<String> header) {
      return List.copyOf(W3C.fields());
    }

    @Override
    public String get(UnaryOperator<String> header, String name) {
      return header.apply(name);
    }
  }
}
