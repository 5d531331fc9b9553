package io.millrace.serve.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/**
 * What the Open Inference Protocol, version 2, says of server and model.
 *
 * <p>Source: Open Inference Protocol, specification/protocol/inference_rest.md (KServe).
 */
@Singleton
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
public final class ModelResource {
  private final ServedModel model;

  /** Asks nothing. */
  public ModelResource(ServedModel model) {
    this.model = model;
  }

  /** What a model is. */
  public record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<Tensor> inputs,
      List<Tensor> outputs) {}

  /** What the server is. */
  @GET
  public Map<String, Object> server() {
    return Map.of("name", "millrace", "version", "0.1.0", "extensions", List.of());
  }

  /** Whether the process answers at all. */
  @GET
  @Path("health/live")
  public Map<String, Boolean> live() {
    return Map.of("live", true);
  }

  /** Whether models answer. */
  @GET
  @Path("health/ready")
  public Response ready() {
    return readiness(Map.of("ready", model.isReady()));
  }

  /** Whether a model answers. */
  @GET
  @Path("models/{model}/ready")
  public Response ready(@PathParam("model") String name) {
    model.require(name);
    return readiness(Map.of("name", name, "ready", model.isReady()));
  }

  /** What a model takes and answers. */
  @GET
  @Path("models/{model}")
  public Metadata metadata(@PathParam("model") String name) {
    model.require(name);
    return new Metadata(
        name,
        List.of(model.version()),
        "onnxruntime_cascade",
        List.of(Tensor.described("text", Tensor.BYTES)),
        List.of(
            Tensor.described("label", Tensor.BYTES),
            Tensor.described("confidence", Tensor.DOUBLE),
            Tensor.described("stage", Tensor.BYTES),
            Tensor.described("outcome", Tensor.BYTES)));
  }

  private Response readiness(Map<String, ?> body) {
    return Response.status(model.isReady() ? 200 : 503).entity(body).build();
  }
}
