package io.millrace.serve.http.console;

/**
 * Where the console learns of the service.
 *
 * <p>Safe for use by many threads.
 */
public interface ConsoleSource {
  /** As it is now; may take some milliseconds. */
  Figures figures();

  /** The bundle in force. */
  Card card();

  /** Whether events are taken and answered. */
  boolean isReady();
}
