package io.millrace.compress.prune;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which sizes of our own architectures can be made smaller, and where their units lie in the
 * trainable tensors.
 *
 * <p>Left alone: what passes a norm, which takes the mean over all of an embedding; channels that
 * are dealt out to groups; hashed rows of a table, whose number decides which row a word has.
 *
 * <p>Immutable.
 */
final class Dimensions {
  private static final String DENSE = "dense.weight";

  private final Map<String, String> sizes = new LinkedHashMap<>();
  private final String kind;

  private Dimensions(Architecture architecture) {
    String[] parts = architecture.spec().split(":", 2);
    this.kind = parts[0];
    Arrays.stream(parts[1].split(","))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> sizes.put(pair[0], pair[1]));
  }

  static List<Dimension> of(Architecture architecture) {
    Dimensions dimensions = new Dimensions(architecture);
    return switch (dimensions.kind) {
      case "bag" -> dimensions.bag();
      case "conv" -> dimensions.conv();
      case "sep" -> dimensions.separable();
      case "transformer" -> dimensions.transformer();
      default -> List.of();
    };
  }

  /** The architecture with a size changed. */
  static Architecture with(Architecture architecture, String key, int size) {
    String spec = architecture.spec();
    return Architecture.parse(spec.replaceFirst("([:,])" + key + "=\\d+", "$1" + key + "=" + size));
  }

  private List<Dimension> bag() {
    return List.of(embedding(List.of(new Slot(DENSE, 0, 1))));
  }

  private List<Dimension> conv() {
    String[] ends = sizes.get("widths").split("-");
    int first = Integer.parseInt(ends[0]);
    int channels = size("channels");
    List<UnitGroup> groups = new ArrayList<>();
    List<Slot> readers = new ArrayList<>();
    for (int width = first; width <= Integer.parseInt(ends[1]); width++) {
      String name = "conv" + width;
      groups.add(
          new UnitGroup(
              UnitKind.CHANNELS,
              name,
              channels,
              List.of(
                  new Slot(name + ".weight", 1, 1),
                  new Slot(name + ".bias", 0, 1),
                  new Slot(DENSE, 0, (width - first) * channels, 1, 1))));
      readers.add(new Slot(name + ".weight", 0, 0, 1, width));
    }
    return List.of(new Dimension("channels", groups), embedding(readers));
  }

  private List<Dimension> separable() {
    int depth = size("depth");
    List<Slot> readers = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      readers.add(new Slot("block" + i + ".depthwise", 1, 1));
      readers.add(new Slot("block" + i + ".pointwise", 1, 1));
      if (i < depth - 1) {
        readers.add(new Slot("block" + i + ".pointwise", 2, 1));
        readers.add(new Slot("block" + i + ".bias", 0, 1));
      }
    }
    String last = "block" + (depth - 1);
    List<Slot> channels =
        List.of(
            new Slot(last + ".pointwise", 2, 1),
            new Slot(last + ".bias", 0, 1),
            new Slot(DENSE, 0, 1));
    UnitGroup group = new UnitGroup(UnitKind.CHANNELS, last, size("channels"), channels);
    return List.of(new Dimension("channels", List.of(group)), embedding(readers));
  }

  private List<Dimension> transformer() {
    return List.of(
        new Dimension("heads", layers(this::heads)), new Dimension("hidden", layers(this::hidden)));
  }

  private List<UnitGroup> layers(java.util.function.Function<String, UnitGroup> group) {
    return IntStream.range(0, size("depth")).mapToObj(i -> group.apply("layer" + i)).toList();
  }

  private UnitGroup heads(String layer) {
    int head = size("head");
    List<Slot> slots = new ArrayList<>();
    for (String part : List.of("query", "key", "value")) {
      slots.add(new Slot(layer + ".attention." + part + ".weight", 1, head));
      slots.add(new Slot(layer + ".attention." + part + ".bias", 0, head));
    }
    slots.add(new Slot(layer + ".attention.output.weight", 0, head));
    return new UnitGroup(UnitKind.HEADS, layer, size("heads"), slots);
  }

  private UnitGroup hidden(String layer) {
    String part = layer + ".feedforward";
    return new UnitGroup(
        UnitKind.UNITS,
        layer,
        size("hidden"),
        List.of(
            new Slot(part + ".up.weight", 1, 1),
            new Slot(part + ".up.bias", 0, 1),
            new Slot(part + ".down.weight", 0, 1)));
  }

  /** The numbers of an embedding row, and who reads them. */
  private Dimension embedding(List<Slot> readers) {
    List<Slot> slots = new ArrayList<>(readers);
    slots.add(new Slot(Weights.TABLE, 1, 1));
    String key = Weights.TABLE;
    return new Dimension(
        key, List.of(new UnitGroup(UnitKind.EMBEDDING, "table", size(key), slots)));
  }

  private int size(String key) {
    return Integer.parseInt(sizes.get(key));
  }
}
