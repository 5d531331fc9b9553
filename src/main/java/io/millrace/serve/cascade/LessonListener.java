package io.millrace.serve.cascade;

import java.util.Locale;

/** Hears what has become of lessons; must return quickly and throw nothing. */
public interface LessonListener {
  /** What became of one. */
  enum Result {
    /** Kafka has it. */
    KEPT,
    /** Kafka did not take it at once, or lost it. */
    UNSENT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in metrics. */
    public String word() {
      return word;
    }
  }

  /** One was kept, or not. */
  void lesson(Result result);
}
