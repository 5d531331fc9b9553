package io.millrace.serve.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options under {@code millrace}. As environment variables they are upper case with
 * underscores: {@code MILLRACE_BATCH_LINGER}. An unknown key under the prefix stops the start.
 *
 * <p>Ranges are checked by the records that {@code serve.app} makes of these. Bean Validation would
 * do it here, for a quarter more CPU time at each start (5.2 s instead of 4.1 s).
 *
 * <p>Immutable.
 */
@ConfigMapping(prefix = "millrace")
public interface MillraceConfig {
  /** Folder that holds the default bundle under {@code src/main/bundles}; set by the launcher. */
  @WithDefault(".")
  Path home();

  /** Directory, or zip, of the bundle that answers. */
  @WithDefault("${millrace.home:.}/src/main/bundles/clinc150")
  Path bundle();

  /**
   * PEM file of an Ed25519 public key: only bundles signed by it are loaded. Absent: any bundle
   * whose checksums are right.
   */
  Optional<Path> bundleKey();

  /**
   * Least share of probes, those of a bundle and those of the bundle it follows, that must be
   * answered as stored, 0..1. Raising it refuses bundles that have learned otherwise; lowering it
   * lets through what is broken.
   */
  @WithDefault("0.9")
  double minAgreement();

  /**
   * Which stages of the bundle this process asks. {@code all}; or in split mode {@code students},
   * which pass on what they defer through {@code topics.escalations}, and {@code teacher}, which
   * answers that. All processes of one split must agree on {@code order}.
   */
  @WithDefault("all")
  Stages stages();

  /**
   * Which outputs keep the order of their events. {@code key}: those of one key; a slow event holds
   * up its own key. {@code none}: no one waits, and a consumer may see a conversation out of order.
   */
  @WithDefault("key")
  Order order();

  /**
   * What is promised of every event. {@code at-least-once}: it is answered, after a crash perhaps
   * twice. {@code exactly-once}: its answer and its offset are in one transaction; consumers that
   * read committed see each answer once, up to {@code commit-interval} later.
   */
  @WithDefault("at-least-once")
  Delivery delivery();

  /**
   * Name of this process among those of its group, which it keeps over a restart, as a pod of a
   * StatefulSet does. Makes it a static member: its partitions wait for it up to {@code
   * session.timeout.ms}, without a rebalance. Absent: a dynamic member, under a name made up at
   * start. Must not be given to two processes at a time: one of them would end.
   */
  Optional<String> instance();

  /**
   * How often finished offsets are committed, or transactions; sooner when half of {@code
   * in-flight.events} wait for it. Raising it costs more events answered twice after a crash, and
   * latency under exactly-once; lowering it costs requests to the broker.
   */
  @WithDefault("50ms")
  Duration commitInterval();

  /**
   * Longest time a stop waits for events in flight. Must be shorter than the time the platform
   * gives before it kills (30 s on Kubernetes).
   */
  @WithDefault("20s")
  Duration stopTimeout();

  /**
   * Longest time a partition that moves to another consumer waits for its events in flight, twice
   * if a broker is away as well; what is not finished is answered by its new owner. Nothing is
   * polled meanwhile: must be below half of {@code max.poll.interval.ms}.
   */
  @WithDefault("4s")
  Duration drainTimeout();

  /**
   * Longest time Kafka may take to take an output or to end a transaction, a broker that is away
   * included. When it is over the service stops, with exit status 1; its successor begins at the
   * last commit.
   */
  @WithDefault("5m")
  Duration produceTimeout();

  /**
   * Largest value of an event that is read; a larger one becomes a dead letter. Raising it costs
   * memory: {@code in-flight.bytes} must hold at least one.
   */
  @WithDefault("64K")
  MemorySize maxEventBytes();

  /**
   * Threads that call the engine, each single-threaded. More than the CPU quota only adds waiting;
   * fewer leave it idle. Absent: the CPU quota.
   */
  OptionalInt workers();

  /**
   * What the values of events and predictions are. {@code avro}: with schemas in {@code registry};
   * not with the quality topology, which reads JSON.
   */
  @WithDefault("json")
  Format format();

  /** URL of Apicurio Registry's API: {@code http://registry:8080/apis/registry/v3}. */
  Optional<String> registry();

  /** How stages are asked. */
  EngineConfig engine();

  /** How much is taken from Kafka before it is finished. */
  InFlight inFlight();

  /** How requests are gathered for the engine. */
  Batch batch();

  /** What is remembered of answers. */
  Cache cache();

  /** When a flood of dead letters stops the intake. */
  Breaker breaker();

  /** Which events the last stage is asked about too. */
  AuditConfig audit();

  /** What is kept for the next student. */
  DistillationConfig distillation();

