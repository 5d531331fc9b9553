package io.millrace.bench.trust;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A bundle whose teacher answers as before and takes much longer: beside its logits it computes a
 * long product that changes none of them. So a teacher of the cost of a large encoder can be
 * measured with labels that are right.
 */
final class SlowTeacher {
  private static final int WIDTH = 1024;

  /** Each takes a text 1024 x 1024 multiplications: some milliseconds in all. */
  private static final int PRODUCTS = 40;

  /** Too small to change a float32 logit, and no zero that an engine might leave out. */
  private static final float NEARLY_NOTHING = 1e-30f;

  private SlowTeacher() {}

  /** Writes the bundle anew, into an absent directory. */
  static Path write(BundleDirectory bundle, Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(bundle.path())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = directory.resolve(bundle.path().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    BundleManifest manifest = bundle.manifest();
    Path last = directory.resolve(manifest.stages().getLast().directory());
    StageDirectory stage = StageDirectory.read(last);
    Graph graph = OnnxFile.load(stage.model());
    slow(graph, manifest.labels().size());
    OnnxFile.save(graph, stage.model());
    StageDirectory.write(last, stage.manifest());
    BundleDirectory.write(directory, manifest).close();
    return directory;
  }

  private static void slow(Graph graph, int labels) {
    String logits = graph.outputs().getFirst().name();
    graph.outputs().forEach(output -> graph.removeOutput(output.name()));
    String original = graph.fresh("original_logits");
    graph.rename(logits, original);
    SplittableRandom random = new SplittableRandom(1);
    String square = graph.initializer("slow_square", matrix(WIDTH, WIDTH, random), WIDTH, WIDTH);
    String wide = graph.initializer("slow_in", matrix(labels, WIDTH, random), labels, WIDTH);
    String narrow = graph.initializer("slow_out", matrix(WIDTH, labels, random), WIDTH, labels);
    String value = graph.node("MatMul", List.of(original, wide));
    for (int i = 0; i < PRODUCTS; i++) {
      value = graph.node("MatMul", List.of(value, square));
      // Keeps numbers finite, whatever the length of the product.
      value = graph.node("Tanh", List.of(value));
    }
    String scale = graph.initializer("slow_scale", new float[] {NEARLY_NOTHING}, 1);
    String nothing =
        graph.node("Mul", List.of(graph.node("MatMul", List.of(value, narrow)), scale), Map.of());
    String sum = graph.node("Add", List.of(original, nothing));
    graph.output(sum, logits, ElementType.FLOAT, "batch", "labels");
  }

  private static float[] matrix(int rows, int columns, SplittableRandom random) {
    float[] matrix = new float[rows * columns];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) (random.nextGaussian() / Math.sqrt(rows));
    }
    return matrix;
  }
}
