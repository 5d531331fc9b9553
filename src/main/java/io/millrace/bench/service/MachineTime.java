package io.millrace.bench.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What all processes of this machine, and others that it shares its cores with, have had. */
final class MachineTime {
  private static final Path STAT = Path.of("/proc/stat");

  /** Linux counts in hundredths of a second, whatever its timer. */
  private static final double TICK_NANOS = 1e7;

  /** Fields that are no work: idle, and waiting for disks. */
  private static final List<Integer> IDLE = List.of(4, 5);

  /** Fields after these are counted in others already. */
  private static final int LAST = 8;

  private MachineTime() {}

  /** CPU time of all so far in nanoseconds; empty where the system does not say. */
  static Optional<Double> nanos() throws IOException {
    if (!Files.isReadable(STAT)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(STAT)) {
      return lines.findFirst().map(MachineTime::busy);
    }
  }

  /**
   * Of a line such as {@code cpu 3357 0 4313 1362393 ...}: user, nice, system, idle, waiting,
   * interrupts, soft interrupts, stolen.
   */
  static double busy(String line) {
    String[] fields = line.strip().split("\\s+");
    double ticks = 0;
    for (int field = 1; field < Math.min(fields.length, LAST + 1); field++) {
      ticks += IDLE.contains(field) ? 0 : Double.parseDouble(fields[field]);
    }
    return ticks * TICK_NANOS;
  }
}
