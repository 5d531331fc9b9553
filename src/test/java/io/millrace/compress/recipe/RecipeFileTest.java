package io.millrace.compress.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recipe's file may hold. */
class RecipeFileTest {
  @TempDir private Path directory;

  private Recipe read(String content) throws IOException {
    Path file = directory.resolve("recipe.yaml");
    Files.writeString(file, content);
    return RecipeFile.read(file);
  }

  @Test
  void readsSettingsAndStepsInOrder() throws IOException {
    Recipe recipe =
        read(
            """
            # a comment
            settings:
              epochs: 12
            steps:
              teacher: >
                train --data ${data}
                --epochs ${epochs}
              a-student: distill --teacher ${teacher}
            """);

    assertThat(recipe.settings()).containsExactly(java.util.Map.entry("epochs", "12"));
    assertThat(recipe.steps().keySet()).containsExactly("teacher", "a-student");
    assertThat(recipe.steps().get("teacher").strip())
        .isEqualTo("train --data ${data} --epochs ${epochs}");
  }

  @Test
  void partsWordsAtBlanksAndKeepsQuotedOnes() {
    Words words = Words.parse("train --licence \"CC BY [3.0]\"  [--from ${a}]", "step x");

    assertThat(words.words())
        .containsExactly(
            new Words.Word("train", 0),
            new Words.Word("--licence", 0),
            new Words.Word("CC BY [3.0]", 0),
            new Words.Word("--from", 1),
            new Words.Word("${a}", 1));
  }

  @Test
  void refusesWhatIsNoRecipe() {
    refuses("steps: [", "recipe.yaml:");
    refuses("", "No content");
    refuses("steps: {}", "steps: expected at least one");
    refuses("stages: {a: train}", "stages");
    refuses("steps: {a: train, a: distill}", "a");
    refuses("steps: {A: train}", "steps.A: expected a name of small letters");
    refuses("steps: {a: }", "steps.a: has no value");
    refuses("settings: {a: 1}\nsteps: {a: train}", "a: both a setting and a step");
    assertThatThrownBy(() -> RecipeFile.read(directory.resolve("none.yaml")))
        .isInstanceOf(InvalidRecipeException.class)
        .hasMessageContaining("none.yaml: no such file");
  }

  private void refuses(String content, String message) {
    assertThatThrownBy(() -> read(content))
        .as(content)
        .isInstanceOf(InvalidRecipeException.class)
        .hasMessageContaining("recipe.yaml")
        .hasMessageContaining(message);
  }
}
