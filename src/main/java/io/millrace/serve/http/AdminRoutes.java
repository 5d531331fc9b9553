package io.millrace.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.HotSwap;
import io.millrace.serve.cascade.LoadedBundle;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code /admin/bundle} on the management port, which serves no JAX-RS: {@code GET} shows the
 * bundle in force, {@code POST {"path": ...}} puts another in force; and {@code /admin/policy}, see
 * {@link PolicyRoutes}. Without a token configured there is no {@code /admin}.
 *
 * <p>Failures are problems by RFC 9457: 401 without the token, 403 and 404 for a path, 409 while
 * another swap is under way, 422 for a bundle that must not serve.
 */
@Singleton
public final class AdminRoutes {
  private static final int MOST_BODY_BYTES = 16 * 1024;

  private final AdminPolicy policy;
  private final HotSwap swap;
  private final PolicyRoutes thresholds;
  private final JsonReplies replies;

  /** Asks nothing yet. */
  public AdminRoutes(
      AdminPolicy policy, HotSwap swap, PolicyRoutes thresholds, JsonReplies replies) {
    this.policy = policy;
    this.swap = swap;
    this.thresholds = thresholds;
    this.replies = replies;
  }

  /** The bundle in force. */
  public record Bundle(String bundle, List<Stage> stages, List<String> labels) {
    /** One of its stages. */
    public record Stage(String name, double threshold) {
      static Stage of(CascadeStage stage) {
        return new Stage(stage.name(), stage.threshold());
      }
    }

    static Bundle of(LoadedBundle bundle) {
      return new Bundle(
          bundle.name(), bundle.stages().stream().map(Stage::of).toList(), bundle.labels());
    }
  }

  void register(@Observes ManagementInterface management) {
    if (policy.token().isEmpty()) {
      return;
    }
    Router router = management.router();
    router.route("/admin/*").handler(this::admit);
    router.route("/admin/*").handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
    router.get("/admin/bundle").handler(context -> replies.send(context, Bundle.of(swap.bundle())));
    // Not ordered: who asks for the bundle must not wait for a swap on the same connection.
    router.post("/admin/bundle").blockingHandler(this::swap, false);
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

  private void swap(RoutingContext context) {
    JsonNode request = Json.object(body(context));
    String name = Json.text("path", request.path("path"));
    switch (swap(policy.bundle(name))) {
      case HotSwap.Result.Swapped swapped -> replies.send(context, swapped);
      case HotSwap.Result.Refused refused -> throw new HttpFailure(422, refused.reason());
      case HotSwap.Result.Busy busy -> throw new HttpFailure(409, busy.reason());
    }
  }

  private static byte[] body(RoutingContext context) {
    Buffer body = context.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }

  private HotSwap.Result swap(Path bundle) {
    try {
      return swap.swap(bundle);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new HotSwap.Result.Busy("the service is stopping");
    }
  }
}
