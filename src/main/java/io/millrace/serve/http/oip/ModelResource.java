package io.millrace.serve.http.oip;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** What the Open Inference Protocol says of server and model. */
@Singleton
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
public final class ModelResource {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final ServedModel model;

  /** Asks nothing. */
  public ModelResource(ServedModel model) {
    this.model = model;
  }

  /** What the server is. */
  public record Server(String name, String version, List<String> extensions) {}

  /** What a model is. */
  public record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<Tensor> inputs,
      List<Tensor> outputs) {}

  /** What the server is. */
  @GET
  public Server server() {
    return new Server("millrace", "0.1.0", List.of("binary_tensor_data"));
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

  /** The names of all models, as KServe's own server lists them. */
  @GET
  @Path("models")
  public Map<String, List<String>> models() {
    return Map.of("models", List.of(model.name()));
  }

  /** Whether a model answers. */
  @GET
  @Path("models/{model}/ready")
  public Response ready(@PathParam("model") String name) {
    model.require(name);
    return readiness(Map.of("name", name, "ready", model.isReady()));
  }

  /** Whether a version of a model answers. */
  @GET
  @Path("models/{model}/versions/{version}/ready")
  public Response ready(@PathParam("model") String name, @PathParam("version") String version) {
    model.require(name, version);
    return ready(name);
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
        List.of(Tensor.described(InputTexts.NAME, Tensor.BYTES)),
        Output.described());
  }

  /** What a version of a model takes and answers. */
  @GET
  @Path("models/{model}/versions/{version}")
  public Metadata metadata(@PathParam("model") String name, @PathParam("version") String version) {
    model.require(name, version);
    return metadata(name);
  }

  private Response readiness(Map<String, ?> body) {
    return Response.status(model.isReady() ? OK : UNAVAILABLE).entity(body).build();
  }
}
