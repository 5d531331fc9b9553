package io.millrace.serve.http.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.cascade.StageAnswer;
import io.millrace.serve.http.Json;
import io.millrace.serve.http.JsonReplies;
import io.millrace.serve.http.PredictResource;
import io.millrace.serve.http.TextAnswers;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths of the console; none if it is off.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class ConsoleRoutes {
  private static final int MOST_BODY_BYTES = 64 * 1024;
  private static final String JAVA_SCRIPT = "text/javascript; charset=utf-8";

  private final ConsolePolicy policy;
  private final ConsoleSource source;
  private final TextAnswers answers;
  private final RecentPredictions predictions;
  private final RecentDeadLetters deadLetters;
  private final JsonReplies replies;

  /** Asks nothing yet. */
  public ConsoleRoutes(
      ConsolePolicy policy,
      ConsoleSource source,
      TextAnswers answers,
      RecentPredictions predictions,
      RecentDeadLetters deadLetters,
      JsonReplies replies) {
    this.policy = policy;
    this.source = source;
    this.answers = answers;
    this.predictions = predictions;
    this.deadLetters = deadLetters;
    this.replies = replies;
  }

  /** The service now. */
  public record State(
      String bundle,
      boolean ready,
      boolean showsTexts,
      @JsonUnwrapped Figures figures,
      List<RecentPredictions.Note> recent,
      List<RecentDeadLetters.Note> rejected) {}

  /**
   * One answer, and how it came about.
   *
   * @param stages all there are
   * @param path what those that were asked said
   */
  public record Answer(
      PredictResource.Body prediction, List<String> stages, List<StageAnswer> path) {}

  void register(@Observes Router router) {
    if (!policy.isOn()) {
      return;
    }
    for (Asset asset : assets()) {
      asset.register(router);
    }
    router.get("/console/state").blockingHandler(context -> replies.send(context, state()), false);
    router.get("/console/bundle").handler(context -> replies.send(context, source.card()));
    router
        .post("/console/ask")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
        .handler(this::ask);
    router.route("/console/*").failureHandler(replies::fail);
  }

  private static List<Asset> assets() {
    return List.of(
        Asset.load("/", "index.html", "text/html; charset=utf-8"),
        Asset.load("/console/console.css", "console.css", "text/css; charset=utf-8"),
        Asset.load("/console/console.js", "console.js", JAVA_SCRIPT),
        Asset.load("/console/live.js", "live.js", JAVA_SCRIPT),
        Asset.load("/console/charts.js", "charts.js", JAVA_SCRIPT),
        Asset.load("/console/icon.svg", "icon.svg", "image/svg+xml"));
  }

  private State state() {
    return new State(
        source.card().name(),
        source.isReady(),
        policy.showsTexts(),
        source.figures(),
        predictions.newestFirst(),
        deadLetters.newestFirst());
  }

  private void ask(RoutingContext context) {
    Buffer body = context.body().buffer();
    JsonNode request = Json.object(body == null ? new byte[0] : body.getBytes());
    String text = Json.text("text", request.path("text"));
    // Written by one worker after another; the completion publishes it.
    List<StageAnswer> path = new ArrayList<>();
    List<String> stages = source.card().stages().stream().map(Card.Stage::name).toList();
    answers
        .trace(Json.id(request.path("id")), text, path::add)
        .thenApply(prediction -> new Answer(PredictResource.Body.of(prediction), stages, path))
        .whenComplete(
            (answer, failure) ->
                context
                    .vertx()
                    .runOnContext(
                        now -> {
                          if (failure == null) {
                            replies.send(context, answer);
                          } else {
                            context.fail(failure);
                          }
                        }));
  }
}
