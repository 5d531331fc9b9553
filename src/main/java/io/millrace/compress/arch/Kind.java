package io.millrace.compress.arch;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of architecture, by the word that a SPEC begins with. */
enum Kind {
  BAG(Bag::of),
  CONV(Conv::of),
  SEP(Separable::of),
  SHUFFLE(Separable::shuffled),
  TRANSFORMER(Transformer::of);

  private final Function<Spec, Architecture> reader;

  Kind(Function<Spec, Architecture> reader) {
    this.reader = reader;
  }

  /**
   * The kind that a SPEC names.
   *
   * @throws IllegalArgumentException if there is none of that name, listing those there are
   */
  static Kind of(Spec spec) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(spec.kind()))
        .findFirst()
        .orElseThrow(() -> spec.refusal("expected " + words()));
  }

  /** The architecture that a SPEC of this kind describes. */
  Architecture read(Spec spec) {
    Architecture architecture = reader.apply(spec);
    spec.refuseUnknownKeys();
    return architecture;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String words() {
    return Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "));
  }
}
