package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.ProbeFile;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.HotSwap.Result;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real models. */
class HotSwapTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  private final List<String> inForce = new ArrayList<>();
  private final CascadeLoader loader =
      new CascadeLoader(
          Part.ALL, new OnnxEngine(), HotSwapTest::cascade, 4, new Contract(0.6), Optional.empty());
  private LiveCascade live;
  private HotSwap swap;

  @BeforeEach
  void start() throws IOException {
    TinyBundle.write(directory.resolve("one"));
    Cascade first = loader.load(directory.resolve("one"));
    first.start();
    live = new LiveCascade(first);
    swap =
        new HotSwap(
            live,
            loader,
            new HotSwap.Setting(LIMIT, System::nanoTime, bundle -> inForce.add(bundle.name())));
  }

  @AfterEach
  void stop() throws InterruptedException {
    live.stop(LIMIT);
  }

  @Test
  void putsAnotherVersionInForce() throws Exception {
    Path two = directory.resolve("two");
    TinyBundle.write(two, "2");

    Result result = swap.swap(two);

    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Swapped.class,
            swapped -> {
              assertThat(swapped.bundle()).isEqualTo("tiny:2");
              assertThat(swapped.previous()).isEqualTo("tiny:1");
              assertThat(swapped.freed()).isTrue();
              assertThat(swapped.agreement()).isEmpty();
              assertThat(swapped.prepareMs()).isPositive();
            });
    assertThat(inForce).containsExactly("tiny:2");
    assertThat(swap.bundle().name()).isEqualTo("tiny:2");
    assertThat(ask("hello").bundle()).isEqualTo("tiny:2");
  }

  @Test
  void refusesAFlippedByte() throws Exception {
    Path model = TinyBundle.write(directory.resolve("two"), "2").stages().get(1).model();
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);

    assertRefused(directory.resolve("two"), "1-teacher/model.onnx: SHA-256 expected");
  }

  @Test
  void refusesOtherLabels() throws Exception {
    List<String> labels = List.of("greeting", "farewell", "money", "oos");
    TinyBundle.write(directory.resolve("two"), "2", labels, TinyBundle.STUDENT_WORDS);

    assertRefused(directory.resolve("two"), "label 3: expected balance, found money");
  }

  @Test
  void refusesLabelsInAnotherOrder() throws Exception {
    Path two = directory.resolve("two");
    TinyBundle.write(two, "2", TinyBundle.LABELS.reversed(), TinyBundle.STUDENT_WORDS);

    assertRefused(two, "label 1: expected greeting, found oos");
  }

  @Test
  void refusesLogitsThatAreNoNumbers() throws Exception {
    Map<String, float[]> words = Map.of("hello", new float[] {Float.NaN, 0, 0, 0});
    TinyBundle.write(directory.resolve("two"), "2", TinyBundle.LABELS, words);

    assertRefused(directory.resolve("two"), "logits hold NaN");
  }

  /** Seen by no probe of the engine's, but by the warm-up. */
  @Test
  void refusesLogitsThatAreNoNumbersForSomeUtterances() throws Exception {
    Map<String, float[]> words = Map.of("please", new float[] {0, Float.POSITIVE_INFINITY, 0, 0});
    TinyBundle.write(directory.resolve("two"), "2", TinyBundle.LABELS, words);

    assertRefused(directory.resolve("two"), "logits hold Infinity");
  }

  @Test
  void refusesABundleThatDoesNotAnswerItsOwnProbes() throws Exception {
    Path two = directory.resolve("two");
    write(two, probe("hello", "farewell"), probe("bye", "farewell"));

    assertRefused(two, "agrees on 1 of the 2 probes of tiny:2, expected a share of 0.6");
  }

  @Test
  void refusesABundleThatAbstainsOnItsOwnProbes() throws Exception {
    Path two = directory.resolve("two");
    write(two, probe("hello", "greeting"), probe("qwerty", "greeting"));

    assertRefused(two, "agrees on 1 of the 2 probes of tiny:2");
  }

  @Test
  void refusesABundleThatContradictsTheOneInForce() throws Exception {
    write(directory.resolve("probed"), probe("hello", "greeting"), probe("money", "balance"));
    assertThat(swap.swap(directory.resolve("probed"))).isInstanceOf(Result.Swapped.class);
    Map<String, float[]> words = Map.of("hello", new float[] {0, 10, 0, 0});
    Path contrary = directory.resolve("contrary");
    TinyBundle.write(contrary, "3", TinyBundle.LABELS, words);

    Result result = swap.swap(contrary);

    assertThat(result)
        .isEqualTo(
            new Result.Refused(
                contrary
                    + ": agrees on 1 of the 2 probes of tiny:2, expected a share of 0.6"
                    + " (millrace.min-agreement)"));
    assertThat(ask("hello").bundle()).isEqualTo("tiny:2");
  }

  @Test
  void saysHowFarItAgrees() throws Exception {
    Path two = directory.resolve("two");
    write(two, probe("hello", "greeting"), probe("money", "balance"), probe("bye", "balance"));

    assertThat(swap.swap(two))
        .isInstanceOfSatisfying(
            Result.Swapped.class,
            swapped -> assertThat(swapped.agreement()).hasValueCloseTo(2 / 3.0, within(1e-12)));
  }

  @Test
  void refusesProbesThatAreNone() throws Exception {
    Path two = directory.resolve("two");
    write(two, probe("hello", "greeting"), probe("hello", "salutation"));

    assertRefused(two, "probes.jsonl:2: expected text, confidence, and a label of the bundle");
  }

  @Test
  void refusesWhatIsNoBundle() throws Exception {
    assertRefused(directory.resolve("nowhere"), "nowhere/" + BundleDirectory.MANIFEST);
  }

  private void assertRefused(Path place, String reason) throws InterruptedException {
    Result result = swap.swap(place);

    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Refused.class, refused -> assertThat(refused.reason()).contains(reason));
    assertThat(inForce).isEmpty();
    assertThat(ask("hello").bundle()).isEqualTo("tiny:1");
    assertThat(ask("hello").label()).isEqualTo("greeting");
  }

  private static Probe probe(String text, String label) {
    return new Probe(text, label, 0.9);
  }

  private static void write(Path place, Probe... probes) throws IOException {
    BundleManifest manifest = TinyBundle.write(place, "2").manifest();
    ProbeFile.write(place, List.of(probes));
    BundleDirectory.write(place, manifest);
  }

  private Prediction ask(String text) throws InterruptedException {
    RecordedReply reply = new RecordedReply();
    TextEvent event = new TextEvent("id", text, OptionalLong.empty(), 0, null);
    live.ask(event, System.nanoTime(), Long.MAX_VALUE, reply);
    return reply.prediction();
  }

  private static Cascade cascade(LoadedBundle bundle) {
    return new Cascade(
        bundle,
        new BatchPolicy(4, 1_000, 0, Long.MAX_VALUE),
        new BatchPool.Setting(
            2, 100, System::nanoTime, BatchListener.NONE, (_, bug) -> bug.printStackTrace()),
        CascadeListener.NONE);
  }
}
