package io.millrace.serve.http.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file of the page, in memory. The page may load nothing that does not come from here, run no
 * script that stands in it, and be shown in no other page.
 *
 * <p>Immutable. Source: Content Security Policy Level 3.
 */
record Asset(String path, String mediaType, Buffer content) {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  static Asset load(String path, String file, String mediaType) {
    try (InputStream content = Asset.class.getResourceAsStream(file)) {
      return new Asset(path, mediaType, Buffer.buffer(content.readAllBytes()));
    } catch (IOException broken) {
      throw new UncheckedIOException("Bug: " + file + " is on the class path", broken);
    }
  }

  void register(Router router) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::send);
  }

  private void send(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(content);
  }
}
