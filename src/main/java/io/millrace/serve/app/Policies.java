package io.millrace.serve.app;

import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Engine;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.AnswerCache;
import io.millrace.serve.cascade.AuditPolicy;
import io.millrace.serve.cascade.Part;
import io.millrace.serve.config.EngineConfig;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.AdminPolicy;
import io.millrace.serve.kafka.ClientPolicy;
import io.millrace.serve.kafka.codec.ValueFormat;
import io.millrace.serve.kafka.flow.BreakerPolicy;
import io.millrace.serve.kafka.flow.KafkaPolicy;
import io.millrace.serve.kafka.registry.AvroFormat;
import io.millrace.serve.trace.TracingPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Options to the records that the working classes take, which refuse nonsense by key and value. */
final class Policies {
  private Policies() {}

  /**
   * What values are.
   *
   * @param kafka settings of Kafka's clients, those of the registry's among them
   */
  static ValueFormat format(MillraceConfig config, Map<String, Object> kafka) {
    if (config.format() == MillraceConfig.Format.JSON) {
      return ValueFormat.JSON;
    }
    if (config.quality().enabled()) {
      throw new IllegalArgumentException(
          "millrace.format=avro: the quality topology reads JSON; set"
              + " millrace.quality.enabled=false");
    }
    String registry =
        config
            .registry()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "millrace.format=avro: needs millrace.registry, the URL of its registry"));
    return new AvroFormat(registry, kafka, config.topics().predictions());
  }

  /** What runs the stages. */
  static Engine engine(MillraceConfig config) {
    if (config.engine().device() == EngineConfig.Device.CPU) {
      return new OnnxEngine();
    }
    try {
      return OnnxEngine.onGpu();
    } catch (IllegalArgumentException absent) {
      throw new IllegalArgumentException(
          "millrace.engine.device=gpu: " + absent.getMessage(), absent);
    }
  }

  static BatchPolicy batch(MillraceConfig config) {
    return new BatchPolicy(
        config.batch().maxSize(),
        config.batch().tokenBudget(),
        config.batch().linger().toNanos(),
        config.batch().slice().toNanos());
  }

  /** What is remembered; empty for nothing. */
  static Optional<AnswerCache.Policy> cache(MillraceConfig config) {
    MillraceConfig.Cache cache = config.cache();
    return cache
        .size()
        .map(size -> new AnswerCache.Policy(size.asLongValue(), cache.minConfidence()));
  }

  static KafkaPolicy kafka(MillraceConfig config) {
    return new KafkaPolicy(
        topics(config),
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

  private static KafkaPolicy.Topics topics(MillraceConfig config) {
    MillraceConfig.Topics topics = config.topics();
    Part part = part(config);
    if (part == Part.ALL) {
      return new KafkaPolicy.Topics(topics.predictions(), topics.deadLetters());
    }
    require(
        !Set.of(topics.events(), topics.predictions(), topics.deadLetters())
            .contains(topics.escalations()),
        "topics.escalations: expected a topic of its own, found " + topics.escalations());
    return new KafkaPolicy.Topics(
        topics.predictions(),
        topics.deadLetters(),
        new KafkaPolicy.Split(part, topics.escalations()));
  }

  /**
   * Refuses settings of the producer that scatter the events of a key over the escalations'
   * partitions, or shuffle them, where the order of keys is to be kept.
   *
   * @param option the value of any key, if it is set
   */
  static void requireKeyOrder(MillraceConfig config, Function<String, Optional<String>> option) {
    if (part(config) != Part.STUDENTS || config.order() != MillraceConfig.Order.KEY) {
      return;
    }
    for (String prefix : List.of("mp.messaging.outgoing.predictions.", "kafka.")) {
      requireUnset(option, prefix + "partitioner.class", value -> true);
      requireUnset(option, prefix + "partitioner.ignore.keys", "true"::equalsIgnoreCase);
      requireUnset(option, prefix + "enable.idempotence", "false"::equalsIgnoreCase);
    }
  }

  private static void requireUnset(
      Function<String, Optional<String>> option, String key, Predicate<String> scatters) {
    option
        .apply(key)
        .filter(scatters)
        .ifPresent(
            value ->
                require(
                    false,
                    "order=key cannot be kept with millrace.stages=students and %s=%s"
                        .formatted(key, value)));
  }

  /** Which stages this process asks. */
  static Part part(MillraceConfig config) {
    return switch (config.stages()) {
      case ALL -> Part.ALL;
      case STUDENTS -> Part.STUDENTS;
      case TEACHER -> Part.TEACHER;
    };
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

  /**
   * Which events are audited; empty: none.
   *
   * @param room most audits at a time
   */
  static Optional<AuditPolicy> audit(MillraceConfig config, int room) {
    AuditPolicy policy = new AuditPolicy(config.audit().share(), config.audit().backlog(), room);
    if (policy.share() == 0) {
      return Optional.empty();
    }
    require(
        part(config) == Part.ALL,
        "audit.share=%s: needs millrace.stages=all, since students have no last stage to ask"
            .formatted(policy.share()));
    return Optional.of(policy);
  }

  /** Whether what the teacher says is kept; students alone have none to hear. */
  static boolean keepsLessons(MillraceConfig config) {
    require(
        !config.distillation().enabled() || part(config) != Part.STUDENTS,
        "distillation.enabled=true: needs millrace.stages=all or teacher, since students have no"
            + " teacher to hear");
    return config.distillation().enabled();
  }

  static TracingPolicy tracing(MillraceConfig config) {
    return new TracingPolicy(config.tracing().endpoint(), config.tracing().share());
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
