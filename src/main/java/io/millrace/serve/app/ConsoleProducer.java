package io.millrace.serve.app;

import io.millrace.serve.cascade.Answerer;
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

  @Produces
  @Singleton
  RecentPredictions predictions(ConsolePolicy policy) {
    return new RecentPredictions(policy);
  }

  /** Who answers Kafka and HTTP: the cascade in force, watched. */
  @Produces
  @Singleton
  Answerer answerer(LiveCascade cascade, RecentPredictions predictions) {
    return predictions.watching(cascade);
  }

  @Produces
  @Singleton
  RecentDeadLetters deadLetters() {
    return new RecentDeadLetters();
  }
}
