package io.millrace.serve.config;

import io.smallrye.config.WithDefault;

/**
 * The page for people, at {@code /}.
 *
 * <p>Immutable.
 */
public interface ConsoleConfig {
  /**
   * Whether there is one. It shows ids, labels and dead letters' places to all who may call HTTP.
   */
  @WithDefault("true")
  boolean enabled();

  /** Whether it shows the utterances of recent events, too. */
  @WithDefault("false")
  boolean texts();
}
