package io.millrace.model.djl;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Made-up word-piece tokenizers, and utterances that are hard on them: all of Unicode, with a
 * preference for marks, for what decomposes or changes its case, and for the tokenizer's own
 * pieces.
 *
 * <p>Not for sharing.
 */
final class RandomReading {
  private static final int[][] BLOCKS = {
    {0x0, 0x7f},
    {0x20, 0x7e},
    {0x61, 0x7a},
    {0x80, 0x24f},
    {0x250, 0x2ff},
    {0x300, 0x36f},
    {0x370, 0x3ff},
    {0x400, 0x52f},
    {0x590, 0x6ff},
    {0x700, 0x8ff},
    {0x900, 0xdff},
    {0xe00, 0xfff},
    {0x1000, 0x11ff},
    {0x1200, 0x177f},
    {0x1780, 0x1aff},
    {0x1b00, 0x1bff},
    {0x1c80, 0x1cff},
    {0x1d00, 0x1dff},
    {0x1e00, 0x1fff},
    {0x2000, 0x20ff},
    {0x2100, 0x24ff},
    {0x2500, 0x2dff},
    {0x2e00, 0x2fff},
    {0x3000, 0x33ff},
    {0x3400, 0x4dff},
    {0x4e00, 0x9fff},
    {0xa000, 0xa6ff},
    {0xa700, 0xabff},
    {0xac00, 0xd7ff},
    {0xd800, 0xdfff},
    {0xe000, 0xf8ff},
    {0xf900, 0xfaff},
    {0xfb00, 0xfdff},
    {0xfe00, 0xffff},
    {0x10000, 0x10fff},
    {0x11000, 0x11fff},
    {0x12000, 0x16fff},
    {0x17000, 0x1cfff},
    {0x1d000, 0x1d1ff},
    {0x1d200, 0x1dfff},
    {0x1e000, 0x1efff},
    {0x1f000, 0x1ffff},
    {0x1f600, 0x1f64f},
    {0x20000, 0x2ffff},
    {0x2f800, 0x2fa1f},
    {0x30000, 0xdffff},
    {0xe0000, 0xe01ff},
    {0xe0200, 0x10ffff},
    {0x0, 0x10ffff}
  };

  /** Of every combining class that outlives the stripping of accents, and some that do not. */
  private static final List<String> MARKS =
      "\u0301 \u0316 \u0334 \u0345 \u034f \u05b0 \u0e38 \u08d4 \u1b44 \u1baa \u302e \u302f \ua953"
          .concat(" \ud834\udd65 \ud834\udd6d \ud834\udd6e \ud805\udcc0 \ud83a\udd4a \u0f39")
          .concat(" \ud838\udc00 \u200d \ufe0f \u0300")
          .transform(marks -> List.of(marks.split(" ")));

  private static final List<String> HARD =
      List.of(
          "\u0130",
          "\u0131",
          "\u00df",
          "\u1e9e",
          "\u03a3\u03c2",
          "\u212b",
          "\u212a",
          "\ufb01",
          "\u01c5",
          "\u1fb3",
          "\u037e",
          "\u1fef",
          "\u2126",
          "\u0340",
          "\u0344",
          "\uac01",
          "\uf900",
          "\ud87e\udc00",
          "\ud83d\udc68\u200d\ud83d\udc69",
          "\u2764\ufe0f",
          "\ud83c\udde9\ud83c\uddea",
          "[SEP]",
          "[CLS]",
          "[MASK]",
          "[UNK]",
          "[PAD]",
          "[SE",
          "SEP]",
          "[sep]",
          "[[SEP]]",
          "##",
          "don't",
          "\r\n",
          "\t",
          "\u0000",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\u3000",
          "\u200b",
          "\ufeff",
          "\ufffd");

  private final Random random;
  private final List<String> pieces = new ArrayList<>();
  private final List<int[]> blocks = new ArrayList<>();
  private String continuation = "##";

  RandomReading(long seed) {
    this.random = new Random(seed);
  }

  /** A {@code tokenizer.json}; utterances that follow are made for it. */
  String tokenizer() throws Exception {
    blocks.clear();
    pieces.clear();
    for (int i = 0; i < 8; i++) {
      blocks.add(BLOCKS[random.nextInt(BLOCKS.length)]);
    }
    blocks.add(BLOCKS[2]);
    continuation = oneOf(List.of("##", "##", "##", "", "@@", "\u2581", "e\u0301", "a"));
    Map<String, Integer> vocabulary = vocabulary();
    List<Object> added = new ArrayList<>();
    for (String token : List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[SEP]]", oneOf(HARD))) {
      if (added.size() < 4 || random.nextBoolean() && !vocabulary.containsKey(token)) {
        added.add(
            added(token, vocabulary.getOrDefault(token, vocabulary.size() + added.size() - 4)));
      }
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("truncation", null);
    root.put("padding", null);
    root.put("added_tokens", added);
    root.put("normalizer", normalizer());
    root.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
    root.put("post_processor", postProcessor());
    root.put("decoder", null);
    root.put(
        "model",
        Map.of(
            "type",
            "WordPiece",
            "unk_token",
            "[UNK]",
            "continuing_subword_prefix",
            continuation,
            "max_input_chars_per_word",
            oneOf(List.of(100, 100, 5, 1, 0, 20)),
            "vocab",
            vocabulary));
    return new JsonMapper().writeValueAsString(root);
  }

