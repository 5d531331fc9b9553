package io.millrace.compress.report;

import io.millrace.page.Page;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A report as one file that opens without a network.
 *
 * <p>Safe for use by many threads.
 */
public final class ReportPage {
  private ReportPage() {}

  /** Writes the page aside, then puts it in its place. */
  public static void write(Report report, Path file) throws IOException {
    new Page(ReportPage.class, "report").write(report, file);
  }
}
