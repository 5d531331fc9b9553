package io.millrace.load.rig;

import io.millrace.load.ledger.Standing;
import io.millrace.load.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One kind of trouble: the traffic, what is done meanwhile, and what must hold afterwards.
 *
 * <p>Not for sharing: one run.
 */
public interface Scenario {
  /** One sentence for {@code --help}. */
  String description();

  /** Whether it works on a service that somebody else runs. */
  default boolean isHarmless() {
    return false;
  }

  /** What is sent. */
  default Traffic traffic(Settings settings) {
    return Traffic.usual(settings.rate(), settings.seed());
  }

  /** How many services share the topic. */
  default int services() {
    return 1;
  }

  /**
   * Environment of each, beyond what every run sets.
   *
   * @param directory for files that it names
   */
  default Map<String, String> options(Settings settings, Path directory) throws IOException {
    return Map.of();
  }

  /** Options of their JVMs, beyond those of every run. */
  default List<String> jvm() {
    return List.of();
  }

  /** Whether it spoils the engines, and so needs the agent in them. */
  default boolean isSpoiling() {
    return false;
  }

  /** When the services are ready, before the first event: what is wrong from the start. */
  default void prepare(Rig rig) throws IOException {}

  /**
   * Does what it does while events flow; they end when this returns.
   *
   * @throws IOException if the rig cannot do it
   */
  void play(Rig rig) throws IOException, InterruptedException;

  /** Sets its own objectives, beyond those of every run: lost 0, inversions 0, nothing wrong. */
  default void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("duplicated", 0, end.duplicated());
  }
}