  /** Whether answers can still be trusted. */
  QualityConfig quality();

  /** When audits move thresholds. */
  PolicyConfig policy();

  /** What gives way when there is too much to do. */
  LoadConfig load();

  /** Where single events can be looked at. */
  TracingConfig tracing();

  /** Topic names. */
  Topics topics();

  /** How much HTTP may ask. */
  HttpConfig http();

  /** The page for people. */
  ConsoleConfig console();

  /** What may be changed while the service runs, on the management port. */
  Admin admin();

  /** Which stages are asked. */
  enum Stages {
    ALL,
    STUDENTS,
    TEACHER
  }

  /** What values are. */
  enum Format {
    JSON,
    AVRO
  }

  /** Whose order is kept. */
  enum Order {
    KEY,
    NONE
  }

  /** What is promised of every event. */
  enum Delivery {
    AT_LEAST_ONCE,
    EXACTLY_ONCE
  }

  /** Limits on what is taken and not yet committed; at the limit, partitions are paused. */
  interface InFlight {
    /**
     * Most events, up to their commit. Raising it fills batches under load and costs more events
     * answered twice after a crash. Must exceed the batch size times the number of stages.
     */
    @WithDefault("4096")
    int events();

    /** Most bytes of event values. */
    @WithDefault("64M")
    MemorySize bytes();
  }

  /** Limits of one batch. */
  interface Batch {
    /**
     * Most requests in one engine call. Raising it helps throughput until the caches overflow and
     * costs latency.
     */
    @WithDefault("32")
    int maxSize();

    /**
     * Most padded tokens in one engine call: requests times the longest of them. A single longer
     * request still runs.
     */
    @WithDefault("1024")
    int tokenBudget();

    /**
     * Longest time the oldest request waits for company while a worker is free; never longer than
     * what an engine call costs however small it is, since company saves no more. Raising it fills
     * batches at low rates and costs that much latency; 0 sends at once.
     */
    @WithDefault("1ms")
    Duration linger();

    /**
     * Longest expected engine call; a batch of a slow stage is cut to it, so that a cheap stage
     * does not wait longer for a worker. Raising it helps a slow stage's throughput until {@code
     * max-size} is reached and costs latency of all others. A single dearer request still runs.
     */
    @WithDefault("10ms")
    Duration slice();
  }

  /** Answers to utterances that read alike. */
  interface Cache {
    /**
     * About how much memory holds answers. Raising it remembers more and rarer utterances; absent:
     * nothing is remembered, and nothing is spent on remembering.
     */
    Optional<MemorySize> size();

    /**
     * Answers of a lower confidence are not remembered, 0..1. Raising it leaves room for those that
     * are repeated most; it does not change any answer.
     */
    @WithDefault("0.9")
    double minConfidence();
  }

  /** When a flood of dead letters stops the intake. */
  interface Breaker {
    /**
     * More dead letters than this share of the last events stop the intake, 0..1; 1 never does.
     * Raising it lets more through before it is noticed; lowering it stops for mixes that are
     * merely bad.
     */
    @WithDefault("0.5")
    double share();

    /**
     * How many of the last events are looked at; a trial looks at a tenth. Raising it costs more
     * dead letters until a flood is noticed; lowering it stops for a short run of bad events.
     */
    @WithDefault("200")
    int window();

    /**
     * From the stop to the next trial, which lets a tenth of the window through. Raising it costs
     * time after the producer is mended; lowering it more dead letters while it is not.
     */
    @WithDefault("30s")
    Duration pause();
  }

  /** Topic names. */
  interface Topics {
    /** Events in. */
    @WithDefault("millrace.events")
    String events();

    /** Predictions out. */
    @WithDefault("millrace.predictions")
    String predictions();

    /** Records that can never be answered. */
    @WithDefault("millrace.dead-letters")
    String deadLetters();

    /** From students to teacher, in split mode. */
    @WithDefault("millrace.escalations")
    String escalations();

    /** What the last stage says of events that a student accepted. */
    @WithDefault("millrace.audits")
    String audits();

    /** What the last stage says of events, with their texts, for the next student. */
    @WithDefault("millrace.distillation")
    String distillation();

    /** True labels, from users. */
    @WithDefault("millrace.feedback")
    String feedback();

    /** Figures of quality. */
    @WithDefault("millrace.quality")
    String quality();

    /** Thresholds in force; compacted. */
    @WithDefault("millrace.policy")
    String policy();
  }

  /** Who may change what. */
  interface Admin {
    /** What a caller must show; absent: {@code /admin} is not there. */
    Optional<String> token();

    /**
     * Folder below which bundles may be put in force. Absent: the one that {@code millrace.bundle}
     * lies in.
     */
    Optional<Path> bundles();
  }
}