  /** Up to a few dozen parts, seldom very long ones. */
  String utterance() {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(30);
    for (int i = 0; i < parts; i++) {
      text.append(part());
      if (random.nextInt(3) == 0) {
        text.append(' ');
      }
    }
    return text.toString();
  }

  private String part() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> character(oneOf(blocks));
      case 3 -> character(BLOCKS[random.nextInt(BLOCKS.length)]);
      case 4, 5 -> oneOf(pieces) + oneOf(pieces);
      case 6 -> oneOf(HARD);
      case 7 -> oneOf(pieces) + oneOf(MARKS) + oneOf(MARKS) + oneOf(MARKS);
      case 8 -> oneOf(MARKS) + character(oneOf(blocks)) + oneOf(MARKS) + character(BLOCKS[5]);
      case 9 -> oneOf(pieces).toUpperCase(java.util.Locale.ROOT);
      case 10 -> random.nextInt(20) == 0 ? oneOf(pieces).repeat(120) : oneOf(pieces);
      default -> character(BLOCKS[1]);
    };
  }

  private Map<String, Integer> vocabulary() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (String token : List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]")) {
      vocabulary.put(token, vocabulary.size());
    }
    for (int i = 0; i < 600; i++) {
      String text = i < 30 ? oneOf(HARD) + oneOf(MARKS) : character(oneOf(blocks));
      for (String form : List.of(text, Normalizer.normalize(text, Normalizer.Form.NFD))) {
        form.codePoints().filter(c -> c < 0xd800 || c > 0xdfff).forEach(c -> learn(c, vocabulary));
      }
    }
    for (int i = 0; i < 200; i++) {
      String piece = oneOf(pieces) + oneOf(pieces);
      vocabulary.putIfAbsent(
          random.nextBoolean() ? piece : continuation + piece, vocabulary.size());
      pieces.add(piece);
    }
    return vocabulary;
  }

  private void learn(int codePoint, Map<String, Integer> vocabulary) {
    for (int c : new int[] {codePoint, Character.toLowerCase(codePoint)}) {
      String piece = Character.toString(c);
      pieces.add(piece);
      if (random.nextInt(8) > 0) {
        vocabulary.putIfAbsent(piece, vocabulary.size());
      }
      if (random.nextInt(8) > 0) {
        vocabulary.putIfAbsent(continuation + piece, vocabulary.size());
      }
    }
  }

  private Map<String, Object> normalizer() {
    Map<String, Object> normalizer = new LinkedHashMap<>();
    normalizer.put("type", "BertNormalizer");
    normalizer.put("clean_text", random.nextInt(3) > 0);
    normalizer.put("handle_chinese_chars", random.nextInt(3) > 0);
    normalizer.put("strip_accents", random.nextBoolean() ? null : random.nextBoolean());
    normalizer.put("lowercase", random.nextInt(3) > 0);
    return normalizer;
  }

  private Object postProcessor() {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 ->
          Map.of("type", "BertProcessing", "sep", List.of("[SEP]", 3), "cls", List.of("[CLS]", 2));
      case 2 ->
          Map.of(
              "type",
              "RobertaProcessing",
              "sep",
              List.of("[SEP]", 3),
              "cls",
              List.of("[CLS]", 2),
              "trim_offsets",
              true,
              "add_prefix_space",
              false);
      default -> {
        Map<String, Object> utterance = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
        Map<String, Object> end = Map.of("SpecialToken", Map.of("id", "[SEP]", "type_id", 0));
        yield Map.of(
            "type",
            "TemplateProcessing",
            "single",
            random.nextBoolean() ? List.of(end, utterance, end) : List.of(utterance, end),
            "pair",
            List.of(utterance, Map.of("Sequence", Map.of("id", "B", "type_id", 1))),
            "special_tokens",
            Map.of(
                "[SEP]",
                Map.of("id", "[SEP]", "ids", List.of(3, 2), "tokens", List.of("[SEP]", "[CLS]"))));
      }
    };
  }

  private static Map<String, Object> added(String token, int id) {
    Map<String, Object> added = new LinkedHashMap<>();
    added.put("id", id);
    added.put("content", token);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      added.put(flag, false);
    }
    added.put("special", token.startsWith("["));
    return added;
  }

  private String character(int[] block) {
    return Character.toString(block[0] + random.nextInt(block[1] - block[0] + 1));
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
