package io.millrace.serve.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Keeps what it is given, and says of each export what it was told to say. */
final class FakeExporter implements SpanExporter {
  final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final Supplier<CompletableResultCode> result;

  FakeExporter(Supplier<CompletableResultCode> result) {
    this.result = result;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> exported) {
    spans.addAll(exported);
    return result.get();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
