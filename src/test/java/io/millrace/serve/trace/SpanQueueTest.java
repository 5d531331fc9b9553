package io.millrace.serve.trace;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.serve.cascade.Trace;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever keeps traces may be slow, or away: spans are lost then, one by one, and counted. */
class SpanQueueTest implements SpanListener {
  private static final int ROOM = 8;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final AtomicInteger exported = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private SdkTracing tracing;

  @AfterEach
  void close() {
    tracing.close();
  }

  @Test
  void exportsWhatItIsGiven() {
    start(CompletableResultCode::ofSuccess);

    end(ROOM);

    await().atMost(LIMIT).until(exported::get, count -> count == ROOM);
    assertThat(failed).hasValue(0);
    assertThat(dropped).hasValue(0);
  }

  @Test
  void dropsWhatFindsNoRoom_andHasRoomAgainAfterTheExport() {
    CompletableResultCode slow = new CompletableResultCode();
    start(() -> slow);

    end(ROOM + 3);
    assertThat(dropped).hasValue(3);

    slow.succeed();
    await().atMost(LIMIT).until(exported::get, count -> count == ROOM);
    end(ROOM);
    await().atMost(LIMIT).until(exported::get, count -> count == 2 * ROOM);
    assertThat(dropped).hasValue(3);
  }

  @Test
  void countsWhatIsNotTaken() {
    start(CompletableResultCode::ofFailure);

    end(ROOM);

    await().atMost(LIMIT).until(failed::get, count -> count == ROOM);
    assertThat(exported).hasValue(0);
  }

  /** Nobody listens on the port, and the one who ends spans never notices. */
  @Test
  void losesEverythingWhenNobodyIsThere() throws Exception {
    int port;
    try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    tracing =
        SdkTracing.exporting(
            new TracingPolicy(java.net.URI.create("http://127.0.0.1:" + port), 1),
            "here",
            new SdkTracing.Clocks(System::nanoTime, InstantSource.system()),
            this);

    end(2 * SdkTracing.ROOM + 1);

    assertThat(dropped.get()).isPositive();
    await()
        .atMost(60, SECONDS)
        .until(() -> failed.get() + dropped.get(), count -> count >= SdkTracing.ROOM + 1);
    assertThat(exported).hasValue(0);
  }

  private void start(Supplier<CompletableResultCode> result) {
    tracing =
        new SdkTracing(
            new SpanQueue(new FakeExporter(result), ROOM, this),
            1,
            "here",
            new SdkTracing.Clocks(System::nanoTime, InstantSource.system()));
  }

  private void end(int spans) {
    for (int span = 0; span < spans; span++) {
      tracing
          .begin(new Trace.Step("step", Trace.Kind.INTERNAL, Map::of), _ -> null)
          .ended(Map.of(), null);
    }
  }

  @Override
  public void exported(int spans) {
    exported.addAndGet(spans);
  }

  @Override
  public void failed(int spans) {
    failed.addAndGet(spans);
  }

  @Override
  public void dropped() {
    dropped.incrementAndGet();
  }
}
