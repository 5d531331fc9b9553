package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.Tokenizer;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedBundleTest {
  @TempDir Path directory;

  private final FakeEngine engine = new FakeEngine();
  private BundleDirectory bundle;

  @BeforeEach
  void write() throws IOException {
    bundle = TinyBundle.write(directory);
  }

  @Test
  void knowsNameLabelsAndGates() {
    LoadedBundle loaded = LoadedBundle.load(bundle, engine);

    assertThat(loaded.name()).isEqualTo("tiny:1");
    assertThat(loaded.labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(loaded.stages())
        .extracting(CascadeStage::name, stage -> stage.gate().threshold())
        .containsExactly(tuple("student", 0.8), tuple("teacher", 0.5));
    assertThat(loaded.stages().getFirst().gate().outOfScope()).isEqualTo(3);
  }

  @Test
  void sharesTheTokenizerOfStagesThatReadAlike() {
    List<CascadeStage> stages = LoadedBundle.load(bundle, engine).stages();

    assertThat(stages.get(0).tokenizer()).isSameAs(stages.get(1).tokenizer());
  }

  @Test
  void closesWhatWasLoadedWhenALaterStageIsBroken() {
    engine.failsOn = "teacher";

    assertThatThrownBy(() -> LoadedBundle.load(bundle, engine))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessage("planted failure");
    assertThat(engine.loaded).singleElement().matches(classifier -> classifier.isClosed);
  }

  @Test
  void refusesAConfidenceFunctionItDoesNotKnow() throws IOException {
    BundleManifest manifest = bundle.manifest();
    BundleManifest.Stage student = manifest.stages().getFirst();
    BundleManifest other =
        new BundleManifest(
            1,
            manifest.name(),
            manifest.version(),
            manifest.labels(),
            List.of(
                new BundleManifest.Stage(student.name(), student.directory(), 1, 0.8, "margin")),
            null,
            manifest.measurements(),
            manifest.checksums());
    BundleDirectory changed = BundleDirectory.write(directory, other);

    assertThatThrownBy(() -> LoadedBundle.load(changed, engine))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContainingAll(
            "bundle.json", "stages[student].confidence", "max-probability", "entropy", "margin");
  }

  /** Loads fakes, but for one stage. */
  private static final class FakeEngine implements Engine {
    final List<FakeClassifier> loaded = new ArrayList<>();
    String failsOn = "";

    @Override
    public Classifier classifier(StageDirectory stage) {
      if (stage.manifest().name().equals(failsOn)) {
        throw new InvalidBundleException("planted failure");
      }
      FakeClassifier classifier = new FakeClassifier(stage.manifest().labels().size());
      loaded.add(classifier);
      return classifier;
    }

    @Override
    public Tokenizer tokenizer(StageDirectory stage) {
      return new FakeTokenizer();
    }
  }
}
