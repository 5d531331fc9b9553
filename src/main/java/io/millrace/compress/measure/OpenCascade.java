package io.millrace.compress.measure;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.BundleManifest.Knot;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.IsotonicScaling;
import io.millrace.model.confidence.Verdict;
import io.millrace.model.infer.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A loaded bundle, asked on the caller's thread: every stage gets what the one before deferred.
 *
 * <p>Safe for use by many threads.
 */
public final class OpenCascade implements AutoCloseable {
  private final BundleManifest manifest;
  private final List<OpenStage> stages;
  private final List<Gate> gates;

  private OpenCascade(BundleManifest manifest, List<OpenStage> stages, List<Gate> gates) {
    this.manifest = manifest;
    this.stages = stages;
    this.gates = gates;
  }

  /**
   * Who answered and what; a deferral, which only the last stage can answer with, is an abstention.
   *
   * @param stage index of the stage
   */
  public record Answer(int stage, Verdict verdict) {
    /** True if no stage was sure. */
    public boolean isAbstention() {
      return verdict instanceof Verdict.Defer;
    }

    /**
     * The answer of a cascade to one utterance.
     *
     * @param logits of the utterance by a stage, asked of no more stages than needed
     */
    static Answer of(List<Gate> gates, IntFunction<float[]> logits) {
      for (int stage = 0; ; stage++) {
        Verdict verdict = gates.get(stage).judge(logits.apply(stage));
        if (verdict instanceof Verdict.Accept || stage == gates.size() - 1) {
          return new Answer(stage, verdict);
        }
      }
    }
  }

  /**
   * Loads a bundle.
   *
   * @throws InvalidBundleException if a stage cannot be loaded, or its gate is none we know
   */
  public static OpenCascade load(Engine engine, BundleDirectory bundle) {
    List<Gate> gates = gates(bundle);
    return new OpenCascade(bundle.manifest(), OpenStage.loadAll(engine, bundle.stages()), gates);
  }

  public BundleManifest manifest() {
    return manifest;
  }

  List<OpenStage> stages() {
    return stages;
  }

  List<Gate> gates() {
    return gates;
  }

  /** The answers, in the order of the texts. */
  public List<Answer> answers(List<String> texts) {
    Answer[] answers = new Answer[texts.size()];
    List<Integer> open = IntStream.range(0, texts.size()).boxed().toList();
    for (int stage = 0; stage < stages.size() && !open.isEmpty(); stage++) {
      open = deferred(stage, open, texts, answers);
    }
    return List.of(answers);
  }

  /** Has one stage answer some of the texts; the places of those that it defers. */
  private List<Integer> deferred(
      int stage, List<Integer> places, List<String> texts, Answer[] answers) {
    Gate gate = gates.get(stage);
    List<Integer> deferred = new ArrayList<>();
    List<String> asked = places.stream().map(texts::get).toList();
    stages
        .get(stage)
        .ask(
            asked,
            OpenStage.BATCH,
            (text, logits) -> {
              int place = places.get(text);
              answers[place] = new Answer(stage, gate.judge(logits));
              if (answers[place].isAbstention()) {
                deferred.add(place);
              }
            });
    return deferred;
  }

  @Override
  public void close() {
    stages.forEach(OpenStage::close);
  }

  /**
   * The gates that a bundle's manifest describes.
   *
   * @throws InvalidBundleException if one is none we know
   */
  public static List<Gate> gates(BundleDirectory bundle) {
    int outOfScope = bundle.manifest().labels().indexOf(StageManifest.OUT_OF_SCOPE);
    List<Gate> gates = new ArrayList<>();
    for (BundleManifest.Stage stage : bundle.manifest().stages()) {
      try {
        gates.add(
            Gate.of(stage.confidence(), stage.temperature(), stage.threshold(), outOfScope)
                .withIsotonic(
                    new IsotonicScaling(
                        stage.knots(Knot::confidence), stage.knots(Knot::accuracy))));
      } catch (IllegalArgumentException e) {
        throw new InvalidBundleException(
            "%s: stages[%s].%s"
                .formatted(
                    bundle.path().resolve(BundleDirectory.MANIFEST), stage.name(), e.getMessage()),
            e);
      }
    }
    return List.copyOf(gates);
  }
}
