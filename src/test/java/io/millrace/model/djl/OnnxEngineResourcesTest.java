package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.TokenIds;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls cost beside time: threads and native memory. */
class OnnxEngineResourcesTest {
  private static final Path TASKS = Path.of("/proc/self/task");

  @TempDir Path directory;

  @Test
  void oneSessionServesManyThreads() throws Exception {
    StageDirectory stage = TinyBundle.writeStage(directory, "student", TinyBundle.STUDENT_WORDS);
    TokenIds hello = new NgramTokenizer(TinyBundle.NGRAMS).encode("hello");
    TokenIds farewell = new NgramTokenizer(TinyBundle.NGRAMS).encode("bye bye bye");

    try (Classifier classifier = new OnnxEngine().classifier(stage);
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Callable<float[][]>> calls =
          IntStream.range(0, 400)
              .<Callable<float[][]>>mapToObj(
                  i ->
                      () ->
                          classifier.logits(
                              Collections.nCopies(1 + i % 7, i % 2 == 0 ? hello : farewell)))
              .toList();
      List<Future<float[][]>> answers = callers.invokeAll(calls, 60, TimeUnit.SECONDS);

      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).hasDimensions(1 + i % 7, 4);
        assertThat(answers.get(i).get()[i % 7])
            .containsExactly(i % 2 == 0 ? new float[] {10, 0, 0, 0} : new float[] {0, 30, 0, 0});
      }
    }
  }

  /** A native thread carries the name of the thread that started it until it gives itself one. */
  @Test
  void startsNoThread() throws Exception {
    assumeTrue(Files.isDirectory(TASKS), "needs /proc");
    StageDirectory stage = TinyBundle.writeStage(directory, "student", TinyBundle.STUDENT_WORDS);
    FutureTask<Long> count =
        new FutureTask<>(
            () -> {
              try (Classifier classifier = new OnnxEngine().classifier(stage)) {
                classifier.logits(Collections.nCopies(64, new TokenIds(new int[] {1, 2, 3}, 3, 1)));
                return nativeThreadsNamed("tiny-caller");
              }
            });

    Thread.ofPlatform().name("tiny-caller").start(count);

    assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(1);
  }

  /** In a JVM of its own, whose heap is all touched at the start and so adds nothing later. */
  @Test
  void thousandsOfCallsGrowNothing() throws Exception {
    assumeTrue(Files.isReadable(NativeGrowth.STATUS), "needs /proc");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xms96m",
            "-Xmx96m",
            "-XX:+AlwaysPreTouch",
            "-XX:MaxDirectMemorySize=32m",
            "-cp",
            System.getProperty("java.class.path"),
            NativeGrowth.class.getName(),
            directory.toString());
    Path out = directory.resolve("out");

    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    List<String> lines = Files.readAllLines(out);
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    // One output of [128, 400] is 200 kB: 4,000 of half that size kept would be 400 MB.
    assertThat(Long.parseLong(lines.getLast())).isLessThan(100_000);
  }

  private static long nativeThreadsNamed(String name) throws IOException {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.filter(task -> name(task).equals(name)).count();
    }
  }

  /** Empty when the thread has ended meanwhile. */
  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
