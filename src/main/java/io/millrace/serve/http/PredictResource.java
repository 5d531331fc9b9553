package io.millrace.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Prediction.Alternative;
import io.millrace.serve.event.Prediction.Timings;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code POST /predict {"id"?, "text"}}: one text, answered as an event would be. */
@Singleton
@Path("/predict")
public final class PredictResource {
  private final TextAnswers answers;
  private final RequestTraces traces;

  /** Asks nothing yet. */
  public PredictResource(TextAnswers answers, RequestTraces traces) {
    this.answers = answers;
    this.traces = traces;
  }

  /** What is answered: the prediction of the topic, without a context. */
  public record Body(
      String id,
      String label,
      double confidence,
      String stage,
      String bundle,
      String outcome,
      List<Alternative> alternatives,
      Timings timings) {
    /** As it is written. */
    public static Body of(Prediction prediction) {
      return new Body(
          prediction.id(),
          prediction.label(),
          prediction.confidence(),
          prediction.stage(),
          prediction.bundle(),
          prediction.outcome().word(),
          prediction.alternatives(),
          prediction.timings());
    }
  }

  /** Answers one text. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public CompletionStage<Body> predict(@Context HttpHeaders headers, byte[] body) {
    JsonNode request = Json.object(body);
    String text = Json.text("text", request.path("text"));
    String id = Json.id(request.path("id"));
    RequestTraces.OfRequest trace = traces.begin("/predict", headers);
    return trace.until(answers.ask(id, text, trace)).thenApply(Body::of);
  }
}
