package io.millrace.compress.teach;

/**
 * What a teacher says of one utterance, as float16 bits ({@link Float#floatToFloat16}): half the
 * bytes of float32, and far finer than what a student can learn.
 *
 * <p>Immutable by agreement.
 *
 * @param logits in the order of the data set's labels
 * @param hint numbers inside the teacher; empty without
 */
public record Answer(short[] logits, short[] hint) {
  /** The largest finite float16. */
  private static final float LARGEST = 65504;

  static Answer of(float[] logits, float[] hint) {
    return new Answer(halves(logits), halves(hint));
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    for (int k = 0; k < halves.length; k++) {
      halves[k] = Float.floatToFloat16(Math.clamp(values[k], -LARGEST, LARGEST));
    }
    return halves;
  }
}
