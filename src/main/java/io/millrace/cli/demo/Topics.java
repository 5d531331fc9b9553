package io.millrace.cli.demo;

/** The demo's topics: the service's defaults, whatever the environment says. */
final class Topics {
  static final String EVENTS = "millrace.events";
  static final String PREDICTIONS = "millrace.predictions";
  static final String DEAD_LETTERS = "millrace.dead-letters";

  private Topics() {}
}
