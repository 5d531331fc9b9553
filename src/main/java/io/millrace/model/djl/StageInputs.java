package io.millrace.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.text.TokenIds;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Set;

/**
 * The tensors a stage is fed with.
 *
 * <p>Immutable. Shapes: {@code ngrams [batch, length, width]}, int32, or {@code words [batch,
 * length]}, {@code grams [n]}, int32, {@code places [n, 2]}, int64; {@code input_ids}, {@code
 * attention_mask} and {@code token_type_ids [batch, length]}, int64. Padding is id 0 and mask 0.
 */
public sealed interface StageInputs {
  /**
   * The batch, padded; the tensors belong to the manager, their numbers to the calling thread: they
   * hold until the thread's next call.
   */
  NDList tensors(NDManager manager, List<TokenIds> batch);

  /**
   * The kind of inputs that a manifest names.
   *
   * @throws InvalidBundleException if it names other inputs than its tokenizer can feed
   */
  static StageInputs of(StageDirectory stage) {
    StageManifest manifest = stage.manifest();
    List<String> names = manifest.inputs();
    if (manifest.ngrams() != null) {
      boolean isSparse = names.equals(WordsAndGrams.NAMES);
      require(
          stage,
          isSparse || names.equals(List.of(Ngrams.NAME)),
          "[ngrams] or " + WordsAndGrams.NAMES);
      return isSparse ? new WordsAndGrams() : new Ngrams();
    }
    require(
        stage,
        names.containsAll(List.of(Pieces.IDS, Pieces.MASK))
            && Set.of(Pieces.IDS, Pieces.MASK, Pieces.TYPES).containsAll(names),
        "[input_ids, attention_mask] and perhaps token_type_ids");
    return new Pieces(names);
  }

  private static void require(StageDirectory stage, boolean holds, String expected) {
    if (!holds) {
      throw new InvalidBundleException(
          "%s: inputs: expected %s, found %s"
              .formatted(
                  stage.path().resolve(StageDirectory.MANIFEST),
                  expected,
                  stage.manifest().inputs()));
    }
  }

  /** Hashed n-grams: several ids a token. */
  record Ngrams() implements StageInputs {
    static final String NAME = "ngrams";

    @Override
    public NDList tensors(NDManager manager, List<TokenIds> batch) {
      int length = Padding.length(batch);
      int width = Padding.width(batch);
      NDArray ids =
          manager.create(
              Padding.ids(batch, length, width),
              new Shape(batch.size(), length, width),
              DataType.INT32);
      ids.setName(NAME);
      return new NDList(ids);
    }
  }

  /**
   * Hashed n-grams without padding of ids: the first id of each token lies in {@code words}, all
   * others in {@code grams} with the places, utterance and token, that their rows are added to. Of
   * the ids of padded utterances four in five are padding (measured on CLINC150 in batches of 32).
   */
  record WordsAndGrams() implements StageInputs {
    static final List<String> NAMES = List.of("words", "grams", "places");

    @Override
    public NDList tensors(NDManager manager, List<TokenIds> batch) {
      int length = Padding.length(batch);
      Padding.Grams grams = Padding.grams(batch);
      int count = grams.ids().remaining();
      NDArray words =
          manager.create(
              Padding.words(batch, length), new Shape(batch.size(), length), DataType.INT32);
      NDArray ids = manager.create(grams.ids(), new Shape(count), DataType.INT32);
      NDArray places = manager.create(grams.places(), new Shape(count, 2), DataType.INT64);
      NDList tensors = new NDList(words, ids, places);
      for (int i = 0; i < NAMES.size(); i++) {
        tensors.get(i).setName(NAMES.get(i));
      }
      return tensors;
    }
  }

  /** Word pieces: one id a token. */
  record Pieces(List<String> names) implements StageInputs {
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";

    @Override
    public NDList tensors(NDManager manager, List<TokenIds> batch) {
      int length = Padding.length(batch);
      NDList tensors = new NDList(names.size());
      for (String name : names) {
        LongBuffer values =
            switch (name) {
              case IDS -> Padding.longIds(batch, length);
              case MASK -> Padding.mask(batch, length);
              default -> Padding.types(batch, length);
            };
        NDArray tensor = manager.create(values, new Shape(batch.size(), length), DataType.INT64);
        tensor.setName(name);
        tensors.add(tensor);
      }
      return tensors;
    }
  }
}
