package io.millrace.load.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The directory of one run, and the processes that it started: none outlives the run, however it
 * ends, short of a SIGKILL of the rig itself.
 *
 * <p>Safe for use by many threads.
 */
public final class Workplace implements AutoCloseable {
  private final Path home;
  private final Path directory;
  private final List<Child> children = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::killAll, "load-tests-end");
  private boolean isKept;

  private Workplace(Path home, Path directory) {
    this.home = home;
    this.directory = directory;
  }

  /**
   * Makes the directory.
   *
   * @param home where Millrace was built
   */
  public static Workplace open(Path home) throws IOException {
    Workplace workplace = new Workplace(home, Files.createTempDirectory("millrace-load-"));
    Runtime.getRuntime().addShutdownHook(workplace.hook);
    return workplace;
  }

  /** Where logs, records and the fault file are. */
  public Path directory() {
    return directory;
  }

  /** Leaves the directory behind, for somebody to look at. */
  public void keep() {
    isKept = true;
  }

  /**
   * Starts {@code millrace ARGUMENTS} in a JVM of its own, as the launcher does.
   *
   * @param name of its log file
   */
  Child start(String name, List<String> jvm, Map<String, String> environment, String... arguments)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(MillraceCommand.of(home, jvm, arguments));
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "1048576"); // As the launcher sets it.
    builder.environment().putAll(environment);
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Child child = new Child(name, builder.start(), log);
    children.add(child);
    return child;
  }

  private void killAll() {
    children.forEach(Child::kill);
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(hook);
    if (!isKept) {
      delete();
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException leftBehind) {
      directory.toFile().deleteOnExit();
    }
  }
}
