package io.millrace.serve.cascade;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.confidence.Gate;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.text.TokenIds;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/**
 * What the cascade costs beside the engine: process CPU time a text, of a bare loop (tokenize, one
 * engine call for each 32 texts in the order they come, gate) and of the cascade on the same stage,
 * fed as fast as it answers with 1024 texts in flight. Rounds alternate, so that other work on the
 * machine falls on both.
 *
 * <p>Arguments: bundle, stage (0 or 1), file of lines {@code {"text": ...}}, rounds.
 */
final class CascadeBench {
  private static final int BATCH = 32;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private CascadeBench() {}

  /** Prints microseconds of CPU time a text, round by round. */
  public static void main(String[] args) throws Exception {
    LoadedBundle bundle =
        LoadedBundle.load(BundleDirectory.read(Path.of(args[0])), new OnnxEngine());
    CascadeStage stage = bundle.stages().get(Integer.parseInt(args[1]));
    Gate acceptAll = stage.gate().withThreshold(0);
    CascadeStage only =
        new CascadeStage(stage.name(), stage.tokenizer(), stage.classifier(), acceptAll);
    LoadedBundle single = new LoadedBundle(bundle.name(), bundle.labels(), List.of(only));
    List<String> texts = texts(Path.of(args[2]));
    int workers = Runtime.getRuntime().availableProcessors();
    Cascade cascade =
        new Cascade(
            single,
            new BatchPolicy(BATCH, 1024, 1_000_000, 10_000_000),
            new BatchPool.Setting(
                workers, 4096, System::nanoTime, BatchListener.NONE, (t, e) -> e.printStackTrace()),
            CascadeListener.NONE);
    cascade.start();
    for (int round = 0; round < Integer.parseInt(args[3]); round++) {
      double bare = microsPerText(texts, () -> bare(only, texts, workers));
      double whole = microsPerText(texts, () -> ask(cascade, texts));
      System.out.printf("bare %.1f us   cascade %.1f us   ratio %.2f%n", bare, whole, whole / bare);
    }
    cascade.stop(Duration.ofSeconds(5));
  }

  private static double microsPerText(List<String> texts, Action action) throws Exception {
    long start = SYSTEM.getProcessCpuTime();
    action.run();
    return (SYSTEM.getProcessCpuTime() - start) / 1e3 / texts.size();
  }

  private static void bare(CascadeStage stage, List<String> texts, int threads) throws Exception {
    List<Thread> loops = new ArrayList<>();
    for (int loop = 0; loop < threads; loop++) {
      int from = texts.size() * loop / threads;
      int to = texts.size() * (loop + 1) / threads;
      loops.add(Thread.ofPlatform().start(() -> bare(stage, texts.subList(from, to))));
    }
    for (Thread loop : loops) {
      loop.join();
    }
  }

  private static void bare(CascadeStage stage, List<String> texts) {
    List<TokenIds> batch = new ArrayList<>();
    for (String text : texts) {
      batch.add(stage.tokenizer().encode(text));
      if (batch.size() == BATCH) {
        stage.logits(batch).forEach(stage.gate()::judge);
        batch.clear();
      }
    }
  }

  private static void ask(Cascade cascade, List<String> texts) throws InterruptedException {
    Semaphore room = new Semaphore(1024);
    Answerer.Reply reply = new Freed(room);
    for (String text : texts) {
      room.acquire();
      TextEvent event = new TextEvent("id", text, OptionalLong.empty(), 0, null);
      cascade.ask(event, System.nanoTime(), Long.MAX_VALUE, reply);
    }
    room.acquire(1024);
  }

  private static List<String> texts(Path file) throws IOException {
    List<String> once =
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("^.*?\"text\": *\"", "").replaceFirst("\".*$", ""))
            .toList();
    List<String> texts = new ArrayList<>();
    while (texts.size() < 20_000) {
      texts.addAll(once);
    }
    return texts;
  }

  /** Something that may fail. */
  private interface Action {
    void run() throws Exception;
  }

  /** Makes room for another. */
  private record Freed(Semaphore room) implements Answerer.Reply {
    @Override
    public void answered(Prediction prediction) {
      room.release();
    }

    @Override
    public void rejected(Rejection rejection) {
      throw new IllegalStateException(rejection.message());
    }

    @Override
    public void unanswered() {
      throw new IllegalStateException("unanswered");
    }
  }
}
