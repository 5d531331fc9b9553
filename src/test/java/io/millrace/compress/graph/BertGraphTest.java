package io.millrace.compress.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.BertGraph.Family;
import java.nio.file.Path;
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

  @ParameterizedTest
  @MethodSource("exports")
  void anUtteranceAloneAndPaddedIsTheSame(Family family, long opset) throws Exception {
    Graph graph = BertGraph.of(family, opset);
    long pad = family == Family.XLM ? 1 : 0;

    Path file = directory.resolve("model.onnx");
    float[] alone =
        OnnxSession.run(
            graph, file, BertGraph.padded(family, new long[][] {{5, 7}}, new int[] {2}));
    float[] inCompany =
        OnnxSession.run(
            OnnxFile.load(file),
            file,
            BertGraph.padded(
                family, new long[][] {{3, 8, 9, 4}, {5, 7, pad, pad}}, new int[] {4, 2}));

    assertThat(alone).hasSize(BertGraph.LABELS);
    for (int i = 0; i < alone.length; i++) {
      // Two sums in another order: far below any float's worth at this size.
      assertThat(inCompany[BertGraph.LABELS + i])
          .isCloseTo(alone[i], org.assertj.core.data.Offset.offset(1e-5f));
    }
  }
}
