package io.millrace.serve.metric;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Shows all meters in the form that is asked for: text, OpenMetrics (with exemplars), or protobuf
 * (with native histograms and exemplars).
 *
 * <p>Safe for use by many threads.
 */
public final class Scrape {
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusRegistry registry;

  /** Shows what the registry holds when it is asked. */
  public Scrape(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** What one scrape answers. */
  public record Page(String contentType, byte[] bytes) {}

  /**
   * All meters now.
   *
   * @param accept the header {@code Accept}; null for text
   */
  public Page page(String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try {
      writer.write(bytes, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException("Bug: memory cannot be written", impossible);
    }
    return new Page(writer.getContentType(), bytes.toByteArray());
  }
}
