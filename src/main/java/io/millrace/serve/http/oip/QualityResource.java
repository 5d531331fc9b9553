package io.millrace.serve.http.oip;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.http.HttpFailure;
import io.millrace.serve.http.Json;
import io.millrace.serve.quality.Comparison;
import io.millrace.serve.quality.QualityView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /**
   * Figures of the model's bundles, old and new; and how two differ: those that are named, or the
   * one in force and its canary.
   *
   * @param old name and version; null for the one in force
   * @param fresh name and version; null for the canary
   */
  @GET
  public String figures(
      @PathParam("model") String name,
      @QueryParam("old") String old,
      @QueryParam("new") String fresh) {
    if (cascade.bundles().stream().noneMatch(each -> each.name().startsWith(name + ":"))) {
      throw new HttpFailure(
          NOT_FOUND, "model " + name + ": there is only " + cascade.bundle().name());
    }
    Optional<List<String>> figures = view.figures(name);
    return body(name, figures, compared(old, fresh))
        .orElseThrow(
            () ->
                new HttpFailure(
                    UNAVAILABLE,
                    "no figures here now: millrace.quality.enabled, or ask ./millrace quality"));
  }

  private Optional<Comparison> compared(String old, String fresh) {
    String one = old == null ? cascade.bundle().name() : old;
    return Optional.ofNullable(fresh)
        .or(() -> cascade.canary().map(canary -> canary.bundle().name()))
        .flatMap(other -> Comparison.of(both(one, other), one, other));
  }

  /** Figures of two bundles, which may have other names. */
  private List<String> both(String one, String other) {
    return Stream.of(one, other)
        .map(bundle -> bundle.substring(0, Math.max(0, bundle.lastIndexOf(':'))))
        .distinct()
        .flatMap(model -> view.figures(model).orElse(List.of()).stream())
        .toList();
  }

  /**
   * What is answered, as JSON.
   *
   * @param figures each a JSON object
   */
  public static Optional<String> body(
      String model, Optional<List<String>> figures, Optional<Comparison> comparison) {
    String compared = comparison.map(it -> ",\"comparison\":" + it.json()).orElse("");
    return figures.map(
        all ->
            "{\"model\":%s,\"figures\":[%s]%s}"
                .formatted(Json.quoted(model), String.join(",", all), compared));
  }
}
