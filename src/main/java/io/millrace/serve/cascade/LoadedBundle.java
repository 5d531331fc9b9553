package io.millrace.serve.cascade;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.BundleManifest.Knot;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.IsotonicScaling;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.Tokenizer;
import io.millrace.serve.event.Lesson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle in memory, ready to be asked.
 *
 * <p>Immutable but for its native memory, which {@link #close()} frees.
 *
 * @param name name and version, {@code name:version}
 * @param stages of the part that was loaded, cheapest first
 * @param probes what it answered when it was made, all its stages asked; empty if it does not say
 * @param part which of the bundle's stages these are
 * @param manifest what it says of itself; empty if it was not read from a directory
 */
public record LoadedBundle(
    String name,
    List<String> labels,
    List<CascadeStage> stages,
    List<Probe> probes,
    Part part,
    Optional<BundleManifest> manifest)
    implements AutoCloseable {

  /** One that was not read from a directory. */
  public LoadedBundle(
      String name, List<String> labels, List<CascadeStage> stages, List<Probe> probes, Part part) {
    this(name, labels, stages, probes, part, Optional.empty());
  }

  /** All of a bundle without probes. */
  public LoadedBundle(String name, List<String> labels, List<CascadeStage> stages) {
    this(name, labels, stages, List.of(), Part.ALL);
  }

  /**
   * Loads every stage of a bundle.
   *
   * @throws InvalidBundleException as {@link #load(BundleDirectory, Part, Engine)}
   */
  public static LoadedBundle load(BundleDirectory bundle, Engine engine) {
    return load(bundle, Part.ALL, engine);
  }

  /**
   * Loads a part of a bundle.
   *
   * @throws InvalidBundleException if it has no such part, or a stage cannot be loaded or judged by
   *     this version, naming the file; what was loaded before it is closed
   */
  public static LoadedBundle load(BundleDirectory bundle, Part part, Engine engine) {
    BundleManifest manifest = bundle.manifest();
    String name = manifest.name() + ":" + manifest.version();
    List<StageDirectory> directories = part.of(bundle.stages(), name);
    List<BundleManifest.Stage> places = part.of(manifest.stages(), name);
    Map<List<Object>, Tokenizer> tokenizers = new HashMap<>();
    List<CascadeStage> stages = new ArrayList<>();
    LoadedBundle loaded =
        new LoadedBundle(
            name, manifest.labels(), stages, bundle.probes(), part, Optional.of(manifest));
    try {
      for (int i = 0; i < directories.size(); i++) {
        Gate gate = gate(bundle, places.get(i));
        StageDirectory stage = directories.get(i);
        Classifier classifier = engine.classifier(stage);
        Tokenizer tokenizer =
            tokenizers.computeIfAbsent(reading(stage), settings -> engine.tokenizer(stage));
        stages.add(new CascadeStage(places.get(i).name(), tokenizer, classifier, gate));
      }
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Who its last stage is. */
  Lesson.Teacher teacher() {
    String checksum =
        manifest
            .map(
                it ->
                    it.checksums()
                        .get(it.stages().getLast().directory() + "/" + StageDirectory.MODEL))
            .orElse(null);
    return new Lesson.Teacher(name, stages.getLast().name(), checksum, Checksums.ofLabels(labels));
  }

  /** Frees the models. Nobody may be asking them. */
  @Override
  public void close() {
    for (CascadeStage stage : stages) {
      stage.classifier().close();
      stage.tokenizer().close();
    }
  }

  private static Gate gate(BundleDirectory bundle, BundleManifest.Stage stage) {
    int outOfScope = bundle.manifest().labels().indexOf(StageManifest.OUT_OF_SCOPE);
    try {
      return Gate.of(stage.confidence(), stage.temperature(), stage.threshold(), outOfScope)
          .withIsotonic(
              new IsotonicScaling(stage.knots(Knot::confidence), stage.knots(Knot::accuracy)));
    } catch (IllegalArgumentException e) {
      throw new InvalidBundleException(
          "%s: stages[%s].%s"
              .formatted(
                  bundle.path().resolve(BundleDirectory.MANIFEST), stage.name(), e.getMessage()),
          e);
    }
  }

  /** What decides how a stage reads: stages with equal settings share one tokenizer. */
  private static List<Object> reading(StageDirectory stage) {
    StageManifest manifest = stage.manifest();
    return manifest.ngrams() != null
        ? List.of(manifest.ngrams(), stage.words())
        : List.of(manifest.checksums().get(StageDirectory.TOKENIZER), manifest.maxTokens());
  }
}
