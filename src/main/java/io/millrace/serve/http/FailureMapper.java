package io.millrace.serve.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/**
 * What is wrong, as the caller's protocol says it: {@code {"error": ...}} in the Open Inference
 * Protocol, {@code application/problem+json} elsewhere.
 *
 * <p>Source: RFC 9457, Problem Details for HTTP APIs.
 */
@Provider
public final class FailureMapper implements ExceptionMapper<HttpFailure> {
  /** The media type of a problem. */
  static final String PROBLEM = "application/problem+json";

  @Context UriInfo uri;

  /** What is wrong, by RFC 9457. */
  public record Problem(String type, String title, int status, String detail) {
    static Problem of(HttpFailure failure) {
      String title = HttpResponseStatus.valueOf(failure.status()).reasonPhrase();
      return new Problem("about:blank", title, failure.status(), failure.getMessage());
    }
  }

  @Override
  public Response toResponse(HttpFailure failure) {
    return uri.getPath().startsWith("/v2")
        ? Response.status(failure.status())
            .type(MediaType.APPLICATION_JSON)
            .entity(Map.of("error", failure.getMessage()))
            .build()
        : Response.status(failure.status()).type(PROBLEM).entity(Problem.of(failure)).build();
  }
}
