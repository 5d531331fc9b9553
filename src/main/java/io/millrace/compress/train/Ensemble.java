package io.millrace.compress.train;

import io.millrace.compress.arch.Emission;
import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.Value;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several stages of one label set as one: {@code logits = mean over members of log softmax(z)},
 * which as probabilities is their geometric mean.
 *
 * <p>Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015, section 3 (the
 * geometric mean of an ensemble as a teacher).
 */
public final class Ensemble {
  private Ensemble() {}

  /**
   * Writes the members as one stage with one graph.
   *
   * @throws InvalidBundleException if members differ in labels or hashing, naming the member
   */
  public static StageDirectory write(
      Path directory, List<StageDirectory> members, StageFiles.Origin origin) throws IOException {
    StageManifest first = members.getFirst().manifest();
    members.forEach(member -> requireAlike(members.getFirst(), member));
    StageManifest manifest =
        new StageManifest(
            StageManifest.FORMAT_VERSION,
            directory.toAbsolutePath().normalize().getFileName().toString(),
            members.stream()
                .map(member -> member.manifest().architecture())
                .collect(Collectors.joining(" + ", "ensemble of ", "")),
            first.labels(),
            first.inputs(),
            first.maxTokens(),
            first.ngrams(),
            origin.provenance(),
            origin.measurements(),
            Map.of());
    Placing.stage(
        directory,
        aside -> {
          OnnxFile.save(graph(members), aside.resolve(StageDirectory.MODEL));
          StageDirectory.write(aside, manifest);
        });
    return StageDirectory.read(directory);
  }

  private static Graph graph(List<StageDirectory> members) throws IOException {
    Graph graph = new Graph();
    Map<String, String> inputs = new HashMap<>();
    for (Value input : OnnxFile.load(members.getFirst().model()).inputs()) {
      String[] dims = input.dims().toArray(String[]::new);
      inputs.put(input.name(), graph.input(input.name(), input.type(), dims));
    }
    List<String> logarithms = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Graph member = OnnxFile.load(members.get(i).model());
      String logits = graph.copy(member, "member" + i + ".", inputs).get(Emission.OUTPUT);
      logarithms.add(graph.node("LogSoftmax", List.of(logits), Map.of("axis", 1L)));
    }
    String labels = String.valueOf(members.getFirst().manifest().labels().size());
    graph.output(
        graph.node("Mean", logarithms), Emission.OUTPUT, ElementType.FLOAT, "batch", labels);
    return graph;
  }

  private static void requireAlike(StageDirectory first, StageDirectory member) {
    requireEqual(member, "labels", first.manifest().labels(), member.manifest().labels());
    requireEqual(member, "inputs", first.manifest().inputs(), member.manifest().inputs());
    requireEqual(member, "ngrams", first.manifest().ngrams(), member.manifest().ngrams());
  }

  private static void requireEqual(
      StageDirectory member, String key, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new InvalidBundleException(
          "%s: %s: expected those of the first member, %s, found %s"
              .formatted(member.path().resolve(StageDirectory.MANIFEST), key, expected, found));
    }
  }
}
