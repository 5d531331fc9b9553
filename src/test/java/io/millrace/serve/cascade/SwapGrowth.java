package io.millrace.serve.cascade;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.TextEvent;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.Zips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A program that swaps two bundles of about 13 MB to and fro, one of them in a zip, while it is
 * asked, and prints what the process holds now and then: {@code swaps, sessions, file descriptors,
 * resident kB}.
 */
final class SwapGrowth {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> LABELS =
      IntStream.range(0, 400).mapToObj(i -> "label" + i).toList();

  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicBoolean isOver = new AtomicBoolean();

  private SwapGrowth() {}

  /** Takes a directory to write bundles to, and how often to swap. */
  public static void main(String[] arguments) throws Exception {
    new SwapGrowth().run(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
  }

  private void run(Path directory, int swaps) throws Exception {
    TinyBundle.write(directory.resolve("one"), "1", LABELS, Map.of(), Map.of());
    TinyBundle.write(directory.resolve("two"), "2", LABELS, Map.of(), Map.of());
    List<Path> places =
        List.of(
            Zips.of(directory.resolve("two"), "two/", directory.resolve("two.zip")),
            directory.resolve("one"));
    CascadeLoader loader =
        new CascadeLoader(
            Part.ALL,
            new Counting(new OnnxEngine()),
            this::cascade,
            8,
            new Contract(0),
            Optional.empty());
    Cascade first = loader.load(directory.resolve("one"));
    first.start();
    LiveCascade live = new LiveCascade(first);
    HotSwap swap =
        new HotSwap(live, loader, new HotSwap.Setting(LIMIT, System::nanoTime, bundle -> {}));
    Thread asker = Thread.ofPlatform().daemon().start(() -> ask(live));
    report(0);
    for (int i = 1; i <= swaps; i++) {
      HotSwap.Result result = swap.swap(places.get((i + 1) % 2));
      if (!(result instanceof HotSwap.Result.Swapped swapped && swapped.freed())) {
        throw new IllegalStateException("swap " + i + ": " + result);
      }
      if (i % Math.max(1, swaps / 20) == 0) {
        report(i);
      }
    }
    isOver.set(true);
    asker.join();
    live.stop(LIMIT);
    report(swaps);
    System.out.println("answered " + answered + " events");
  }

  private void ask(LiveCascade live) {
    while (!isOver.get()) {
      RecordedReply reply = new RecordedReply();
      String text = "word ".repeat(1 + answered.get() % 13);
      live.ask(
          new TextEvent("id", text, OptionalLong.empty(), 0, null),
          System.nanoTime(),
          Long.MAX_VALUE,
          reply);
      try {
        reply.prediction();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      answered.incrementAndGet();
    }
  }

  private Cascade cascade(LoadedBundle bundle) {
    return new Cascade(
        bundle,
        new BatchPolicy(8, 1_000, 0, Long.MAX_VALUE),
        new BatchPool.Setting(
            2, 100, System::nanoTime, BatchListener.NONE, (_, bug) -> bug.printStackTrace()),
        CascadeListener.NONE);
  }

  private void report(int swaps) throws IOException {
    System.gc();
    System.out.println(
        swaps + " " + sessions + " " + fileDescriptors() + " " + residentKilobytes());
  }

  private static long fileDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Counts the sessions that are open. */
  private final class Counting implements Engine {
    private final Engine engine;

    Counting(Engine engine) {
      this.engine = engine;
    }

    @Override
    public Classifier classifier(StageDirectory stage) {
      Classifier classifier = engine.classifier(stage);
      sessions.incrementAndGet();
      return new Classifier() {
        @Override
        public float[][] logits(List<TokenIds> batch) {
          return classifier.logits(batch);
        }

        @Override
        public void close() {
          classifier.close();
          sessions.decrementAndGet();
        }
      };
    }

    @Override
    public Tokenizer tokenizer(StageDirectory stage) {
      return engine.tokenizer(stage);
    }
  }
}
