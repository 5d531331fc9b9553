package io.millrace.load.scenario;

/** A scenario file, or a flag over it, that cannot be played; the message names file and key. */
public final class BadScenarioException extends Exception {
  private static final long serialVersionUID = 1;

  BadScenarioException(String message) {
    super(message);
  }
}
