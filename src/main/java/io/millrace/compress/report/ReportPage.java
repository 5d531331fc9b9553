package io.millrace.compress.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A report as one file that opens without a network: style, Chart.js and data are inside.
 *
 * <p>Safe for use by many threads.
 */
public final class ReportPage {
  /** As the webjar lays it out. */
  static final String CHART_JS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";

  private static final JsonMapper JSON = new JsonMapper();

  private ReportPage() {}

  /** Writes the page aside, then puts it in its place. */
  public static void write(Report report, Path file) throws IOException {
    Path target = file.toAbsolutePath().normalize();
    Files.createDirectories(target.getParent());
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.writeString(aside, html(report));
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  static String html(Report report) throws IOException {
    return resource("report.html")
        .replace("/*style*/", resource("report.css"))
        .replace("/*chart*/", inScript(resource(CHART_JS)))
        .replace("/*page*/", resource("report.js"))
        .replace("/*data*/", inScript(JSON.writeValueAsString(report)));
  }

  /** Nothing in a script element may look like its end: labels are anybody's words. */
  private static String inScript(String text) {
    return text.replace("</", "<\\/").replace("<!--", "<\\!--");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Bug: no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
