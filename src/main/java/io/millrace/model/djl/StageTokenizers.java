package io.millrace.model.djl;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.TokenizerFile;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.Tokenizer;
import io.millrace.model.text.piece.PieceSettings;
import io.millrace.model.text.piece.WordPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Chooses what reads for a stage: hashed n-grams, word pieces of our own, or the reference
 * tokenizer for what those do not implement.
 *
 * <p>Safe for use by many threads.
 */
public final class StageTokenizers {
  private static final Logger LOG = Logger.getLogger(StageTokenizers.class.getName());

  private StageTokenizers() {}

  /**
   * @throws InvalidBundleException if a file of the stage cannot be read, naming it
   */
  public static Tokenizer of(StageDirectory stage) {
    return stage.manifest().ngrams() == null
        ? ofPieces(stage.path().resolve(StageDirectory.TOKENIZER), stage.manifest().maxTokens())
        : new NgramTokenizer(stage.manifest().ngrams(), stage.words());
  }

  /**
   * What reads by a {@code tokenizer.json}.
   *
   * @param maxTokens special tokens included
   * @throws InvalidBundleException if the file is absent or no tokenizer, naming it
   */
  public static Tokenizer ofPieces(Path file, int maxTokens) {
    String setting = "no JSON";
    try {
      switch (TokenizerFile.read(file)) {
        case TokenizerFile.Pieces pieces when hasRoom(pieces.settings(), maxTokens) -> {
          return new WordPiece(pieces.settings(), maxTokens);
        }
        case TokenizerFile.Pieces pieces -> setting = "maxTokens " + maxTokens;
        case TokenizerFile.Other other -> setting = other.setting();
      }
    } catch (IOException e) {
      // The reference refuses it too, and says why.
      LOG.log(Level.FINE, "{0} cannot be read", file);
    }
    Tokenizer reference = PieceTokenizer.load(file, maxTokens);
    LOG.log(
        Level.INFO,
        "{0}: read by the reference tokenizer, which takes longer, because of {1}",
        new Object[] {file, setting});
    return reference;
  }

  /** The reference does not truncate at all where not even the special tokens have room. */
  private static boolean hasRoom(PieceSettings settings, int maxTokens) {
    return settings.before().size() + settings.after().size() <= maxTokens;
  }
}
