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
    BundleManifest.Stage student = bundle.manifest().stages().getFirst();

    assertThatThrownBy(
            () ->
                loadWith(
                    new BundleManifest.Stage(
                        student.name(), student.directory(), 1, 0.8, "guesswork")))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContainingAll(
            "bundle.json", "stages[student].confidence", "max-probability", "entropy", "guesswork");
  }

  @Test
  void bendsConfidencesAsTheManifestSaysAndRefusesWhatIsNoBend() throws IOException {
    assertThat(loadWith(bent(0.5, 0.9)).stages().getFirst().gate().isotonic().of(0.5))
        .isEqualTo(0.9);
    assertThatThrownBy(() -> loadWith(bent(0.5, 1.1)))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContainingAll("bundle.json", "stages[student].isotonic", "(0.5, 1.1)");
  }

  private BundleManifest.Stage bent(double confidence, double accuracy) {
    BundleManifest.Stage student = bundle.manifest().stages().getFirst();
    return new BundleManifest.Stage(
        student.name(),
        student.directory(),
        1,
        0.8,
        "entropy",
        List.of(new BundleManifest.Knot(confidence, accuracy)),
        List.of());
  }

  private LoadedBundle loadWith(BundleManifest.Stage student) throws IOException {
    BundleManifest manifest = bundle.manifest();
    BundleManifest other =
        new BundleManifest(
            1,
            manifest.name(),
            manifest.version(),
            manifest.labels(),
            List.of(student),
            null,
            manifest.measurements(),
            manifest.checksums());
    return LoadedBundle.load(BundleDirectory.write(directory, other), engine);
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
