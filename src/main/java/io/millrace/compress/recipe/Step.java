package io.millrace.compress.recipe;

import java.util.List;
import java.util.Map;

/**
 * One command of a recipe, ready to run.
 *
 * <p>Immutable.
 *
 * @param words the command and its options, references resolved
 * @param symbolic the same before that, by which a change is known
 * @param references the values of the references in it, by name
 */
public record Step(
    String name, List<String> words, List<String> symbolic, Map<String, String> references) {}
