package io.millrace.serve.http;

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
  private final JsonReplies replies;

  /** Watches nothing yet. */
  public PlainRoutes(HttpPolicy policy, JsonReplies replies) {
    this.policy = policy;
    this.replies = replies;
  }

  void register(@Observes Router router) {
    router.route().order(BEFORE_UPLOAD_LIMIT).handler(this::admit);
    router
        .route()
        .last()
        .handler(context -> replies.refuse(context, NOT_FOUND, Problem.words(NOT_FOUND)));
  }

  private void admit(RoutingContext context) {
    if (length(context) <= policy.maxBodyBytes()) {
      context.next();
      return;
    }
    // What follows on this connection is the body that is not read.
    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    replies.refuse(
        context, TOO_LARGE, "the body: expected at most %d bytes".formatted(policy.maxBodyBytes()));
  }

  private static long length(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }
}
