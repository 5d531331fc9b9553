package io.millrace.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Says what is wrong where JAX-RS does not come to speak: a body that its length shows to be too
 * large, refused before it is read, and a path that nobody serves. Quarkus would do it without a
 * word, or in HTML.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class PlainRoutes {
  private static final int TOO_LARGE = 413;
  private static final int NOT_FOUND = 404;

  /** Just before Quarkus looks at the length, at -2. */
  private static final int BEFORE_UPLOAD_LIMIT = -3;

  private final HttpPolicy policy;
  private final ObjectMapper json;

  /** Watches nothing yet. */
  public PlainRoutes(HttpPolicy policy, ObjectMapper json) {
    this.policy = policy;
    this.json = json;
  }

  void register(@Observes Router router) {
    router.route().order(BEFORE_UPLOAD_LIMIT).handler(this::admit);
    router.route().last().handler(context -> refuse(context, NOT_FOUND, Problem.words(NOT_FOUND)));
  }

  private void admit(RoutingContext context) {
    if (length(context) <= policy.maxBodyBytes()) {
      context.next();
      return;
    }
    // What follows on this connection is the body that is not read.
    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    refuse(
        context, TOO_LARGE, "the body: expected at most %d bytes".formatted(policy.maxBodyBytes()));
  }

  private static long length(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  private void refuse(RoutingContext context, int status, String detail) {
    Problem.Body body = Problem.at(context.request().path(), status, detail);
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, body.mediaType())
        .end(written(body.entity()));
  }

  private String written(Object entity) {
    try {
      return json.writeValueAsString(entity);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Bug: problems can be written", e);
    }
  }
}
