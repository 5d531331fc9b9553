package io.millrace.load.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process of a run, and what can be done to it.
 *
 * <p>Safe for use by many threads.
 */
public final class Child {
  private static final long KIBIBYTE = 1024;

  private final String name;
  private final Process process;
  private final Path log;

  Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** What the run calls it. */
  public String name() {
    return name;
  }

  /** False once it has ended, however. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has said so far. */
  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; returns when it is gone, after {@code limitSeconds} by SIGKILL. */
  public void terminate(long limitSeconds) {
    process.destroy();
    try {
      if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  /** SIGSTOP. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() throws IOException {
    signal("CONT");
  }

  /** Resident memory in bytes; 0 if it has ended or the system does not tell. */
  public long residentBytes() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      List<String> lines = Files.readAllLines(status);
      return lines.stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** CPU time used so far in seconds; 0 if it has ended or the system does not tell. */
  public double cpuSeconds() {
    return process.info().totalCpuDuration().map(used -> used.toNanos() / 1e9).orElse(0.0);
  }

  /** By the shell's own kill, since not every image has the program. */
  private void signal(String signal) throws IOException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("SIG" + signal + " did not reach " + name);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    }
  }

  private void awaitEnd() {
    boolean wasInterrupted = Thread.interrupted();
    process.onExit().join();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
