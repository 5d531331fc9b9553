package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A service that always has events waiting.
 *
 * <p>A source in this process keeps the backlog full; what is answered is counted at the broker, so
 * that nobody has to read it.
 *
 * @param eventsPerSecond answered
 * @param cpuMicros CPU time of the service's process for each of them
 * @param memory resident bytes of the service, second by second
 */
record Saturation(double eventsPerSecond, double cpuMicros, List<Long> memory) {
  private static final int BACKLOG = 40_000;
  private static final long LOOK_MILLIS = 50;

  /** Until then the compiler's time would be counted as the events'. */
  private static final long WARM_EVENTS = 100_000;

  /** How many times its time a warm-up may take to get there. */
  private static final int PATIENCE = 3;

  /** How a run is set up. */
  record Load(Path bundle, List<String> texts, int partitions, Duration warmUp, Duration window) {}

  /** Runs a service until the window is over. */
  static Saturation of(Rig rig, Load load) throws IOException, InterruptedException {
    Topics topics = rig.topics(load.partitions());
    try (Source source = new Source(rig.bootstrapServers(), load.texts(), 5);
        ServiceProcess service = rig.serve(load.bundle(), topics)) {
      Feed feed = new Feed(rig, topics, source, service);
      feed.warmUp(load.warmUp());
      return feed.measure(load.window());
    }
  }

  /** The source, and what has come of it. */
  private record Feed(Rig rig, Topics topics, Source source, ServiceProcess service) {
    Saturation measure(Duration window) throws IOException, InterruptedException {
      long cpu = service.cpuNanos();
      long start = System.nanoTime();
      long answered = answered();
      List<Long> memory = keep(window);
      cpu = service.cpuNanos() - cpu;
      double seconds = (System.nanoTime() - start) / 1e9;
      answered = answered() - answered;
      if (answered == 0) {
        throw new IOException("The service answered nothing in " + window.toSeconds() + " s");
      }
      return new Saturation(answered / seconds, cpu / 1e3 / answered, memory);
    }

    /** At least so long, and on a slow machine longer, until it is warm. */
    void warmUp(Duration time) throws IOException, InterruptedException {
      keep(time);
      for (int i = 1; i < PATIENCE && answered() < WARM_EVENTS; i++) {
        keep(time);
      }
    }

    private long answered() throws IOException, InterruptedException {
      return rig.count(topics.predictions(), topics.partitions());
    }

    /** Keeps the backlog full for so long; what the service holds, once a second. */
    List<Long> keep(Duration time) throws IOException, InterruptedException {
      List<Long> memory = new ArrayList<>();
      long start = System.nanoTime();
      while (System.nanoTime() - start < time.toNanos()) {
        service.requireAlive();
        source.send(topics.events(), Math.max(0, BACKLOG - (source.sent() - answered())));
        if ((System.nanoTime() - start) / 1_000_000_000 >= memory.size()) {
          memory.add(service.residentBytes());
        }
        Thread.sleep(LOOK_MILLIS);
      }
      return memory;
    }
  }
}
