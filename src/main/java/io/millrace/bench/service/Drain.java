package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How fast a service answers what was there before it came. */
final class Drain {
  private static final long LOOK_MILLIS = 20;

  /**
   * Events that warm a service up. The plain loop's code was compiled while the source sent and an
   * earlier loop ran; a service that was started for the measurement compiles its own, and with the
   * cores busy the compiler takes ten seconds and more of them: after 400,000 events it still took
   * a third of the service's CPU time.
   */
  private static final long WARM_EVENTS = 1_200_000;

  private Drain() {}

  /**
   * What became of a drain.
   *
   * @param eventsPerSecond answered, once warm
   * @param topics which the service has used
   */
  record Outcome(double eventsPerSecond, Topics topics) {}

  /** Answers so many events, and before them those that warm it up. */
  static Outcome of(Rig rig, Path bundle, List<String> texts, long count)
      throws IOException, InterruptedException {
    Topics topics = filled(rig, texts, WARM_EVENTS + count);
    try (ServiceProcess service = rig.serve(bundle, topics)) {
      long before = await(rig, topics, service, WARM_EVENTS);
      long start = System.nanoTime();
      long after = await(rig, topics, service, WARM_EVENTS + count);
      return new Outcome((after - before) / ((System.nanoTime() - start) / 1e9), topics);
    }
  }

  /** Topics with so many events. */
  static Topics filled(Rig rig, List<String> texts, long count) throws IOException {
    Topics topics = rig.topics(4);
    try (Source source = new Source(rig.bootstrapServers(), texts, 5)) {
      source.send(topics.events(), count);
      source.flush();
    }
    return topics;
  }

  private static long await(Rig rig, Topics topics, ServiceProcess service, long count)
      throws IOException, InterruptedException {
    long answered = rig.count(topics.predictions(), topics.partitions());
    while (answered < count) {
      service.requireAlive();
      Thread.sleep(LOOK_MILLIS);
      answered = rig.count(topics.predictions(), topics.partitions());
    }
    return answered;
  }
}
