/**
 * Recipes: commands of the toolkit that follow each other and end in a bundle.
 *
 * <pre>
 * recipe.yaml --RecipeFile--> Recipe --Resolution--> Step... --RecipeRun, Commands--> outputs, records
 * </pre>
 *
 * <p>Knows no command itself: what exists and how it runs is behind {@link
 * io.millrace.compress.recipe.Commands}. May import {@code model.bundle}.
 */
package io.millrace.compress.recipe;
