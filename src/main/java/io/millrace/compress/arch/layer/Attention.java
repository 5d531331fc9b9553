package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each token reads all tokens, in several heads at once.
 *
 * <p>{@code head(j) = softmax(Q(j) K(j)' / sqrt d + m) V(j)}, {@code y = [head(1), ...] W + b},
 * where {@code Q, K, V} are dense in x, a head has {@code d} of their columns, and {@code m} is 0
 * for tokens and -1e9 for padding.
 *
 * <p>In the graph the three products are apart and a head is a span of their columns, as the usual
 * exporters write it, so that a rewrite rule may take heads out.
 *
 * <p>Source: Vaswani et al., Attention Is All You Need, NIPS 2017, section 3.2.
 *
 * @param head columns of one head; {@code heads * head} is the width, unless heads were pruned
 */
public record Attention(String name, int width, int heads, int head) implements Layer {
  private static final String OUTPUT = "output";

  private Dense dense(String part) {
    return part.equals(OUTPUT)
        ? new Dense(name + "." + part, inner(), width)
        : new Dense(name + "." + part, width, inner());
  }

  private int inner() {
    return heads * head;
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (String part : List.of("query", "key", "value", OUTPUT)) {
      parameters.putAll(dense(part).parameters());
    }
    return parameters;
  }

  @Override
  public NDArray forward(NDArray x, NDArray mask, Map<String, NDArray> weights) {
    long batch = x.getShape().get(0);
    long length = x.getShape().get(1);
    NDArray query = heads(dense("query").forward(x, mask, weights), batch, length);
    NDArray key = heads(dense("key").forward(x, mask, weights), batch, length);
    NDArray value = heads(dense("value").forward(x, mask, weights), batch, length);
    NDArray penalty = mask.sub(1).mul(Nodes.LARGE).reshape(batch, 1, 1, length);
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2)).div(root()).add(penalty);
    NDArray read = scores.softmax(-1).matMul(value).transpose(0, 2, 1, 3);
    return dense(OUTPUT).forward(read.reshape(batch, length, inner()), mask, weights);
  }

  private NDArray heads(NDArray x, long batch, long length) {
    return x.reshape(batch, length, heads, head).transpose(0, 2, 1, 3);
  }

  @Override
  public String emit(Graph graph, String x, String mask, Map<String, FloatTensor> weights) {
    String query = emitHeads(graph, dense("query").emit(graph, x, mask, weights), 2, 1, 3);
    String key = emitHeads(graph, dense("key").emit(graph, x, mask, weights), 2, 3, 1);
    String value = emitHeads(graph, dense("value").emit(graph, x, mask, weights), 2, 1, 3);
    String root = graph.initializer("attention.root", new float[] {root()});
    String scores = graph.node("Div", List.of(graph.node("MatMul", List.of(query, key)), root));
    String penalty = Nodes.reshape(graph, Nodes.penalty(graph, mask), 0, 1, 1, -1);
    String shares =
        graph.node(
            "Softmax", List.of(graph.node("Add", List.of(scores, penalty))), Map.of("axis", -1L));
    String read = graph.node("MatMul", List.of(shares, value));
    String joined =
        Nodes.reshape(graph, Nodes.transpose(graph, read, 0L, 2L, 1L, 3L), 0, 0, inner());
    return dense(OUTPUT).emit(graph, joined, mask, weights);
  }

  private String emitHeads(Graph graph, String x, long... order) {
    String apart = Nodes.reshape(graph, x, 0, 0, heads, head);
    return Nodes.transpose(graph, apart, 0L, order[0], order[1], order[2]);
  }

  private float root() {
    return (float) Math.sqrt(head);
  }

  @Override
  public long flops(int tokens) {
    long ofScores = 2L * tokens * tokens * inner();
    return 4 * dense("query").flops(tokens) + 2 * ofScores + 6L * heads * tokens * tokens;
  }
}
