package io.millrace.testing;

import io.millrace.compress.graph.BertGraph;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Somebody else's classifier: model, tokenizer and labels as files, and as the stage they make. */
public final class ForeignModel {
  /** One letter a word but the first: what {@link BertGraph}'s table has rows for. */
  private static final String WORDS =
      IntStream.range(4, BertGraph.VOCABULARY)
          .mapToObj(id -> "\"%s\":%d".formatted((char) ('a' + id - 4), id))
          .collect(Collectors.joining(","));

  private static final String TOKENIZER =
      """
      {"version":"1.0","added_tokens":[],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
                     "strip_accents":null,"lowercase":true},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"TemplateProcessing",
         "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                   {"SpecialToken":{"id":"[SEP]","type_id":0}}],
         "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
         "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]},
                           "[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}},
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
         "max_input_chars_per_word":100,
         "vocab":{"[PAD]":0,"[CLS]":1,"[SEP]":2,"[UNK]":3,%s}}}
      """;

  public static final List<String> LABELS = List.of("greeting", "farewell", "balance");

  private ForeignModel() {}

  /**
   * A {@code tokenizer.json} of word pieces: [CLS] is 1, [SEP] is 2, [UNK] is 3.
   *
   * @param pieces the others as JSON members, ids from 4 on
   */
  public static String tokenizer(String pieces) {
    return TOKENIZER.formatted(pieces);
  }

  /** Writes {@code tokenizer.json}; ids from 4 on are the letters from a on, 3 is unknown. */
  public static void writeTokenizer(Path file) throws IOException {
    Files.writeString(file, tokenizer(WORDS));
  }

  /** A stage of an export of a family. */
  public static StageDirectory writeStage(Path directory, Family family, long opset)
      throws IOException {
    return writeStage(directory, BertGraph.of(family, opset), BertGraph.inputs(family));
  }

  /** A stage of any graph with the inputs of word pieces. */
  public static StageDirectory writeStage(Path directory, Graph graph, List<String> inputs)
      throws IOException {
    Files.createDirectories(directory);
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    writeTokenizer(directory.resolve(StageDirectory.TOKENIZER));
    return StageDirectory.write(
        directory,
        new StageManifest(
            StageManifest.FORMAT_VERSION,
            "foreign",
            "onnx",
            LABELS,
            inputs,
            BertGraph.PLACES - 2,
            null,
            new StageManifest.Provenance(List.of("test"), 0, null, null, null),
            Map.of(),
            Map.of()));
  }
}
