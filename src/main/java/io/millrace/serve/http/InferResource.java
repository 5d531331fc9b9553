package io.millrace.serve.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.event.Prediction;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Inference by the Open Inference Protocol, version 2: {@code text [n]} in, {@code label}, {@code
 * confidence}, {@code stage} and {@code outcome [n]} out. A tensor of strings holds no null: an
 * abstention's label is the empty string.
 *
 * <p>Source: Open Inference Protocol, specification/protocol/inference_rest.md (KServe).
 */
@Singleton
@Path("/v2/models/{model}/infer")
@Produces(MediaType.APPLICATION_JSON)
public final class InferResource {
  private final TextAnswers answers;
  private final ServedModel model;

  /** Asks nothing yet. */
  public InferResource(TextAnswers answers, ServedModel model) {
    this.answers = answers;
    this.model = model;
  }

  /** What is answered. */
  public record Inference(
      @JsonProperty("model_name") String modelName,
      @JsonProperty("model_version") String modelVersion,
      String id,
      List<Tensor> outputs) {}

  /** Answers the texts of one request. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Inference> infer(@PathParam("model") String name, byte[] body) {
    model.require(name);
    JsonNode request = Json.object(body);
    String given = request.path("id").asText("");
    String id = given.isEmpty() ? UUID.randomUUID().toString() : given;
    return ask(id, texts(request.path("inputs")))
        .thenApply(predictions -> inference(id, predictions));
  }

  /** Asks again when a swap came between: an inference has one version. */
  private CompletableFuture<List<Prediction>> ask(String id, List<String> texts) {
    List<CompletableFuture<Prediction>> asked =
        texts.stream().map(text -> answers.ask(id, text)).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList())
        .thenCompose(
            predictions ->
                predictions.stream().map(Prediction::bundle).distinct().count() == 1
                    ? CompletableFuture.completedFuture(predictions)
                    : ask(id, texts));
  }

  private static List<String> texts(JsonNode inputs) {
    JsonNode input = inputs.path(0);
    if (inputs.size() != 1 || !input.path("name").asText().equals("text")) {
      throw new HttpFailure(400, "inputs: expected one, named text");
    }
    if (!input.path("datatype").asText().equals(Tensor.BYTES)) {
      throw new HttpFailure(400, "inputs[0].datatype: expected " + Tensor.BYTES);
    }
    JsonNode data = input.path("data");
    if (!data.isArray() || data.isEmpty()) {
      throw new HttpFailure(400, "inputs[0].data: expected texts, found " + Json.kind(data));
    }
    List<String> texts = new ArrayList<>(data.size());
    for (int i = 0; i < data.size(); i++) {
      texts.add(Json.text("inputs[0].data[" + i + "]", data.path(i)));
    }
    return texts;
  }

  private Inference inference(String id, List<Prediction> predictions) {
    return new Inference(
        ServedModel.name(predictions.getFirst().bundle()),
        ServedModel.version(predictions.getFirst().bundle()),
        id,
        List.of(
            tensor("label", Tensor.BYTES, predictions, InferResource::label),
            tensor("confidence", Tensor.DOUBLE, predictions, Prediction::confidence),
            tensor("stage", Tensor.BYTES, predictions, Prediction::stage),
            tensor("outcome", Tensor.BYTES, predictions, one -> one.outcome().word())));
  }

  private static String label(Prediction prediction) {
    return prediction.label() == null ? "" : prediction.label();
  }

  private static Tensor tensor(
      String name, String datatype, List<Prediction> of, Function<Prediction, Object> value) {
    return Tensor.of(name, datatype, of.stream().map(value).toList());
  }
}
