package io.millrace.model.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.model.text.piece.Normalization;
import io.millrace.model.text.piece.PieceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@code tokenizer.json} describes.
 *
 * <p>Immutable.
 *
 * <p>Source: Hugging Face tokenizers 0.21.4, the serialized form.
 */
public sealed interface TokenizerFile {
  /** BERT's word pieces, with nothing that {@link PieceSettings} cannot say. */
  record Pieces(PieceSettings settings) implements TokenizerFile {}

  /**
   * Something else, or nothing that can be read.
   *
   * @param setting the first that is another than BERT's: key, what was expected, what was found
   */
  record Other(String setting) implements TokenizerFile {}

  /**
   * Reads a file. What is broken is {@link Other} too: the reference says best what is wrong.
   *
   * @throws IOException if it is no JSON or cannot be read
   */
  static TokenizerFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Pieces(settings(new JsonMapper().readTree(in)));
    } catch (OtherSettingException e) {
      return new Other(e.getMessage());
    }
  }

  private static PieceSettings settings(JsonNode root) throws OtherSettingException {
    if (isGiven(root, "/version")) {
      require(root, "/version", "1.0");
    }
    require(root, "/model/type", "WordPiece");
    require(root, "/normalizer/type", "BertNormalizer");
    require(root, "/pre_tokenizer/type", "BertPreTokenizer");
    if (isGiven(root, "/truncation")) {
      require(root, "/truncation/direction", "Right");
    }
    Map<String, Integer> vocabulary = vocabulary(root.at("/model/vocab"));
    String unknown = text(root, "/model/unk_token");
    if (!vocabulary.containsKey(unknown)) {
      throw other("/model/unk_token", "a piece of the vocabulary", root);
    }
    JsonNode maxCharacters = root.at("/model/max_input_chars_per_word");
    if (!maxCharacters.canConvertToInt() || maxCharacters.intValue() < 0) {
      throw other("/model/max_input_chars_per_word", "a count", root);
    }
    Surroundings surroundings = Surroundings.of(root);
    return new PieceSettings(
        vocabulary,
        normalization(root),
        unknown,
        text(root, "/model/continuing_subword_prefix"),
        maxCharacters.intValue(),
        added(root, vocabulary),
        surroundings.before(),
        surroundings.after());
  }

  private static Map<String, Integer> vocabulary(JsonNode pieces) throws OtherSettingException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> piece : pieces.properties()) {
      if (!isId(piece.getValue())) {
        throw new OtherSettingException("/model/vocab: expected ids, found " + piece.getValue());
      }
      vocabulary.put(piece.getKey(), piece.getValue().intValue());
    }
    return vocabulary;
  }

  private static Normalization normalization(JsonNode root) throws OtherSettingException {
    boolean lowercases = flag(root, "/normalizer/lowercase");
    return new Normalization(
        flag(root, "/normalizer/clean_text"),
        flag(root, "/normalizer/handle_chinese_chars"),
        isGiven(root, "/normalizer/strip_accents")
            ? flag(root, "/normalizer/strip_accents")
            : lowercases,
        lowercases);
  }

  /** Those that are found as they are written, wherever they stand. */
  private static Map<String, Integer> added(JsonNode root, Map<String, Integer> vocabulary)
      throws OtherSettingException {
    Map<String, Integer> added = new LinkedHashMap<>();
    int next = vocabulary.size();
    for (int i = 0; i < root.path("added_tokens").size(); i++) {
      String place = "/added_tokens/" + i;
      for (String flag : List.of("normalized", "single_word", "lstrip", "rstrip")) {
        require(root, place + '/' + flag, "false");
      }
      String text = text(root, place + "/content");
      // The reference goes by the vocabulary, and counts on from its end, whatever the file says.
      int id = vocabulary.getOrDefault(text, next);
      next = Math.max(next, id + 1);
      require(root, place + "/id", Integer.toString(id));
      if (text.isEmpty() || added.containsValue(id) || added.put(text, id) != null) {
        throw other(place + "/content", "a text of its own", root);
      }
    }
    return added;
  }

  private static boolean isGiven(JsonNode root, String pointer) {
    return !root.at(pointer).isMissingNode() && !root.at(pointer).isNull();
  }

  private static boolean isId(JsonNode id) {
    return id.isInt() && id.intValue() >= 0;
  }

  private static boolean flag(JsonNode root, String pointer) throws OtherSettingException {
    if (!root.at(pointer).isBoolean()) {
      throw other(pointer, "true or false", root);
    }
    return root.at(pointer).booleanValue();
  }

  private static String text(JsonNode root, String pointer) throws OtherSettingException {
    if (!root.at(pointer).isTextual()) {
      throw other(pointer, "a text", root);
    }
    return root.at(pointer).textValue();
  }

  private static void require(JsonNode root, String pointer, String expected)
      throws OtherSettingException {
    if (!root.at(pointer).asText().equals(expected)) {
      throw other(pointer, expected, root);
    }
  }

  private static OtherSettingException other(String pointer, String expected, JsonNode root) {
    JsonNode found = root.at(pointer);
    return new OtherSettingException(
        "%s: expected %s, found %s"
            .formatted(pointer, expected, found.isMissingNode() ? "none" : found));
  }

  /**
   * What stands around every utterance.
   *
   * @param before ids
   * @param after ids
   */
  record Surroundings(List<Integer> before, List<Integer> after) {
    private static final String AT = "/post_processor";

    static Surroundings of(JsonNode root) throws OtherSettingException {
      if (!isGiven(root, AT)) {
        return new Surroundings(List.of(), List.of());
      }
      return switch (root.at(AT + "/type").asText()) {
        case "BertProcessing", "RobertaProcessing" ->
            new Surroundings(List.of(id(root, AT + "/cls/1")), List.of(id(root, AT + "/sep/1")));
        case "TemplateProcessing" -> ofTemplate(root);
        default -> throw other(AT + "/type", "TemplateProcessing or BertProcessing", root);
      };
    }

    private static Surroundings ofTemplate(JsonNode root) throws OtherSettingException {
      List<Integer> before = new ArrayList<>();
      List<Integer> after = new ArrayList<>();
      boolean isBehind = false;
      for (int i = 0; i < root.at(AT + "/single").size(); i++) {
        String piece = AT + "/single/" + i;
        if (root.at(piece).has("SpecialToken")) {
          String name = text(root, piece + "/SpecialToken/id");
          (isBehind ? after : before).addAll(ids(root, name));
        } else {
          require(root, piece + "/Sequence/id", isBehind ? "the utterance once" : "A");
          isBehind = true;
        }
      }
      if (!isBehind) {
        throw other(AT + "/single", "the utterance once", root);
      }
      return new Surroundings(before, after);
    }

    private static List<Integer> ids(JsonNode root, String name) throws OtherSettingException {
      // A name may hold what means something in a pointer.
      String escaped = name.replace("~", "~0").replace("/", "~1");
      String place = AT + "/special_tokens/" + escaped + "/ids";
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < root.at(place).size(); i++) {
        ids.add(id(root, place + '/' + i));
      }
      if (ids.isEmpty()) {
        throw other(place, "ids", root);
      }
      return ids;
    }

    private static int id(JsonNode root, String pointer) throws OtherSettingException {
      if (!isId(root.at(pointer))) {
        throw other(pointer, "an id", root);
      }
      return root.at(pointer).intValue();
    }
  }

  /** Says which setting is another than BERT's. */
  final class OtherSettingException extends Exception {
    private static final long serialVersionUID = 1L;

    private OtherSettingException(String message) {
      super(message, null, false, false);
    }
  }
}
