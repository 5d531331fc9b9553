package io.millrace.bench.words;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.text.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code tokenizer.json} like BERT's, of as many pieces, for machines that have no other: the
 * words of the texts, every letter, and parts of those words until there are enough.
 */
final class MadeTokenizer {
  /** As many as BERT's has. */
  private static final int PIECES = 30_522;

  private static final String SETTINGS =
      """
      {"version":"1.0","truncation":null,"padding":null,
       "added_tokens":[{"id":1,"content":"[SEP]","single_word":false,"lstrip":false,
         "rstrip":false,"normalized":false,"special":true}],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
         "strip_accents":null,"lowercase":true},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"BertProcessing","sep":["[SEP]",1],"cls":["[CLS]",0]},
       "decoder":null,
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
         "max_input_chars_per_word":100}}
      """;

  private MadeTokenizer() {}

  /** Writes one for texts. */
  static void write(Path file, List<String> texts) throws IOException {
    Map<String, Integer> pieces = new LinkedHashMap<>();
    List.of("[CLS]", "[SEP]", "[UNK]").forEach(token -> pieces.put(token, pieces.size()));
    for (char letter = '!'; letter < 0x7f; letter++) {
      add(Character.toString(letter), pieces);
      add("##" + letter, pieces);
    }
    List<String> words =
        texts.stream().flatMap(text -> Words.of(text, Integer.MAX_VALUE).stream()).toList();
    // Every third word has to be put together.
    words.stream().filter(word -> word.hashCode() % 3 != 0).forEach(word -> add(word, pieces));
    for (int length = 2; length < 8; length++) {
      for (String word : words) {
        for (int from = 0; from + length <= word.length(); from++) {
          String part = word.substring(from, from + length);
          add(from == 0 ? part : "##" + part, pieces);
        }
      }
    }
    JsonMapper json = new JsonMapper();
    ObjectNode root = (ObjectNode) json.readTree(SETTINGS);
    root.withObject("/model").set("vocab", json.valueToTree(pieces));
    json.writeValue(file.toFile(), root);
  }

  private static void add(String piece, Map<String, Integer> pieces) {
    if (pieces.size() < PIECES) {
      pieces.putIfAbsent(piece, pieces.size());
    }
  }
}
