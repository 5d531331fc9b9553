package io.millrace.compress.train;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Emission;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.Safetensors;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Trained weights as a stage directory, and back. */
public final class StageFiles {
  private StageFiles() {}

  /** Writes model, weights and manifest aside, and puts them in their place when all is done. */
  public static StageDirectory write(
      Path directory,
      Architecture architecture,
      Weights weights,
      List<String> labels,
      Origin origin)
      throws IOException {
    StageManifest manifest = manifest(directory, architecture, labels, origin);
    Placing.stage(
        directory,
        aside -> {
          OnnxFile.save(Emission.graph(architecture, weights), aside.resolve(StageDirectory.MODEL));
          Safetensors.write(aside.resolve(StageDirectory.WEIGHTS), weights.tensors());
          StageDirectory.write(aside, manifest);
        });
    return StageDirectory.read(directory);
  }

  /**
   * Writes pretrained weights: a stage without labels and model, which can only be trained further.
   *
   * @param tensors those that were trained, by name
   */
  public static StageDirectory writePretrained(
      Path directory, Architecture architecture, Map<String, FloatTensor> tensors, Origin origin)
      throws IOException {
    StageManifest manifest = manifest(directory, architecture, List.of(), origin);
    Placing.stage(
        directory,
        aside -> {
          Safetensors.write(aside.resolve(StageDirectory.WEIGHTS), tensors);
          StageDirectory.write(aside, manifest);
        });
    return StageDirectory.readTrainable(directory);
  }

  private static StageManifest manifest(
      Path directory, Architecture architecture, List<String> labels, Origin origin) {
    return new StageManifest(
        StageManifest.FORMAT_VERSION,
        directory.toAbsolutePath().normalize().getFileName().toString(),
        architecture.spec(),
        labels,
        Emission.INPUTS,
        architecture.ngrams().maxTokens(),
        architecture.ngrams(),
        origin.provenance(),
        origin.measurements(),
        Map.of());
  }

  /**
   * How a stage came to be, and what was measured then.
   *
   * <p>Immutable.
   */
  public record Origin(StageManifest.Provenance provenance, Map<String, Double> measurements) {}

  /**
   * Takes over the tensors of a trained or pretrained stage that fit by name and shape.
   *
   * @return the stage
   * @throws InvalidBundleException if it is broken or has no weights, or its embedding table has
   *     another shape
   */
  public static StageDirectory load(Path directory, Weights weights) {
    StageDirectory stage = StageDirectory.readTrainable(directory);
    Path file = directory.resolve(StageDirectory.WEIGHTS);
    Map<String, FloatTensor> read = Safetensors.read(file);
    for (Map.Entry<String, FloatTensor> entry : weights.tensors().entrySet()) {
      FloatTensor from = read.get(entry.getKey());
      long[] expected = entry.getValue().shape();
      if (from != null && Arrays.equals(from.shape(), expected)) {
        System.arraycopy(from.data(), 0, entry.getValue().data(), 0, from.data().length);
      } else if (entry.getKey().equals(Weights.TABLE)) {
        throw new InvalidBundleException(
            "%s: tensor %s: expected shape %s, found %s"
                .formatted(
                    file,
                    entry.getKey(),
                    Arrays.toString(expected),
                    from == null ? "none" : Arrays.toString(from.shape())));
      }
    }
    return stage;
  }
}
