package io.millrace.serve.config;

import io.smallrye.config.WithDefault;

/**
 * Whether what the teacher says is kept, so that the next student can learn from it.
 *
 * <p>Immutable.
 */
public interface DistillationConfig {
  /**
   * Whether events that were escalated or audited go to {@code topics.distillation}, their texts
   * and the teacher's logits included. How long they stay there is the topic's own setting. Off:
   * nothing is kept, and nothing is spent on it.
   */
  @WithDefault("false")
  boolean enabled();
}
