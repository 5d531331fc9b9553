package io.millrace.bench.service;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.quantize.LinearQuantization;
import io.millrace.compress.quantize.QuantizedStage;
import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Stages whose weights are chance, and bundles of them: they cost what trained ones cost, and mean
 * nothing.
 */
public final class MadeBundle {
  /** Two layers of 128: the encoder that the engine loop is measured with. */
  public static final String ENCODER = "transformer:embedding=128,depth=2,heads=2,buckets=20000";

  /** Answers in no time: one number a word. */
  static final String NOTHING = "bag:embedding=2,buckets=16,grams=3-3,ids=1";

  private static final int WEIGHT_BITS = 8;
  private static final Provenance ORIGIN = new Provenance(List.of("bench"), 1, null, null, null);

  private MadeBundle() {}

  /** A float stage of an architecture. */
  public static StageDirectory stage(Path directory, String spec, int labels) throws IOException {
    Architecture architecture = Architecture.parse(spec);
    return StageFiles.write(
        directory,
        architecture,
        architecture.initial(labels, 1),
        IntStream.range(0, labels).mapToObj(label -> "label-" + label).toList(),
        new StageFiles.Origin(ORIGIN, Map.of()));
  }

  /** A stage that computes with bytes instead. */
  public static StageDirectory quantized(StageDirectory stage, Path directory) throws IOException {
    Files.createDirectories(directory);
    new QuantizedStage(stage)
        .write(
            graph -> LinearQuantization.rewrite(graph, WEIGHT_BITS, Map.of()),
            directory,
            directory.getFileName().toString(),
            ORIGIN);
    return StageDirectory.read(directory);
  }

  /**
   * A bundle in which one stage stands so many times; all but the last defer what they are not
   * wholly sure of, so everything.
   */
  static Path bundle(Path directory, StageDirectory stage, int times) throws IOException {
    List<BundleManifest.Stage> stages = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String place = "stages/" + i + "-made";
      copy(stage.path(), directory.resolve(place));
      double threshold = i == times - 1 ? 0 : 1;
      stages.add(new BundleManifest.Stage("made-" + i, place, 1, threshold, "entropy"));
    }
    BundleDirectory.write(
        directory,
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            "made",
            "1",
            stage.manifest().labels(),
            stages,
            null,
            Map.of(),
            Map.of()));
    return directory;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
