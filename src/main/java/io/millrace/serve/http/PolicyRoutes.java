package io.millrace.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.cascade.HotSwap;
import io.millrace.serve.cascade.LoadedBundle;
import io.millrace.serve.cascade.PolicyDesk;
import io.millrace.serve.cascade.Thresholds;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What {@code /admin/policy} does: {@code GET} shows the thresholds in force; {@code POST} with
 * {@code {"stage", "threshold"}} sets one by hand, with {@code {"stage", "freeze": true}} keeps it
 * where it is, with {@code {"stage", "release": true}} gives it back to audits. It goes through the
 * policy topic, so that all processes follow.
 */
@Singleton
public final class PolicyRoutes {
  private final HotSwap swap;
  private final Thresholds thresholds;
  private final PolicyDesk desk;

  /** Asks nothing yet. */
  public PolicyRoutes(HotSwap swap, Thresholds thresholds, PolicyDesk desk) {
    this.swap = swap;
    this.thresholds = thresholds;
    this.desk = desk;
  }

  /** The thresholds in force. */
  public record Policy(String bundle, List<Thresholds.InForce> stages) {}

  Policy show() {
    return new Policy(swap.bundle().name(), thresholds.inForce());
  }

  /**
   * Does as asked, once Kafka has it.
   *
   * @throws HttpFailure if it cannot be done
   */
  Policy change(byte[] body) {
    if (!desk.isOpen()) {
      throw new HttpFailure(409, "millrace.policy.enabled is false: no process would follow");
    }
    JsonNode request = Json.object(body);
    LoadedBundle bundle = swap.bundle();
    String stage = Json.text("stage", request.path("stage"));
    if (bundle.stages().stream().noneMatch(each -> each.name().equals(stage))) {
      throw new HttpFailure(404, "stage: " + bundle.name() + " has no " + stage);
    }
    try {
      desk.set(bundle.name(), stage, wanted(request, stage));
    } catch (IllegalStateException notTaken) {
      throw new HttpFailure(503, notTaken.getMessage());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new HttpFailure(503, "the service is stopping");
    }
    return show();
  }

  private OptionalDouble wanted(JsonNode request, String stage) {
    if (request.path("release").asBoolean()) {
      return OptionalDouble.empty();
    }
    if (request.path("freeze").asBoolean()) {
      return thresholds.inForce().stream()
          .filter(each -> each.stage().equals(stage))
          .mapToDouble(each -> Math.min(1, each.threshold()))
          .findFirst();
    }
    JsonNode threshold = request.path("threshold");
    if (!threshold.isNumber() || !(threshold.doubleValue() >= 0 && threshold.doubleValue() <= 1)) {
      throw new HttpFailure(
          400, "threshold: expected a number of 0..1, or freeze or release, found " + threshold);
    }
    return OptionalDouble.of(threshold.doubleValue());
  }
}
