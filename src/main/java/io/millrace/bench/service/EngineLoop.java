package io.millrace.bench.service;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The engine asked for one full batch after the other, by as many threads as there are cores, with
 * nothing around it: token ids are there already, logits are thrown away.
 */
final class EngineLoop {
  private static final int BATCH = 32;

  private EngineLoop() {}

  /** CPU time of this process for each text, in microseconds. */
  static double cpuMicros(StageDirectory stage, List<String> texts, Duration warmUp, Duration time)
      throws InterruptedException {
    OnnxEngine engine = new OnnxEngine();
    try (Tokenizer tokenizer = engine.tokenizer(stage);
        Classifier classifier = engine.classifier(stage)) {
      List<List<TokenIds>> batches = batches(texts.stream().map(tokenizer::encode).toList());
      run(classifier, batches, warmUp);
      long start = CpuTime.nanos();
      long count = run(classifier, batches, time);
      return (CpuTime.nanos() - start) / 1e3 / count;
    }
  }

  private static List<List<TokenIds>> batches(List<TokenIds> texts) {
    List<List<TokenIds>> batches = new ArrayList<>();
    for (int from = 0; from + BATCH <= texts.size(); from += BATCH) {
      batches.add(texts.subList(from, from + BATCH));
    }
    return batches;
  }

  private static long run(Classifier classifier, List<List<TokenIds>> batches, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    AtomicLong count = new AtomicLong();
    Runnable asking =
        () -> {
          for (int i = 0; System.nanoTime() - end < 0; i++) {
            List<TokenIds> batch = batches.get(i % batches.size());
            classifier.logits(batch);
            count.addAndGet(batch.size());
          }
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofPlatform().name("engine-loop-" + i).start(asking));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return count.get();
  }
}
