package io.millrace.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.rewrite.Rewriting.Left;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuseGeluTest {
  @TempDir private Path directory;

  private static String erf(Graph graph, String x, double root) {
    String scaled =
        graph.node("Div", List.of(x, graph.initializer("root", new float[] {(float) root})));
    return graph.node("Erf", List.of(scaled));
  }

  private static String times(Graph graph, String one, String other) {
    return graph.node("Mul", List.of(one, other));
  }

  private static String plus(Graph graph, String value, float number) {
    return graph.node("Add", List.of(value, graph.initializer("number", new float[] {number})));
  }

  private static String half(Graph graph) {
    return graph.initializer("half", new float[] {0.5f});
  }

  @Test
  void firesWhenTheHalfComesLast() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) ->
                times(
                    graph,
                    times(graph, x, plus(graph, erf(graph, x, Math.sqrt(2)), 1)),
                    half(graph)));

    assertThat(made.by(new FuseGelu(), directory).fired()).isEqualTo(1);
    assertThat(made.operators()).containsExactly("Gelu");
  }

  @Test
  void firesWhenTheHalfComesFirst() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) ->
                times(
                    graph,
                    times(graph, x, half(graph)),
                    plus(graph, erf(graph, x, Math.sqrt(2)), 1)));

    assertThat(made.by(new FuseGelu(), directory).fired()).isEqualTo(1);
    assertThat(made.operators()).containsExactly("Gelu");
  }

  @Test
  void firesWhenTheHalfIsInTheMiddle() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) ->
                times(
                    graph,
                    times(graph, plus(graph, erf(graph, x, Math.sqrt(2)), 1), half(graph)),
                    x));

    assertThat(made.by(new FuseGelu(), directory).fired()).isEqualTo(1);
    assertThat(made.operators()).containsExactly("Gelu");
  }

  @Test
  void leavesAnotherScale() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) ->
                times(graph, times(graph, x, plus(graph, erf(graph, x, 1.5), 1)), half(graph)));

    leaves(made, "what it reads is not divided by the root of 2");
  }

  @Test
  void leavesAnotherSum() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) ->
                times(
                    graph,
                    times(graph, x, plus(graph, erf(graph, x, Math.sqrt(2)), 2)),
                    half(graph)));

    leaves(made, "it is no gelu: 1 is not added to it, or x / 2 not multiplied alone");
  }

  @Test
  void leavesASumThatOthersRead() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) -> {
              String sum = plus(graph, erf(graph, x, Math.sqrt(2)), 1);
              graph.output(sum, "sum", ElementType.FLOAT, "rows", "4");
              return times(graph, times(graph, x, "sum"), half(graph));
            });

    leaves(made, "it is no gelu: 1 is not added to it, or x / 2 not multiplied alone");
  }

  private void leaves(Rewritten made, String reason) throws Exception {
    List<String> before = made.operators();

    Rewriting.Report report = made.by(new FuseGelu(), directory);

    assertThat(report.left()).extracting(Left::reason).containsExactly(reason);
    assertThat(made.operators()).isEqualTo(before);
  }
}
