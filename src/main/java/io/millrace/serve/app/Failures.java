package io.millrace.serve.app;

import io.quarkus.runtime.Quarkus;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What ends the service: it stops in order, so that nothing is lost, with exit status 1. */
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class.getName());

  private Failures() {}

  /** A broken invariant. */
  static void bug(Thread thread, Throwable bug) {
    LOG.log(Level.SEVERE, "Bug: " + bug + " on thread " + thread.getName() + "; stopping", bug);
    Quarkus.asyncExit(1);
  }
}
