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

  /** Directory of the bundle that answers. */
  @WithDefault("${millrace.home:.}/src/main/bundles/clinc150")
  Path bundle();

  /**
   * Least share of probes, those of a bundle and those of the bundle it follows, that must be
   * answered as stored, 0..1. Raising it refuses bundles that have learned otherwise; lowering it
   * lets through what is broken.
   */
  @WithDefault("0.9")
  double minAgreement();

  /**
   * Which outputs keep the order of their events. {@code key}: those of one key; a slow event holds
   * up its own key. {@code none}: no one waits, and a consumer may see a conversation out of order.
   */
  @WithDefault("key")
  Order order();

  /**
   * How often finished offsets are committed. Raising it costs more events answered twice after a
   * crash; lowering it costs requests to the broker.
   */
  @WithDefault("1s")
  Duration commitInterval();

  /**
   * Longest time a stop, or the loss of a partition, waits for events in flight. Must be shorter
   * than the time the platform gives before it kills (30 s on Kubernetes).
   */
  @WithDefault("20s")
  Duration stopTimeout();

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

  /** How much is taken from Kafka before it is finished. */
  InFlight inFlight();

  /** How requests are gathered for the engine. */
  Batch batch();

  /** When a flood of dead letters stops the intake. */
  Breaker breaker();

  /** Topic names. */
  Topics topics();

  /** What may be changed while the service runs, on the management port. */
  Admin admin();

  /** Whose order is kept. */
  enum Order {
    KEY,
    NONE
  }

  /** Limits on what is taken and not yet written; at the limit, partitions are paused. */
  interface InFlight {
    /**
     * Most events. Raising it fills batches under load and costs more events answered twice after a
     * crash. Must exceed the batch size times the number of stages.
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
     * Longest time the oldest request waits for company. Raising it fills batches at low rates and
     * costs that much latency; 0 sends at once. Must be well below the deadlines that events carry.
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
