package io.millrace.serve.cascade;

import io.millrace.model.text.TokenIds;
import java.util.Collections;
import java.util.List;

/**
 * Real batches of several shapes through every stage, so that no event pays for the first use of a
 * shape: memory the engine sets aside, code the JVM has yet to compile.
 */
public final class WarmUp {
  private static final List<String> WORDS =
      List.of(
          ("please tell me how much money is left on my savings account after the rent was paid and"
                  + " whether i can move some of it to my travel card before friday")
              .split(" "));

  /** From one word to all: most utterances of a chat lie between. */
  private static final List<Integer> LENGTHS = List.of(1, 4, 8, 16, 31);

  private WarmUp() {}

  /**
   * Asks every stage.
   *
   * @param maxSize the largest batch
   * @param rounds how often; the JVM compiles what is repeated
   */
  public static void run(LoadedBundle bundle, int maxSize, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (CascadeStage stage : bundle.stages()) {
        for (int length : LENGTHS) {
          ask(stage, length, 1);
          ask(stage, length, maxSize);
        }
      }
    }
  }

  private static void ask(CascadeStage stage, int length, int size) {
    TokenIds ids = stage.tokenizer().encode(String.join(" ", WORDS.subList(0, length)));
    for (float[] logits : stage.logits(Collections.nCopies(size, ids))) {
      stage.gate().judge(logits);
    }
  }
}
