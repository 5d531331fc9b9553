package io.millrace.load.result;

import io.millrace.load.rig.Timeline;
import java.io.ByteArrayOutputStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Latencies second by second, in HdrHistogram's own log format: microseconds, the maximum of a line
 * in milliseconds.
 *
 * <p>Lines without a tag add up to the run's percentiles. Tag {@code warm-up} holds what was due in
 * the warm-up, tag {@code service} how long the service says it had the counted events.
 */
final class HistogramLog {
  private static final double MICROS_PER_MILLI = 1_000;

  private HistogramLog() {}

  static byte[] of(Timeline timeline) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistogramLogWriter writer = new HistogramLogWriter(bytes);
    writer.outputComment("[Millrace load test; values in microseconds, maxima in ms]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(timeline.startMillis());
    writer.outputLegend();
    double from = 0;
    for (Timeline.Point point : timeline.points()) {
      Span span = new Span(writer, timeline.startMillis() / 1e3 + from, point.atSeconds() - from);
      span.write(null, point.interval().counted());
      span.write("warm-up", point.interval().warmUp());
      span.write("service", point.interval().service());
      from = point.atSeconds();
    }
    writer.close();
    return bytes.toByteArray();
  }

  private record Span(HistogramLogWriter writer, double fromSeconds, double seconds) {
    void write(String tag, Histogram histogram) {
      if (histogram.getTotalCount() > 0) {
        histogram.setTag(tag);
        writer.outputIntervalHistogram(
            fromSeconds, fromSeconds + seconds, histogram, MICROS_PER_MILLI);
      }
    }
  }
}
