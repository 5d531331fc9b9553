package io.millrace.serve.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The quality topology: here, or by {@code millrace quality} with the same options.
 *
 * <p>Immutable.
 */
public interface QualityConfig {
  /** Whether it runs inside the service. */
  @WithDefault("false")
  boolean enabled();

  /** Its consumer group, and prefix of the topics that hold its state. */
  @WithDefault("millrace-quality")
  String group();

  /**
   * Length of the windows; a multiple of {@code hop}. Raising it narrows the intervals; lowering it
   * shows changes sooner.
   */
  @WithDefault("5m")
  Duration window();

  /** How often a window begins. Lowering it costs records on the quality topic. */
  @WithDefault("10s")
  Duration hop();

  /**
   * Longest time from a prediction to what is said of it. Raising it costs memory, as much as
   * {@code remembered} allows.
   */
  @WithDefault("1d")
  Duration joinWindow();

  /**
   * Most events of a partition that are remembered for what is said of them, about 500 bytes each.
   * What is said of others is counted, and moves no figure.
   */
  @WithDefault("200000")
  int remembered();

  /** Header that says whose an event is. Absent: tenants are not told apart. */
  Optional<String> tenantHeader();

  /** Its values that are told apart; all others are {@code other}. */
  Optional<List<String>> tenants();

  /**
   * First events of a bundle, which later ones are compared with. Raising it finds smaller drift,
   * later.
   */
  @WithDefault("2000")
  int reference();

  /** Events whose labels are looked at together; so many without an alarm, twice, clear it. */
  @WithDefault("1000")
  int driftWindow();

  /**
   * One false alarm of drift in that many events, or fewer. Raising it finds drift a little later:
   * ten times as many cost a seventh more events.
   */
  @WithDefault("10000000")
  long falseAlarmEvents();
}
