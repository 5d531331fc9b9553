package io.millrace.serve.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is wrong, as the caller's protocol says it. What JAX-RS refuses (a path, a method, a media
 * type) is said the same way.
 *
 * <p>Safe for use by many threads.
 */
@Provider
public final class FailureMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = Logger.getLogger(FailureMapper.class.getName());
  private static final int BUG = 500;
  private static final int NOT_ALLOWED = 405;

  @Context UriInfo uri;

  @Override
  public Response toResponse(Throwable thrown) {
    return switch (thrown) {
      case HttpFailure failure -> told(failure);
      case WebApplicationException refused -> refused(refused.getResponse());
      default -> {
        LOG.log(Level.SEVERE, "Bug: " + thrown, thrown);
        yield response(BUG, "see the log").build();
      }
    };
  }

  private Response told(HttpFailure failure) {
    Response.ResponseBuilder response = response(failure.status(), failure.getMessage());
    return failure.retrySeconds() == 0
        ? response.build()
        : response.header(HttpHeaders.RETRY_AFTER, failure.retrySeconds()).build();
  }

  private Response refused(Response given) {
    int status = given.getStatus();
    Response.ResponseBuilder response = response(status, Problem.words(status));
    return status == NOT_ALLOWED
        ? response.header(HttpHeaders.ALLOW, allowed()).build()
        : response.build();
  }

  /** RFC 9110, section 15.5.6, wants it said; Quarkus does not say it. */
  private String allowed() {
    String path = uri.getPath();
    return path.endsWith("/infer") || path.equals("/predict")
        ? "POST, OPTIONS"
        : "GET, HEAD, OPTIONS";
  }

  private Response.ResponseBuilder response(int status, String detail) {
    Problem.Body body = Problem.at(uri.getPath(), status, detail);
    return Response.status(status).type(body.mediaType()).entity(body.entity());
  }
}
