package io.millrace.compress.measure;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.ProbeFile;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.IsotonicScaling;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Puts stages and their gates together into a bundle.
 *
 * <p>Immutable.
 *
 * @param calibration what was proved of the drop; null when nothing was
 * @param abstention what was proved of the last gate; null when nothing was
 * @param reliability of each stage; empty where it was not measured
 */
public record BundleWriter(
    String name,
    String version,
    List<StageDirectory> stages,
    List<Gate> gates,
    BundleManifest.Calibration calibration,
    BundleManifest.Abstention abstention,
    Map<String, Double> measurements,
    List<Probe> probes,
    List<List<BundleManifest.Reliability>> reliability) {

  /**
   * Writes beside the place and moves there when all is done, so that nobody sees half a bundle.
   *
   * @throws FileAlreadyExistsException if there is something at the place: a bundle never changes
   */
  public BundleDirectory write(Path place) throws IOException {
    Path target = place.toAbsolutePath().normalize();
    requireAbsent(target);
    Files.createDirectories(target.getParent());
    // Not a temporary directory: only its owner could read that, and the bundle after it.
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    Placing.remove(aside);
    Files.createDirectory(aside);
    try {
      writeInto(aside);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Placing.remove(aside);
    }
    return BundleDirectory.read(target);
  }

  /**
   * Asks early what {@link #write} will insist on.
   *
   * @throws FileAlreadyExistsException if there is something at the place
   */
  public static void requireAbsent(Path place) throws FileAlreadyExistsException {
    if (Files.exists(place)) {
      throw new FileAlreadyExistsException(place + ": exists already; a bundle is never changed");
    }
  }

  private void writeInto(Path directory) throws IOException {
    List<BundleManifest.Stage> entries = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      String stage = stages.get(i).manifest().name();
      String path = "stages/" + i + "-" + stage;
      copy(stages.get(i), directory.resolve(path));
      Gate gate = gates.get(i);
      entries.add(
          new BundleManifest.Stage(
              stage,
              path,
              gate.scaling().temperature(),
              gate.threshold(),
              gate.function().word(),
              knots(gate.isotonic()),
              reliability.get(i)));
    }
    ProbeFile.write(directory, probes);
    BundleDirectory.write(
        directory,
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            name,
            version,
            stages.getFirst().manifest().labels(),
            entries,
            calibration,
            abstention,
            measurements,
            Map.of()));
  }

  private static List<BundleManifest.Knot> knots(IsotonicScaling isotonic) {
    return IntStream.range(0, isotonic.confidences().length)
        .mapToObj(i -> new BundleManifest.Knot(isotonic.confidences()[i], isotonic.accuracies()[i]))
        .toList();
  }

  /**
   * Everything that the stage's manifest lists, but for the weights: serving has no use for them.
   */
  private static void copy(StageDirectory stage, Path target) throws IOException {
    for (String file : stage.manifest().checksums().keySet()) {
      if (!file.equals(StageDirectory.WEIGHTS)) {
        Path copy = target.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(stage.path().resolve(file), copy);
      }
    }
    StageDirectory.write(target, stage.manifest());
  }
}
