package io.millrace.serve.app;

import io.millrace.serve.batch.BatchPolicy;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.AdminPolicy;
import io.millrace.serve.kafka.ClientPolicy;
import io.millrace.serve.kafka.flow.BreakerPolicy;
import io.millrace.serve.kafka.flow.KafkaPolicy;
import java.nio.file.Path;
import java.util.Optional;

/** Options to the records that the working classes take, which refuse nonsense by key and value. */
final class Policies {
  private Policies() {}

  static BatchPolicy batch(MillraceConfig config) {
    return new BatchPolicy(
        config.batch().maxSize(),
        config.batch().tokenBudget(),
        config.batch().linger().toNanos(),
        config.batch().slice().toNanos());
  }

  static KafkaPolicy kafka(MillraceConfig config) {
    return new KafkaPolicy(
        new KafkaPolicy.Topics(config.topics().predictions(), config.topics().deadLetters()),
        switch (config.order()) {
          case KEY -> KafkaPolicy.Order.KEY;
          case NONE -> KafkaPolicy.Order.NONE;
        },
        Math.toIntExact(config.maxEventBytes().asLongValue()),
        config.inFlight().events(),
        config.inFlight().bytes().asLongValue(),
        config.stopTimeout(),
        config.drainTimeout(),
        new BreakerPolicy(
            config.breaker().share(), config.breaker().window(), config.breaker().pause()));
  }

  /**
   * Threads that call the engine.
   *
   * @param cpus the CPU quota
   */
  static int workers(MillraceConfig config, int cpus) {
    int workers = config.workers().orElse(cpus);
    require(workers >= 1, "workers: expected at least 1, found " + workers);
    return workers;
  }

  /**
   * How the Kafka clients are set up.
   *
   * @param madeUp name of this process if it was given none
   */
  static ClientPolicy clients(MillraceConfig config, String madeUp) {
    return new ClientPolicy(
        switch (config.delivery()) {
          case AT_LEAST_ONCE -> ClientPolicy.Delivery.AT_LEAST_ONCE;
          case EXACTLY_ONCE -> ClientPolicy.Delivery.EXACTLY_ONCE;
        },
        config.instance().orElse(madeUp),
        config.instance().isPresent()
            ? ClientPolicy.Membership.STATIC
            : ClientPolicy.Membership.DYNAMIC,
        config.produceTimeout(),
        config.commitInterval());
  }

  /** Refuses limits in flight that cannot fill a batch of every stage. */
  static void requireRoom(MillraceConfig config, int stages) {
    int least = config.batch().maxSize() * stages;
    require(
        config.inFlight().events() >= least,
        "in-flight.events: expected at least batch.max-size for each of %d stages = %d, found %d"
            .formatted(stages, least, config.inFlight().events()));
  }

  static AdminPolicy admin(MillraceConfig config) {
    Optional<String> token = config.admin().token();
    require(
        token.isEmpty() || token.get().length() >= AdminPolicy.SHORTEST_TOKEN,
        "admin.token: expected at least %d characters, found %d"
            .formatted(AdminPolicy.SHORTEST_TOKEN, token.map(String::length).orElse(0)));
    Path bundles =
        config.admin().bundles().orElseGet(() -> config.bundle().toAbsolutePath().getParent());
    return new AdminPolicy(token, bundles);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("millrace." + message);
    }
  }
}
