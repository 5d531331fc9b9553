package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Collects the ranges of values inside a stage while it reads utterances.
 *
 * <p>The graph is given another output: the least and greatest numbers of the values stand where
 * the logits stood, so that the engine port need not know of values inside a model.
 *
 * <p>Not for sharing.
 */
public final class RangeObserver {
  private final Engine engine;

  public RangeObserver(Engine engine) {
    this.engine = engine;
  }

  /**
   * The ranges that values held over all utterances.
   *
   * @param values of the stage's graph
   * @param utterances at least one
   * @return by value
   */
  public Map<String, Range> observe(
      StageDirectory stage, List<String> values, List<String> utterances) throws IOException {
    if (values.isEmpty()) {
      return Map.of();
    }
    return Placing.scratch(
        "ranges", scratch -> ask(observing(stage, values, scratch), values, utterances));
  }

  private Map<String, Range> ask(
      StageDirectory observing, List<String> values, List<String> utterances) {
    Map<String, Range> ranges = new HashMap<>();
    try (Tokenizer tokenizer = engine.tokenizer(observing);
        Classifier classifier = engine.classifier(observing)) {
      for (String utterance : utterances) {
        float[] ends = classifier.logits(List.of(tokenizer.encode(utterance)))[0];
        for (int i = 0; i < values.size(); i++) {
          Range range = ranges.getOrDefault(values.get(i), new Range(0, 0));
          ranges.put(values.get(i), range.with(ends[2 * i]).with(ends[2 * i + 1]));
        }
      }
    }
    return ranges;
  }

  private static StageDirectory observing(StageDirectory stage, List<String> values, Path directory)
      throws IOException {
    Graph graph = new QuantizedStage(stage).graph();
    answerWithRanges(graph, values);
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    stage.copyReading(directory);
    List<String> ends =
        IntStream.range(0, 2 * values.size()).mapToObj(end -> "end " + end).toList();
    StageManifest old = stage.manifest();
    return StageDirectory.write(
        directory, old.like(old.name() + "-ranges", ends, old.provenance()));
  }

  /** {@code logits [batch, 2 values]}: the same ends for each utterance of a batch. */
  private static void answerWithRanges(Graph graph, List<String> values) {
    String logits = graph.outputs().getFirst().name();
    graph.outputs().forEach(output -> graph.removeOutput(output.name()));
    String original = graph.fresh("original_logits");
    graph.rename(logits, original);
    String one = graph.initializer("one_by_one", new long[] {1, 1}, 2);
    List<String> ends = new ArrayList<>();
    for (String value : values) {
      String name = value.equals(logits) ? original : value;
      for (String extreme : List.of("ReduceMin", "ReduceMax")) {
        String end = graph.node(extreme, List.of(name), Map.of("keepdims", 0L));
        ends.add(graph.node("Reshape", List.of(end, one)));
      }
    }
    String row = graph.node("Concat", ends, Map.of("axis", 1L));
    String result = graph.node("Expand", List.of(row, shape(graph, original, ends.size())));
    String width = Integer.toString(ends.size());
    graph.output(result, logits, ElementType.FLOAT, "batch", width);
  }

  /** {@code [batch, width]}. */
  private static String shape(Graph graph, String logits, int width) {
    String zero = graph.initializer("first", new long[] {0}, 1);
    String batch = graph.node("Gather", List.of(graph.node("Shape", List.of(logits)), zero));
    String columns = graph.initializer("ends", new long[] {width}, 1);
    return graph.node("Concat", List.of(batch, columns), Map.of("axis", 0L));
  }
}
