package io.millrace.serve.http.console;

import io.millrace.serve.event.Rejection;
import java.util.List;
import java.util.Locale;

/**
 * The last dead letters: where their records stand, and why. Not what stands in them.
 *
 * <p>Safe for use by many threads.
 */
public final class RecentDeadLetters {
  private static final int MOST = 20;

  private final Latest<Note> notes = new Latest<>(MOST);

  /**
   * One dead letter.
   *
   * @param place topic, partition and offset of its record
   */
  public record Note(String place, String kind, String message) {}

  /** Notes one; quick. */
  public void add(String place, Rejection rejection) {
    notes.add(
        new Note(place, rejection.kind().name().toLowerCase(Locale.ROOT), rejection.message()));
  }

  List<Note> newestFirst() {
    return notes.newestFirst();
  }
}
