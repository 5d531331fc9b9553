package io.millrace.serve.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * What is wrong, for programs and people.
 *
 * <p>Immutable. Source: RFC 9457, Problem Details for HTTP APIs.
 *
 * @param type {@code about:blank}: the status says what kind it is
 * @param title the status in words
 */
public record Problem(String type, String title, int status, String detail) {
  /** Its media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String JSON = "application/json";
  private static final String PROTOCOL = "/v2";

  /**
   * A problem as the protocol of a path writes it.
   *
   * @param entity of Jackson's plain types
   */
  record Body(String mediaType, Object entity) {}

  static Problem of(HttpFailure failure) {
    return of(failure.status(), failure.getMessage());
  }

  /** A problem that its status describes. */
  static Problem of(int status, String detail) {
    String title = HttpResponseStatus.valueOf(status).reasonPhrase();
    return new Problem("about:blank", title, status, detail);
  }

  /** {@code {"error": ...}} in the Open Inference Protocol, a problem elsewhere. */
  static Body at(String path, int status, String detail) {
    return path.equals(PROTOCOL) || path.startsWith(PROTOCOL + "/")
        ? new Body(JSON, Map.of("error", detail))
        : new Body(MEDIA_TYPE, of(status, detail));
  }

  /** What a status means here, where the request alone explains it. */
  static String words(int status) {
    return switch (status) {
      case 404 -> "there is nothing at this path";
      case 405 -> "this path does not take this method";
      case 406 -> "answers are application/json";
      case 413 -> "the body is too large";
      case 415 -> "expected a body of application/json";
      default -> "the request was not understood";
    };
  }
}
