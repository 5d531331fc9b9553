package io.millrace.serve.http;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Tracing;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The traces of requests, which go on with those of their headers, and of their texts below them.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: OpenTelemetry semantic conventions 1.37, HTTP.
 */
@Singleton
public final class RequestTraces {
  private static final int OK = 200;
  private static final int BUG = 500;

  private final Tracing tracing;

  /** Begins nothing yet. */
  public RequestTraces(Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * A request is about to be asked.
   *
   * @param route its path, with names for what varies
   */
  public OfRequest begin(String route, HttpHeaders headers) {
    if (tracing == Tracing.NONE) {
      return OfRequest.NONE;
    }
    Trace.Step step =
        new Trace.Step(
            "POST " + route,
            Trace.Kind.SERVER,
            () -> Map.of("http.request.method", "POST", "http.route", route));
    return new OfRequest(tracing, tracing.begin(step, headers::getHeaderString));
  }

  /**
   * The trace of one request.
   *
   * <p>Immutable.
   */
  public record OfRequest(Tracing tracing, Trace request) {
    static final OfRequest NONE = new OfRequest(Tracing.NONE, Trace.NONE);

    private static final Trace.Step TEXT =
        new Trace.Step("answer text", Trace.Kind.INTERNAL, Map::of);

    /** Of one of its texts. */
    Trace text() {
      return request == Trace.NONE ? Trace.NONE : tracing.begin(TEXT, request.headers()::get);
    }

    /** Ends the trace with the answer. */
    public <T> CompletableFuture<T> until(CompletableFuture<T> answer) {
      return request == Trace.NONE ? answer : answer.whenComplete((_, failure) -> end(failure));
    }

    private void end(Throwable failure) {
      int status = status(failure);
      request.ended(
          Map.of("http.response.status_code", status),
          status < BUG ? null : Integer.toString(status));
    }

    private static int status(Throwable failure) {
      return switch (failure) {
        case null -> OK;
        case HttpFailure told -> told.status();
        case CompletionException wrapped when wrapped.getCause() instanceof HttpFailure told ->
            told.status();
        default -> BUG;
      };
    }
  }
}
