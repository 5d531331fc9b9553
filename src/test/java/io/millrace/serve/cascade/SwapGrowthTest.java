package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What swaps leave behind: nothing. {@code -Dmillrace.test.swaps=1000} swaps longer and looks at
 * the slope of the memory, which a few swaps cannot tell from the noise of a young JVM.
 */
class SwapGrowthTest {
  private static final int SWAPS = Integer.getInteger("millrace.test.swaps", 24);

  @TempDir Path directory;

  /** In a JVM of its own, whose heap is all touched at the start and so adds nothing later. */
  @Test
  void swapsLeaveNothingBehind() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    List<long[]> reports = reports();

    assertThat(reports).allSatisfy(report -> assertThat(report[1]).isLessThanOrEqualTo(2));
    assertThat(reports.getLast()[1]).as("sessions open after the stop").isZero();
    assertThat(reports.getLast()[2] - reports.get(1)[2]).as("file descriptors").isLessThan(3);
    // Two sessions of 6.5 MB each swap would be 230 MB in 18.
    long settled = reports.get(reports.size() / 4)[3];
    long last = reports.get(reports.size() - 2)[3];
    assertThat(last - settled).as("kB grown").isLessThan(100_000);
    if (SWAPS >= 500) {
      System.out.println("resident kB: " + reports.stream().map(report -> report[3]).toList());
      assertThat(last).as("resident kB at the end").isLessThanOrEqualTo(settled * 102 / 100);
    }
  }

  private List<long[]> reports() throws Exception {
    Path out = directory.resolve("out");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:MaxDirectMemorySize=32m",
            "-Djava.util.logging.config.file=/dev/null",
            "-cp",
            System.getProperty("java.class.path"),
            SwapGrowth.class.getName(),
            directory.toString(),
            Integer.toString(SWAPS));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "1048576"); // As the launcher sets it.
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(60 + SWAPS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(out);
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    return lines.stream()
        .filter(line -> line.matches("\\d+ \\d+ \\d+ \\d+"))
        .map(line -> Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray())
        .toList();
  }
}
