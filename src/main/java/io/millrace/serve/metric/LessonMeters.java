package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.cascade.LessonListener;
import java.util.EnumMap;
import java.util.Map;

/**
 * Feeds the meters of lessons.
 *
 * <p>Safe for use by many threads.
 */
public final class LessonMeters implements LessonListener {
  private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

  /** Makes all meters. */
  public LessonMeters(Meters meters) {
    for (Result result : Result.values()) {
      counters.put(result, meters.counter(Meter.LESSONS, result.word()));
    }
  }

  @Override
  public void lesson(Result result) {
    counters.get(result).increment();
  }
}
