package io.millrace.bench.service;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** CPU time of this process, with all its threads, the engine's too. */
public final class CpuTime {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private CpuTime() {}

  /** In nanoseconds, so far. */
  public static long nanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** What a call costs, made over and over for a while, in microseconds for each of so many. */
  static double micros(int count, Runnable call, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long start = nanos();
    long calls = 0;
    do {
      call.run();
      calls++;
    } while (System.nanoTime() - end < 0);
    return (nanos() - start) / 1e3 / count / calls;
  }
}
