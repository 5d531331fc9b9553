package io.millrace.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.cascade.CanaryRollout;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.HotSwap;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * {@code /admin/bundle} on the management port, which serves no JAX-RS: {@code GET} shows the
 * bundle in force, {@code POST {"path": ...}} puts another in force, {@code {"path", "share"}} lets
 * it answer a share beside, {@code {"share"}} changes that, {@code {"promote": true}} puts it in
 * force, {@code {"drop": true}} ends it; and {@code /admin/policy}, see {@link PolicyRoutes}.
 * Without a token configured there is no {@code /admin}.
 *
 * <p>Failures are problems by RFC 9457: 401 without the token, 403 and 404 for a path, 409 while
 * another swap is under way, or a canary is in the way or missing, 422 for a bundle that must not
 * serve.
 */
@Singleton
public final class AdminRoutes {
  private static final int MOST_BODY_BYTES = 16 * 1024;

  private final AdminPolicy policy;
  private final HotSwap swap;
  private final CanaryRollout rollout;
  private final PolicyRoutes thresholds;
  private final JsonReplies replies;

  /** Asks nothing yet. */
  public AdminRoutes(
      AdminPolicy policy,
      HotSwap swap,
      CanaryRollout rollout,
      PolicyRoutes thresholds,
      JsonReplies replies) {
    this.policy = policy;
    this.swap = swap;
    this.rollout = rollout;
    this.thresholds = thresholds;
    this.replies = replies;
  }

  /**
   * The bundle in force.
   *
   * @param canary the one that is tried beside; absent if there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Bundle(String bundle, List<Stage> stages, List<String> labels, Canary canary) {
    /** One of its stages. */
    public record Stage(String name, double threshold) {
      static Stage of(CascadeStage stage) {
        return new Stage(stage.name(), stage.threshold());
      }
    }

    /** A bundle that answers a share of the conversations. */
    public record Canary(String bundle, List<Stage> stages, double share) {
      static Canary of(LiveCascade.Canary canary) {
        return new Canary(canary.bundle().name(), Bundle.stages(canary.bundle()), canary.share());
      }
    }

    static Bundle of(LoadedBundle bundle, Optional<LiveCascade.Canary> canary) {
      return new Bundle(
          bundle.name(), stages(bundle), bundle.labels(), canary.map(Canary::of).orElse(null));
    }

    private static List<Stage> stages(LoadedBundle bundle) {
      return bundle.stages().stream().map(Stage::of).toList();
    }
  }

  void register(@Observes ManagementInterface management) {
    if (policy.token().isEmpty()) {
      return;
    }
    Router router = management.router();
    router.route("/admin/*").handler(this::admit);
    router.route("/admin/*").handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
    router
        .get("/admin/bundle")
        .handler(context -> replies.send(context, Bundle.of(swap.bundle(), rollout.canary())));
    // Not ordered: who asks for the bundle must not wait for a swap on the same connection.
    router.post("/admin/bundle").blockingHandler(this::change, false);
    router.get("/admin/policy").handler(context -> replies.send(context, thresholds.show()));
    router
        .post("/admin/policy")
        .blockingHandler(context -> replies.send(context, thresholds.change(body(context))), false);
    router.route("/admin/*").failureHandler(replies::fail);
  }

  private void admit(RoutingContext context) {
    if (policy.admits(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      context.next();
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer realm=\"millrace\"");
      context.fail(new HttpFailure(401, "expected the token of millrace.admin.token"));
    }
  }

  private void change(RoutingContext context) {
    switch (changed(Json.object(body(context)))) {
      case HotSwap.Result.Swapped swapped -> replies.send(context, swapped);
      case HotSwap.Result.Trying trying -> replies.send(context, trying);
      case HotSwap.Result.Dropped dropped -> replies.send(context, dropped);
      case HotSwap.Result.Refused refused -> throw new HttpFailure(422, refused.reason());
      case HotSwap.Result.Busy busy -> throw new HttpFailure(409, busy.reason());
    }
  }

  private static double share(JsonNode share) {
    if (!share.isNumber() || !(share.doubleValue() > 0 && share.doubleValue() <= 1)) {
      throw new HttpFailure(400, "share: expected a number above 0, at most 1, found " + share);
    }
    return share.doubleValue();
  }

  private static byte[] body(RoutingContext context) {
    Buffer body = context.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }

  private HotSwap.Result changed(JsonNode request) {
    try {
      if (request.path("promote").asBoolean()) {
        return rollout.promote();
      }
      if (request.path("drop").asBoolean()) {
        return rollout.drop();
      }
      JsonNode share = request.path("share");
      if (share.isMissingNode()) {
        return swap.swap(policy.bundle(Json.text("path", request.path("path"))));
      }
      return request.has("path")
          ? rollout.start(policy.bundle(Json.text("path", request.path("path"))), share(share))
          : rollout.share(share(share));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new HotSwap.Result.Busy("the service is stopping");
    }
  }
}
