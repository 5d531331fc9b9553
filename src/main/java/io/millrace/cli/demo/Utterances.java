package io.millrace.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the demo's users say: templates whose slots are filled at random.
 *
 * <p>Immutable.
 */
public final class Utterances {
  private static final String RESOURCE = "/demo/utterances.txt";
  private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

  private final Map<String, List<String>> fillings;
  private final List<String> templates;

  private Utterances(Map<String, List<String>> fillings, List<String> templates) {
    this.fillings = fillings;
    this.templates = templates;
  }

  /** The ones that come with the program. */
  public static Utterances load() {
    try (InputStream in = Utterances.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(RESOURCE + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * Reads lines {@code slot: a | b}, a line {@code ---}, then one template a line. Lines that start
   * with {@code #} say something to the reader.
   *
   * @throws IllegalArgumentException if a template has a slot that nothing fills
   */
  static Utterances parse(List<String> lines) {
    Map<String, List<String>> fillings = new HashMap<>();
    List<String> templates = new ArrayList<>();
    int border = lines.indexOf("---");
    for (String line : lines.subList(0, border)) {
      if (!line.startsWith("#")) {
        int colon = line.indexOf(':');
        fillings.put(
            line.substring(0, colon), List.of(line.substring(colon + 1).trim().split(" \\| ")));
      }
    }
    for (String template : lines.subList(border + 1, lines.size())) {
      SLOT.matcher(template)
          .results()
          .filter(slot -> !fillings.containsKey(slot.group(1)))
          .forEach(
              slot -> {
                throw new IllegalArgumentException(
                    "Nothing fills " + slot.group() + " in: " + template);
              });
      templates.add(template);
    }
    return new Utterances(fillings, templates);
  }

  /** One utterance, each template equally likely. */
  public String next(RandomGenerator random) {
    Matcher slots = SLOT.matcher(pick(templates, random));
    return slots.replaceAll(
        slot -> Matcher.quoteReplacement(pick(fillings.get(slot.group(1)), random)));
  }

  private static String pick(List<String> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
