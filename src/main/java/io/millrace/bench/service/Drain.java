package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How fast a service answers what was there before it came. */
final class Drain {
  private static final long LOOK_MILLIS = 20;

  private Drain() {}

  /**
   * Answers twice as many events as are counted: the first half warms up.
   *
   * @return events a second, of the second half
   */
  static double eventsPerSecond(Rig rig, Path bundle, List<String> texts, long count)
      throws IOException, InterruptedException {
    Topics topics = filled(rig, texts, 2 * count);
    try (ServiceProcess service = rig.serve(bundle, topics)) {
      long before = await(rig, topics, service, count);
      long start = System.nanoTime();
      long after = await(rig, topics, service, 2 * count);
      return (after - before) / ((System.nanoTime() - start) / 1e9);
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
