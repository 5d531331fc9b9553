package io.millrace.bench.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bench.BenchSettings;
import io.millrace.compress.measure.OpenCascade;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the measurements of the service are fed with. */
class MadeBundleTest {
  private static final String TINY = "transformer:embedding=8,depth=1,heads=2,buckets=100";

  /** Float32 sums in another order. */
  private static final float ROUNDING = 1e-4f;

  @TempDir private Path directory;

  @Test
  void asksEveryStageAndAnswersInTheLast() throws IOException {
    StageDirectory stage = MadeBundle.stage(directory.resolve("stage"), TINY, 3);
    StageDirectory small = MadeBundle.quantized(stage, directory.resolve("small"));
    Path place = MadeBundle.bundle(directory.resolve("bundle"), small, 3);

    try (BundleDirectory bundle = BundleDirectory.read(place);
        OpenCascade cascade = OpenCascade.load(new OnnxEngine(), bundle)) {
      assertThat(cascade.answers(List.of("one", "two words")))
          .allSatisfy(
              answer -> {
                assertThat(answer.stage()).isEqualTo(2);
                assertThat(answer.isAbstention()).isFalse();
              });
    }
  }

  @Test
  void asksPerRecordWhatTheEngineAnswersInBatches() throws IOException {
    StageDirectory stage = MadeBundle.stage(directory.resolve("stage"), TINY, 3);
    OnnxEngine engine = new OnnxEngine();

    try (PerRecord perRecord = new PerRecord(stage);
        var tokenizer = engine.tokenizer(stage);
        var classifier = engine.classifier(stage)) {
      float[][] batch =
          classifier.logits(List.of(tokenizer.encode("one"), tokenizer.encode("two words")));
      assertThat(perRecord.logits("one")).containsExactly(batch[0], within(ROUNDING));
      assertThat(perRecord.logits("two words")).containsExactly(batch[1], within(ROUNDING));
    }
  }

  @Test
  void cutsTextsOfOneLength() {
    assertThat(Utterances.ofLength(List.of("a b", " c  d e "), 2)).containsExactly("a b", "c d");
  }

  @Test
  void takesTheDemosUtterancesWhereThereAreNoProbes() throws IOException {
    StageDirectory stage = MadeBundle.stage(directory.resolve("stage"), TINY, 3);
    Path place = MadeBundle.bundle(directory.resolve("bundle"), stage, 1);

    List<String> texts =
        Utterances.of(
            new BenchSettings(
                place,
                Optional.empty(),
                Optional.empty(),
                1,
                Duration.ofSeconds(1),
                progress -> {}));

    assertThat(texts).hasSizeGreaterThan(100).allSatisfy(text -> assertThat(text).isNotBlank());
  }
}
