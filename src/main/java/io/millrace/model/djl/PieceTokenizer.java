package io.millrace.model.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.text.Surrogates;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The reference: the Hugging Face tokenizer of a {@code tokenizer.json}; special tokens added,
 * truncated, not padded. Reads every kind there is; 31 us a text, most of it the way to native code
 * and back.
 *
 * <p>Safe for use by many threads; calls in progress must have ended before it is closed.
 */
public final class PieceTokenizer implements Tokenizer {
  private final HuggingFaceTokenizer tokenizer;

  private PieceTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Loads one.
   *
   * @param maxTokens special tokens included
   * @throws InvalidBundleException if the file is absent or no tokenizer, naming it
   */
  public static PieceTokenizer load(Path file, int maxTokens) {
    Map<String, String> options =
        Map.of(
            "addSpecialTokens", "true",
            "truncation", "true",
            "maxLength", Integer.toString(maxTokens),
            // Else 512 would be the most.
            "modelMaxLength", Integer.toString(maxTokens),
            "padding", "false");
    try (InputStream in = Files.newInputStream(file)) {
      return new PieceTokenizer(HuggingFaceTokenizer.newInstance(in, options));
    } catch (IOException | RuntimeException e) {
      // The native library throws bare runtime exceptions on broken files.
      throw new InvalidBundleException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public TokenIds encode(String utterance) {
    long[] ids = tokenizer.encode(Surrogates.mended(utterance), true, false).getIds();
    if (ids.length == 0) {
      return new TokenIds(new int[] {0}, 1, 1);
    }
    int[] pieces = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      pieces[i] = Math.toIntExact(ids[i]);
    }
    return new TokenIds(pieces, pieces.length, 1);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
