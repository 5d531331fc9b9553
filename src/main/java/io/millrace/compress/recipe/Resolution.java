package io.millrace.compress.recipe;

import io.millrace.compress.recipe.Words.Word;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts values in the place of references and leaves out what is optional and has none.
 *
 * <p>Not for sharing.
 */
final class Resolution {
  private final Recipe recipe;
  private final Path directory;
  private final Commands commands;
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> left = new HashSet<>();

  Resolution(Recipe recipe, Path directory, Commands commands) {
    this.recipe = recipe;
    this.directory = directory;
    this.commands = commands;
    // A setting may be given by another's value, such as a file beside the data.
    recipe
        .settings()
        .forEach((name, value) -> values.put(name, replaced(value, recipe.settings())));
  }

  /**
   * All steps in order.
   *
   * @throws InvalidRecipeException if a command, option or reference is not known, or a step refers
   *     to one that comes later
   */
  List<Step> steps() {
    Map<String, Words> lines = new LinkedHashMap<>();
    recipe.steps().forEach((name, line) -> lines.put(name, Words.parse(line, "step " + name)));
    requireUsed(lines.values());
    List<Step> steps = new ArrayList<>();
    for (Map.Entry<String, Words> entry : lines.entrySet()) {
      String name = entry.getKey();
      List<Word> kept = kept(entry.getValue(), name);
      if (kept.isEmpty()) {
        left.add(name);
      } else {
        steps.add(step(name, kept));
        values.put(name, directory.resolve(name).toString());
      }
    }
    return steps;
  }

  /** A setting that nobody reads is a misspelt one. */
  private void requireUsed(Collection<Words> lines) {
    Set<String> used = new HashSet<>();
    lines.forEach(line -> line.words().forEach(word -> used.addAll(word.references())));
    for (String setting : recipe.settings().keySet()) {
      if (!used.contains(setting)) {
        throw new InvalidRecipeException("setting " + setting + ": no step refers to it");
      }
    }
  }

  private List<Word> kept(Words words, String step) {
    Set<Integer> dropped = new HashSet<>();
    for (Word word : words.words()) {
      for (String reference : word.references()) {
        if (!values.containsKey(reference)) {
          requireOptional(word, reference, step);
          dropped.add(word.group());
        }
      }
    }
    return words.words().stream().filter(word -> !dropped.contains(word.group())).toList();
  }

  private void requireOptional(Word word, String reference, String step) {
    if (recipe.steps().containsKey(reference) && !left.contains(reference)) {
      throw new InvalidRecipeException(
          "step %s: ${%s}: expected an earlier step".formatted(step, reference));
    }
    if (word.group() == 0) {
      throw new InvalidRecipeException(
          "step %s: ${%s}: has no value, neither in the recipe's settings nor as a flag"
              .formatted(step, reference));
    }
  }

  private Step step(String name, List<Word> kept) {
    List<String> symbolic = kept.stream().map(Word::text).toList();
    Map<String, String> references = new TreeMap<>();
    kept.forEach(word -> word.references().forEach(r -> references.put(r, values.get(r))));
    List<String> words = new ArrayList<>(symbolic);
    words.replaceAll(word -> replaced(word, references));
    String command = words.getFirst();
    boolean hasOutput = commands.takes(command, "--out");
    if (!hasOutput && !commands.takes(command, "--json")) {
      throw new InvalidRecipeException(
          "step %s: %s: expected a command that writes --out or --json".formatted(name, command));
    }
    for (String given : List.of("--out", "--json")) {
      if (words.contains(given)) {
        throw new InvalidRecipeException(
            "step %s: %s: is given by the step's name".formatted(name, given));
      }
    }
    if (hasOutput) {
      words.addAll(List.of("--out", directory.resolve(name).toString()));
    }
    if (commands.takes(command, "--json")) {
      words.addAll(List.of("--json", figures(name).toString()));
    }
    check(name, words);
    return new Step(name, List.copyOf(words), symbolic);
  }

  /** Where a step's figures go. */
  private Path figures(String name) {
    return directory.resolve(name + ".json");
  }

  private void check(String name, List<String> words) {
    try {
      commands.check(words);
    } catch (IllegalArgumentException e) {
      throw new InvalidRecipeException("step " + name + ": " + e.getMessage(), e);
    }
  }

  private static String replaced(String word, Map<String, String> values) {
    String text = word;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    return text;
  }
}
