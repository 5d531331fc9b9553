package io.millrace.serve.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spans that wait for their export, a bounded number: who ends one never waits, and what finds no
 * room is counted and gone. OpenTelemetry's own queue behind it is as large, and so never drops any
 * itself.
 *
 * <p>Safe for use by many threads.
 */
final class SpanQueue implements SpanProcessor {
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final int MOST_IN_EXPORT = 512;

  private final int room;
  private final SpanListener listener;
  private final SpanProcessor batches;

  /** Ended and not yet exported, or lost in an export. */
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Starts OpenTelemetry's thread.
   *
   * @param room most spans that wait
   */
  SpanQueue(SpanExporter exporter, int room, SpanListener listener) {
    this.room = room;
    this.listener = listener;
    this.batches =
        BatchSpanProcessor.builder(new Counted(exporter))
            .setMaxQueueSize(room)
            .setMaxExportBatchSize(Math.min(room, MOST_IN_EXPORT))
            .setScheduleDelay(PACE)
            .build();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (waiting.incrementAndGet() > room) {
      waiting.decrementAndGet();
      listener.dropped();
    } else {
      batches.onEnd(span);
    }
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  /** Makes room for others once an export is over, however it went. */
  private final class Counted implements SpanExporter {
    private final SpanExporter exporter;

    Counted(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int size = spans.size();
      CompletableResultCode result = exporter.export(spans);
      return result.whenComplete(() -> exported(size, result.isSuccess()));
    }

    private void exported(int size, boolean isTaken) {
      waiting.addAndGet(-size);
      if (isTaken) {
        listener.exported(size);
      } else {
        listener.failed(size);
      }
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
