package io.millrace.load.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where and of what a result is. */
final class Machine {
  private Machine() {}

  /** Words for people. */
  static Map<String, String> describe(Path home) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("commit", commit(home));
    all.put("processors", Runtime.getRuntime().availableProcessors() + cpu());
    all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    all.put("JVM of the rig", System.getProperty("java.vm.version"));
    return all;
  }

  private static String cpu() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> " of " + line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException notLinux) {
      return "";
    }
  }

  /** Says so if the sources differ from it. */
  private static String commit(Path home) {
    String described = git(home, "describe", "--always", "--dirty", "--abbrev=12");
    return described.isEmpty() ? "not known" : described;
  }

  private static String git(Path home, String... words) {
    String[] command = new String[words.length + 3];
    command[0] = "git";
    command[1] = "-C";
    command[2] = home.toString();
    System.arraycopy(words, 0, command, 3, words.length);
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said.strip() : "";
    } catch (IOException noGit) {
      return "";
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
