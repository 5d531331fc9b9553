package io.millrace.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/**
 * Where figures come from, so that somebody else can get them again.
 *
 * <p>Immutable.
 *
 * @param command as it was typed, without folders
 * @param commit of the sources; "unknown" outside a checkout, with "+" when files have changed
 *     since
 * @param machine processor, cores, system, Java
 */
public record Surroundings(String command, String commit, String machine, String date) {
  /** Those of this process. */
  public static Surroundings of(String command) {
    return new Surroundings(
        command, sources(), hardware(), LocalDate.now(ZoneOffset.UTC).toString());
  }

  private static String hardware() {
    return "%s, %d cores, %s %s, Java %s"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version().feature());
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("processor unknown");
    } catch (IOException noLinux) {
      return "processor unknown";
    }
  }

  private static String sources() {
    String commit = git("rev-parse", "--short=10", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
  }

  /** What git prints in the program's folder; nothing where there is no git or no repository. */
  private static String git(String... arguments) {
    String[] command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of(System.getProperty("millrace.home", ".")).toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      byte[] out = process.getInputStream().readAllBytes();
      return process.waitFor() == 0 ? new String(out, StandardCharsets.UTF_8).strip() : "";
    } catch (IOException noGit) {
      return "";
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
