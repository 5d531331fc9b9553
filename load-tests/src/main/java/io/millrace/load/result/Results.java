package io.millrace.load.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.load.rig.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * The files of a run: {@code results.html}, {@code latency.hlog}, {@code figures.json}.
 *
 * <p>Immutable.
 *
 * @param directory where they go
 * @param heading what the run was: scenario, question, command, settings
 * @param home where Millrace was built
 */
public record Results(Path directory, Map<String, String> heading, Path home) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CHART =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  /**
   * Makes the directory, before a run is for nothing.
   *
   * @throws IOException if it cannot be written to
   */
  public static void prepare(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException refused) {
      throw new IOException("--out: cannot make the directory " + directory, refused);
    }
    if (!Files.isWritable(directory)) {
      throw new IOException("--out: cannot write to " + directory);
    }
  }

  /**
   * Writes them.
   *
   * @throws IOException if one cannot be
   */
  public void write(Outcome outcome) throws IOException {
    write(directory.resolve("latency.hlog"), HistogramLog.of(outcome.timeline()));
    String figures =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(outcome.figures().known());
    write(directory.resolve("figures.json"), (figures + "\n").getBytes(UTF_8));
    write(directory.resolve("results.html"), page(outcome).getBytes(UTF_8));
  }

  /** Writes aside first, so that a file is whole or absent. */
  public static void write(Path file, byte[] bytes) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(aside, bytes);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private String page(Outcome outcome) throws IOException {
    String data = JSON.writeValueAsString(PageData.of(outcome, heading, Machine.describe(home)));
    return resource("results.html")
        .replace("/*style*/", resource("results.css"))
        .replace("/*chart*/", inScript(resource(CHART)))
        .replace("/*page*/", resource("results.js"))
        .replace("/*data*/", inScript(data));
  }

  /** Nothing in a script element may look like its end: scenario files are anybody's words. */
  private static String inScript(String text) {
    return text.replace("</", "<\\/").replace("<!--", "<\\!--");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Results.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
