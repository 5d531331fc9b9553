package io.millrace.serve.app;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.console.ConsolePolicy;
import io.millrace.serve.http.console.RecentDeadLetters;
import io.millrace.serve.http.console.RecentPredictions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what the console remembers. */
@Singleton
final class ConsoleProducer {
  @Produces
  @Singleton
  ConsolePolicy policy(MillraceConfig config) {
    return new ConsolePolicy(config.console().enabled(), config.console().texts());
  }

  /** The answerer of Kafka and HTTP: the cascade, watched. */
  @Produces
  @Singleton
  RecentPredictions predictions(LiveCascade cascade, ConsolePolicy policy) {
    return new RecentPredictions(cascade, policy);
  }

  @Produces
  @Singleton
  RecentDeadLetters deadLetters() {
    return new RecentDeadLetters();
  }
}
