package io.millrace.serve.http.oip;

import io.millrace.serve.event.Prediction;
import io.millrace.serve.http.HttpFailure;
import io.millrace.serve.http.RequestTraces;
import io.millrace.serve.http.TextAnswers;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Inference by the Open Inference Protocol: {@code text [n]} in; {@code label}, {@code confidence},
 * {@code stage} and {@code outcome [n]} out. A body is read as JSON whatever its media type says:
 * clients of the binary extension say nothing, or anything.
 */
@Singleton
@Path("/v2")
public final class InferResource {
  private static final int UNSUPPORTED = 415;
  private static final String PLAIN = "identity";

  private final TextAnswers answers;
  private final ServedModel model;
  private final RequestTraces traces;

  /** Asks nothing yet. */
  public InferResource(TextAnswers answers, ServedModel model, RequestTraces traces) {
    this.traces = traces;
    this.answers = answers;
    this.model = model;
  }

  /** Answers the texts of one request. */
  @POST
  @Path("models/{model}/infer")
  public CompletionStage<Response> infer(
      @PathParam("model") String name,
      @HeaderParam(BinaryTensor.HEADER) String jsonLength,
      @Context HttpHeaders headers,
      byte[] body) {
    model.require(name);
    String encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase(PLAIN)) {
      throw new HttpFailure(UNSUPPORTED, "Content-Encoding: expected none");
    }
    InferRequest request = InferRequest.parse(body, jsonLength);
    RequestTraces.OfRequest trace = traces.begin("/v2/models/{model}/infer", headers);
    return trace
        .until(ask(request, trace))
        .thenApply(predictions -> InferResponse.of(request, predictions));
  }

  /** The same of a version. */
  @POST
  @Path("models/{model}/versions/{version}/infer")
  public CompletionStage<Response> infer(
      @PathParam("model") String name,
      @PathParam("version") String version,
      @HeaderParam(BinaryTensor.HEADER) String jsonLength,
      @Context HttpHeaders headers,
      byte[] body) {
    model.require(name, version);
    return infer(name, jsonLength, headers, body);
  }

  /** Asks again when a swap came between: an inference has one version. */
  private CompletableFuture<List<Prediction>> ask(
      InferRequest request, RequestTraces.OfRequest trace) {
    return answers
        .ask(request.id(), request.texts(), trace)
        .thenCompose(
            predictions ->
                predictions.stream().map(Prediction::bundle).distinct().count() == 1
                    ? CompletableFuture.completedFuture(predictions)
                    : ask(request, trace));
  }
}
