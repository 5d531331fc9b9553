package io.millrace.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Answers in JSON where JAX-RS does not.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class JsonReplies {
  private static final Logger LOG = Logger.getLogger(JsonReplies.class.getName());
  private static final int BUG = 500;

  private final ObjectMapper json;

  /** Answers nothing yet. */
  public JsonReplies(ObjectMapper json) {
    this.json = json;
  }

  /** What was asked for. */
  public void send(RoutingContext context, Object body) {
    send(context, MediaType.APPLICATION_JSON, body);
  }

  /** Why there is no answer, as a problem, or as the protocol of the path says it. */
  public void fail(RoutingContext context) {
    HttpFailure failure =
        switch (context.failure()) {
          case HttpFailure told -> told;
          case CompletionException wrapped when wrapped.getCause() instanceof HttpFailure told ->
              told;
          case null -> new HttpFailure(context.statusCode(), Problem.words(context.statusCode()));
          default -> bug(context.failure());
        };
    if (failure.retrySeconds() > 0) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(failure.retrySeconds()));
    }
    refuse(context, failure.status(), failure.getMessage());
  }

  void refuse(RoutingContext context, int status, String detail) {
    Problem.Body body = Problem.at(context.request().path(), status, detail);
    context.response().setStatusCode(status);
    send(context, body.mediaType(), body.entity());
  }

  private void send(RoutingContext context, String mediaType, Object body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(written(body));
  }

  private static HttpFailure bug(Throwable bug) {
    LOG.log(Level.SEVERE, "Bug: " + bug, bug);
    return new HttpFailure(BUG, "see the log");
  }

  private String written(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Bug: records can be written", e);
    }
  }
}
