package io.millrace.serve.http.oip;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.http.HttpFailure;
import io.millrace.serve.http.Json;
import io.millrace.serve.quality.QualityView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** The newest figures of quality, where the topology runs in this process. */
@Singleton
@Path("/v2/models/{model}/quality")
@Produces(MediaType.APPLICATION_JSON)
public final class QualityResource {
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final LiveCascade cascade;
  private final QualityView view;

  /** Asks nothing. */
  public QualityResource(LiveCascade cascade, QualityView view) {
    this.cascade = cascade;
    this.view = view;
  }

  /** Figures of the model's bundles, old and new. */
  @GET
  public String figures(@PathParam("model") String name) {
    if (cascade.bundles().stream().noneMatch(each -> each.name().startsWith(name + ":"))) {
      throw new HttpFailure(
          NOT_FOUND, "model " + name + ": there is only " + cascade.bundle().name());
    }
    return body(name, view.figures(name))
        .orElseThrow(
            () ->
                new HttpFailure(
                    UNAVAILABLE,
                    "no figures here now: millrace.quality.enabled, or ask ./millrace quality"));
  }

  /**
   * What is answered, as JSON.
   *
   * @param figures each a JSON object
   */
  public static Optional<String> body(String model, Optional<List<String>> figures) {
    return figures.map(
        all ->
            "{\"model\":%s,\"figures\":[%s]}".formatted(Json.quoted(model), String.join(",", all)));
  }
}
