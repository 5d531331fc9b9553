package io.millrace.bench.plan;

import io.millrace.model.confidence.Verdict;
import io.millrace.model.text.TokenIds;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LoadedBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which stages an event visits, and how long it is for each: asked of the real stages and gates.
 *
 * <p>Immutable by agreement.
 *
 * @param tokens {@code [texts][stages visited]}
 */
public record Visits(List<int[]> tokens) {
  private static final int BATCH = 32;

  /** Asks a bundle. */
  public static Visits of(LoadedBundle bundle, List<String> texts) {
    int[][] tokens = new int[texts.size()][0];
    List<Integer> open = IntStream.range(0, texts.size()).boxed().toList();
    for (CascadeStage stage : bundle.stages()) {
      List<Integer> deferred = new ArrayList<>();
      for (int from = 0; from < open.size(); from += BATCH) {
        List<Integer> some = open.subList(from, Math.min(open.size(), from + BATCH));
        ask(stage, some, texts, tokens, deferred);
      }
      open = deferred;
    }
    return new Visits(List.of(tokens));
  }

  private static void ask(
      CascadeStage stage,
      List<Integer> some,
      List<String> texts,
      int[][] tokens,
      List<Integer> deferred) {
    List<TokenIds> ids = some.stream().map(i -> stage.tokenizer().encode(texts.get(i))).toList();
    float[][] logits = stage.classifier().logits(ids);
    for (int i = 0; i < logits.length; i++) {
      int text = some.get(i);
      tokens[text] = Arrays.copyOf(tokens[text], tokens[text].length + 1);
      tokens[text][tokens[text].length - 1] = ids.get(i).length();
      if (stage.gate().judge(logits[i]) instanceof Verdict.Defer) {
        deferred.add(text);
      }
    }
  }

  /** Lengths to measure a stage's calls at: from the shortest to the longest that visits it. */
  int[] lengths(int stage) {
    int[] seen =
        tokens.stream()
            .filter(visit -> visit.length > stage)
            .mapToInt(visit -> visit[stage])
            .sorted()
            .toArray();
    int longest = Math.max(2, seen.length == 0 ? 0 : seen[seen.length - 1]);
    int shortest = seen.length == 0 ? 1 : Math.min(seen[0], longest - 1);
    return IntStream.of(
            shortest, (2 * shortest + longest) / 3, (shortest + 2 * longest) / 3, longest)
        .distinct()
        .toArray();
  }
}
