package io.millrace.cli;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** The clock that measurements are given. */
final class ThreadTime {
  /** CPU time of the calling thread so far, in nanoseconds. */
  static final LongSupplier CPU_NANOS =
      ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

  private ThreadTime() {}
}
