package io.millrace.compress.prune;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.prune.StructuredPruning.Reading;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures how active the units inside a stage are while it reads utterances.
 *
 * <p>The means stand where the logits stood, so that the engine port need not know of values inside
 * a model.
 *
 * <p>Not for sharing.
 */
public final class ActivityObserver {
  private final Engine engine;

  public ActivityObserver(Engine engine) {
    this.engine = engine;
  }

  /**
   * Importance by what units do with the utterances.
   *
   * @param utterances at least one
   */
  public Importance observe(StageDirectory stage, List<Reading> readings, List<String> utterances)
      throws IOException {
    return Placing.scratch(
        "activity",
        scratch ->
            new UnitActivity(ask(observing(stage, readings, scratch), readings, utterances)));
  }

  private Map<String, float[]> ask(
      StageDirectory observing, List<Reading> readings, List<String> utterances) {
    double[] sums = new double[observing.manifest().labels().size()];
    try (Tokenizer tokenizer = engine.tokenizer(observing);
        Classifier classifier = engine.classifier(observing)) {
      for (String utterance : utterances) {
        float[] means = classifier.logits(List.of(tokenizer.encode(utterance)))[0];
        for (int i = 0; i < sums.length; i++) {
          sums[i] += means[i] / utterances.size();
        }
      }
    }
    Map<String, float[]> means = new LinkedHashMap<>();
    int from = 0;
    for (Reading reading : readings) {
      float[] here = new float[reading.units()];
      for (int i = 0; i < here.length; i++) {
        here[i] = (float) sums[from + i];
      }
      means.put(reading.matrix(), here);
      from += here.length;
    }
    return means;
  }

  private static StageDirectory observing(
      StageDirectory stage, List<Reading> readings, Path directory) throws IOException {
    Graph graph = OnnxFile.load(stage.model());
    int count = readings.stream().mapToInt(Reading::units).sum();
    answerWithMeans(graph, readings, count);
    List<String> names = IntStream.range(0, count).mapToObj(unit -> "unit " + unit).toList();
    StageManifest old = stage.manifest();
    return GraphStage.write(stage, graph, directory, old.like(old.name(), names, old.provenance()));
  }

  /** {@code logits [batch, count]}: the same means for each utterance of a batch. */
  private static void answerWithMeans(Graph graph, List<Reading> readings, int count) {
    String logits = graph.outputs().getFirst().name();
    graph.outputs().forEach(output -> graph.removeOutput(output.name()));
    String original = graph.fresh("original_logits");
    graph.rename(logits, original);
    List<String> means = new ArrayList<>();
    for (Reading reading : readings) {
      String shape = graph.initializer("rows", new long[] {-1, reading.units()}, 2);
      String rows = graph.node("Reshape", List.of(reading.value(), shape));
      means.add(mean(graph, graph.node("Abs", List.of(rows))));
    }
    String row = graph.node("Concat", means, Map.of("axis", 1L));
    String zero = graph.initializer("first", new long[] {0}, 1);
    String batch = graph.node("Gather", List.of(graph.node("Shape", List.of(original)), zero));
    String width = graph.initializer("width", new long[] {count}, 1);
    String wanted = graph.node("Concat", List.of(batch, width), Map.of("axis", 0L));
    String answer = graph.node("Expand", List.of(row, wanted));
    graph.output(answer, logits, ElementType.FLOAT, "batch", Integer.toString(count));
  }

  /** Over rows. The axes of {@code ReduceMean} moved in opset 18; a product knows no opset. */
  private static String mean(Graph graph, String rows) {
    String shape = graph.node("Shape", List.of(rows));
    String zero = graph.initializer("count.place", new long[] {0}, 1);
    String count = graph.node("Gather", List.of(shape, zero));
    String number =
        graph.node("Cast", List.of(count), Map.of("to", (long) ElementType.FLOAT.code()));
    String one = graph.initializer("one", new float[] {1}, 1);
    String ones = graph.node("Expand", List.of(one, count));
    String side = graph.initializer("side", new long[] {1, -1}, 2);
    String sums = graph.node("MatMul", List.of(graph.node("Reshape", List.of(ones, side)), rows));
    return graph.node("Div", List.of(sums, number));
  }
}
