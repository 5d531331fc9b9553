package io.millrace.compress.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.BertGraph.Family;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The graphs that stand in for other people's: ONNX Runtime takes them, padding is no matter. */
class BertGraphTest {
  @TempDir private Path directory;

  static Stream<Arguments> exports() {
    return Stream.of(Family.values())
        .flatMap(
            family -> LongStream.of(11, 13, 17, 18, 20, 21).mapToObj(o -> Arguments.of(family, o)));
  }

  /** Inputs of the family for padded rows of ids. */
  static Map<String, Object> padded(Family family, long[][] ids, int[] lengths) {
    long[][] mask = new long[ids.length][ids[0].length];
    for (int i = 0; i < ids.length; i++) {
      java.util.Arrays.fill(mask[i], 0, lengths[i], 1);
    }
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put("input_ids", ids);
    inputs.put("attention_mask", mask);
    if (BertGraph.inputs(family).contains("token_type_ids")) {
      inputs.put("token_type_ids", new long[ids.length][ids[0].length]);
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("exports")
  void anUtteranceAloneAndPaddedIsTheSame(Family family, long opset) throws Exception {
    Graph graph = BertGraph.of(family, opset);
    long pad = family == Family.XLM ? 1 : 0;

    Path file = directory.resolve("model.onnx");
    float[] alone =
        OnnxSession.run(graph, file, padded(family, new long[][] {{5, 7}}, new int[] {2}));
    float[] inCompany =
        OnnxSession.run(
            OnnxFile.load(file),
            file,
            padded(family, new long[][] {{3, 8, 9, 4}, {5, 7, pad, pad}}, new int[] {4, 2}));

    assertThat(alone).hasSize(BertGraph.LABELS);
    for (int i = 0; i < alone.length; i++) {
      // Two sums in another order: far below any float's worth at this size.
      assertThat(inCompany[BertGraph.LABELS + i])
          .isCloseTo(alone[i], org.assertj.core.data.Offset.offset(1e-5f));
    }
  }
}
