package io.millrace.load.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@code ./millrace}, without the shell: the launcher would build again in the
 * middle of a run whose sources are being edited.
 */
final class MillraceCommand {
  private MillraceCommand() {}

  /**
   * Takes the launcher's options over.
   *
   * @throws IOException if Millrace is not built
   */
  static List<String> of(Path home, List<String> jvm, String... arguments) throws IOException {
    Path runner = home.resolve("target/millrace-runner.jar");
    if (!Files.exists(runner)) {
      throw new IOException(runner + " is absent: build Millrace first, by ./millrace help");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dmillrace.home=" + home,
            "-Dai.djl.offline=true"));
    command.addAll(jvm);
    command.add("-cp");
    command.add(runner + File.pathSeparator + home.resolve("target/tools") + "/*");
    command.add("io.millrace.cli.Millrace");
    command.addAll(List.of(arguments));
    return command;
  }
}
