package io.millrace.serve.cascade;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.model.text.TokenIds;
import java.util.Arrays;

/**
 * What stages answered to utterances that read alike, so that a repeat costs no engine call.
 *
 * <p>A stage's logits depend on nothing but its token ids, so the ids themselves are the key: what
 * is found is what the stage would answer again, to the last bit. Each cascade has a cache of its
 * own, and takes it along when another bundle comes into force.
 *
 * <p>Safe for use by many threads.
 */
public final class AnswerCache {
  /** Two objects, their arrays' headers and Caffeine's own entry, estimated. */
  private static final int ENTRY_BYTES = 160;

  private final Cache<Key, float[]> answers;
  private final double minConfidence;

  /**
   * How much is kept.
   *
   * @param maxBytes about how much memory
   * @param minConfidence answers below it are asked for again, 0..1
   */
  public record Policy(long maxBytes, double minConfidence) {
    /**
     * @throws IllegalArgumentException if a value is nonsense, naming its key
     */
    public Policy {
      if (maxBytes < 1) {
        throw new IllegalArgumentException(
            "millrace.cache.size: expected at least 1 byte, found " + maxBytes);
      }
      if (!(minConfidence >= 0 && minConfidence <= 1)) {
        throw new IllegalArgumentException(
            "millrace.cache.min-confidence: expected 0..1, found " + minConfidence);
      }
    }
  }

  /** An empty one. */
  public AnswerCache(Policy policy) {
    this.minConfidence = policy.minConfidence();
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(policy.maxBytes())
            .weigher(AnswerCache::bytes)
            // On the threads that ask: a pool of its own would be threads that nobody counts.
            .executor(Runnable::run)
            .build();
  }

  /** What a stage answered; null if that is not known. */
  float[] find(int stage, TokenIds ids) {
    return answers.getIfPresent(new Key(stage, ids));
  }

  /**
   * Keeps an answer that the gate accepted.
   *
   * @param logits nobody writes to them afterwards
   */
  void keep(int stage, TokenIds ids, float[] logits, double confidence) {
    if (confidence >= minConfidence) {
      answers.put(new Key(stage, ids), logits);
    }
  }

  private static int bytes(Key key, float[] logits) {
    return ENTRY_BYTES + Integer.BYTES * key.ids.ids().length + Float.BYTES * logits.length;
  }

  /** Compared id by id: two utterances whose hashes are equal stay two. */
  private static final class Key {
    private final int stage;
    private final TokenIds ids;
    private final int hash;

    Key(int stage, TokenIds ids) {
      this.stage = stage;
      this.ids = ids;
      this.hash = 31 * Arrays.hashCode(ids.ids()) + stage;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && key.hash == hash
          && key.stage == stage
          && key.ids.width() == ids.width()
          && Arrays.equals(key.ids.ids(), ids.ids());
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
