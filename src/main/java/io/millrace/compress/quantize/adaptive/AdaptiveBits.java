package io.millrace.compress.quantize.adaptive;

import io.millrace.compress.quantize.Shrunk;
import io.millrace.compress.quantize.adaptive.BitPath.Choice;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Chooses bits for each constant under a total drop of quality.
 *
 * <p>Each constant is quantized alone, with the probing bits, and the divergence of the logits is
 * measured. With other bits it is taken to change as the squared error of the constant does. So the
 * constants are put on a {@link BitPath}, and the farthest point of it whose measured quality is
 * within the drop is found by halving.
 *
 * <p>Not for sharing.
 *
 * @param bits to choose from, ever fewer; a constant may also stay as it is
 * @param probe bits to measure the sensitivity with, one of them
 * @param logits of the texts to measure divergence on, by a stage
 * @param quality of a stage, 0..1: accuracy, or agreement with the stage as it was
 * @param progress gets a line for each measurement
 */
public record AdaptiveBits(
    List<Integer> bits,
    int probe,
    Function<StageDirectory, float[][]> logits,
    ToDoubleFunction<StageDirectory> quality,
    Consumer<String> progress) {
  private static final int FLOAT = 32;

  /**
   * What was chosen.
   *
   * @param bits by constant; those that stay as they are are missing
   * @param sensitivity by constant: divergence when it alone has the probing bits, in nats
   * @param quality measured with these bits, 0..1
   */
  public record Chosen(
      Map<String, Integer> bits, Map<String, Double> sensitivity, double quality) {}

  /**
   * Measures and chooses.
   *
   * @param names of the constants
   * @param maxDrop of quality, 0..1
   * @throws IllegalArgumentException if no constant can be quantized within the drop
   */
  public Chosen choose(
      StageDirectory stage, Rewriting rewriting, List<String> names, double maxDrop)
      throws IOException {
    Trial trial = new Trial(stage, rewriting);
    Map<String, Double> sensitivity = new LinkedHashMap<>();
    List<Map<String, Integer>> steps = BitPath.steps(choices(trial, names, sensitivity));
    double floor = quality.applyAsDouble(stage) - maxDrop;
    int good = 0;
    int bad = steps.size();
    double best = 0;
    while (bad - good > 1) {
      int middle = (good + bad) >>> 1;
      double found = trial.ask(reduced(steps.get(middle)), quality::applyAsDouble);
      progress.accept(
          "step %d of %d: %.2f %%, %s"
              .formatted(
                  middle, steps.size() - 1, 100 * found, found >= floor ? "within" : "too low"));
      if (found >= floor) {
        good = middle;
        best = found;
      } else {
        bad = middle;
      }
    }
    if (good == 0) {
      throw new IllegalArgumentException(
          "no constant can be quantized within %s of what the stage was worth".formatted(maxDrop));
    }
    return new Chosen(reduced(steps.get(good)), sensitivity, best);
  }

  private Map<String, List<Choice>> choices(
      Trial trial, List<String> names, Map<String, Double> sensitivity) throws IOException {
    float[][] exact = logits.apply(trial.stage());
    Map<String, Map<Integer, Shrunk>> looks = new LinkedHashMap<>();
    for (int width : bits) {
      progress.accept("errors at %d bits".formatted(width));
      Map<String, Integer> all = new LinkedHashMap<>();
      names.forEach(name -> all.put(name, width));
      trial
          .look(all)
          .forEach(
              shrunk ->
                  looks
                      .computeIfAbsent(shrunk.name(), name -> new LinkedHashMap<>())
                      .put(width, shrunk));
    }
    looks.values().removeIf(look -> !look.containsKey(probe));
    Map<String, List<Choice>> choices = new LinkedHashMap<>();
    for (String name : looks.keySet()) {
      double divergence = Divergence.of(exact, trial.ask(Map.of(name, probe), logits));
      sensitivity.put(name, divergence);
      choices.put(name, choices(looks.get(name), divergence));
      progress.accept(
          "%d of %d: sensitivity %.6f nats at %d bits: %s"
              .formatted(sensitivity.size(), looks.size(), divergence, probe, name));
    }
    return choices;
  }

  private List<Choice> choices(Map<Integer, Shrunk> looks, double divergence) {
    double probed = Math.max(looks.get(probe).error(), Float.MIN_NORMAL);
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice(FLOAT, looks.get(probe).bytesBefore(), 0));
    looks.forEach(
        (width, shrunk) ->
            choices.add(
                new Choice(
                    width,
                    shrunk.bytesAfter(),
                    divergence * Math.pow(shrunk.error() / probed, 2))));
    return choices;
  }

  private static Map<String, Integer> reduced(Map<String, Integer> bits) {
    Map<String, Integer> reduced = new LinkedHashMap<>(bits);
    reduced.values().removeIf(width -> width == FLOAT);
    return reduced;
  }
}
