package io.millrace.compress.recipe;

import java.util.List;

/**
 * One command of a recipe, ready to run.
 *
 * <p>Immutable.
 *
 * @param words the command and its options, references resolved, the place of its output last
 * @param symbolic the recipe's own of these, word for word, before that
 */
public record Step(String name, List<String> words, List<String> symbolic) {}
