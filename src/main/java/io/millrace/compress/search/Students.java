package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The students there are to choose from: every architecture, its sizes, and how it is stored.
 *
 * <p>Immutable.
 */
public final class Students {
  private static final List<Axis> AXES =
      List.of(
          Axis.unordered("kind", "bag", "conv", "sep", "shuffle", "transformer"),
          Axis.ordered("embedding", "32", "48", "64", "96", "128"),
          Axis.ordered("channels", "32", "48", "64", "96", "128", "192", "256"),
          Axis.ordered("reach", "1", "2", "3", "4"),
          Axis.ordered("depth", "1", "2", "3"),
          Axis.ordered("buckets", "8000", "16000", "24000", "40000"),
          Axis.ordered("grams", "3-3", "3-4", "3-5"),
          Axis.ordered("ids", "5", "7", "12", "20"),
          Axis.unordered("weights", "int8", "float"));

  /** What means something to a kind, beside what means something to all. */
  private static final Map<String, Set<String>> MEANS =
      Map.of(
          "bag", Set.of(),
          "conv", Set.of("channels", "reach"),
          "sep", Set.of("channels", "reach", "depth"),
          "shuffle", Set.of("channels", "reach", "depth"),
          "transformer", Set.of("depth"));

  private static final Set<String> OF_SOME = Set.of("channels", "reach", "depth");

  /** All of them. */
  public static final SearchSpace SPACE = new SearchSpace(AXES, Students::meaningful);

  private Students() {}

  /** The SPEC of a point's architecture. */
  public static String spec(Point point) {
    String words =
        "embedding=%s,buckets=%s,grams=%s,ids=%s"
            .formatted(
                value(point, "embedding"),
                value(point, "buckets"),
                value(point, "grams"),
                value(point, "ids"));
    String kind = value(point, "kind");
    int reach = Integer.parseInt(value(point, "reach"));
    String rest =
        switch (kind) {
          case "conv" -> ",channels=%s,widths=1-%d".formatted(value(point, "channels"), reach);
          case "sep", "shuffle" ->
              ",channels=%s,window=%d,depth=%s"
                  .formatted(value(point, "channels"), 2 * reach - 1, value(point, "depth"));
          case "transformer" -> ",depth=" + value(point, "depth");
          default -> "";
        };
    return kind + ":" + words + rest;
  }

  /** A name for a point's student, no two alike: {@code conv-48-64-3-1-24000-3-3-7-int8}. */
  static String name(Point point) {
    return AXES.stream().map(axis -> value(point, axis.name())).collect(Collectors.joining("-"));
  }

  /** True if a point's weights are stored, and multiplied, as bytes. */
  public static boolean isInt8(Point point) {
    return value(point, "weights").equals("int8");
  }

  private static String value(Point point, String axis) {
    return SPACE.value(point, axis);
  }

  private static int[] meaningful(int[] choices) {
    Set<String> means = MEANS.get(AXES.getFirst().values().get(choices[0]));
    for (int i = 0; i < choices.length; i++) {
      String axis = AXES.get(i).name();
      if (OF_SOME.contains(axis) && !means.contains(axis)) {
        choices[i] = 0;
      }
    }
    return choices;
  }
}
