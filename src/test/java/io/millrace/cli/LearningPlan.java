package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.testing.SharedData;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What {@link LearningIT} works with.
 *
 * @param half a data directory with half of the labelled utterances
 * @param teacher who was trained on all of them
 * @param traffic texts whose labels nobody has
 * @param student SPEC and flags of the training
 * @param bundle flags of the command that makes bundles
 * @param perSecond how fast events are sent
 */
record LearningPlan(
    Path half,
    Path teacher,
    List<String> traffic,
    List<String> student,
    List<String> bundle,
    int perSecond) {
  private static final int LABELS = 5;
  private static final int WORDS = 16;

  /** CLINC150: every other utterance has its label, and the default bundle's teacher teaches. */
  static LearningPlan ofClinc150(Path directory) throws IOException {
    Path data = SharedData.require("clinc150");
    Path half = Files.createDirectories(directory.resolve("half"));
    for (String name : List.of("valid", "test", "oos_train", "oos_valid", "oos_test")) {
      Files.copy(data.resolve(name + ".jsonl"), half.resolve(name + ".jsonl"));
    }
    List<String> lines = Files.readAllLines(data.resolve("train.jsonl"));
    Files.write(half.resolve("train.jsonl"), everyOther(lines, 0));
    List<String> texts =
        DataDirectory.read(data).train().inScope().stream().map(LabelledUtterance::text).toList();
    return new LearningPlan(
        half,
        Path.of("src/main/bundles/clinc150-teacher/stages/0-teacher"),
        everyOther(texts, 1),
        List.of(
            "--arch",
            "conv:embedding=48,channels=64,widths=1-3,buckets=24000,grams=3-3,ids=7",
            "--epochs",
            "12",
            "--rate",
            "0.002",
            "--word-dropout",
            "0.1",
            "--token-dropout",
            "0.1",
            "--feature-dropout",
            "0.2"),
        List.of(),
        500);
  }

  private static List<String> everyOther(List<String> all, int from) {
    return IntStream.range(0, all.size()).filter(i -> i % 2 == from).mapToObj(all::get).toList();
  }

  /**
   * A made-up language in which one word decides, and half of those words are in no utterance that
   * has a label. Some utterances have no such word and any label, so that nobody is always right.
   */
  static LearningPlan made(Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<String> known = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (int label = 0; label < LABELS; label++) {
      for (int word = 0; word < WORDS; word++) {
        (word % 2 == 0 ? known : unknown).add("label%d: %s".formatted(label, word(random)));
      }
    }
    List<String> all = new ArrayList<>(known);
    all.addAll(unknown);
    Path full = Files.createDirectories(directory.resolve("full"));
    Path half = Files.createDirectories(directory.resolve("half"));
    for (Path data : List.of(full, half)) {
      List<String> labelled = data.equals(full) ? all : known;
      TinyData.writeLines(data.resolve("train.jsonl"), framed(labelled, 8, 0, random));
      TinyData.writeLines(data.resolve("valid.jsonl"), framed(all, 6, 40, random));
      TinyData.writeLines(data.resolve("test.jsonl"), framed(all, 4, 0, random));
    }
    List<String> student =
        List.of(
            ("--arch conv:embedding=16,channels=32,widths=1-2,buckets=4000 --epochs 12 --rate 0.01"
                    + " --word-dropout 0 --token-dropout 0 --feature-dropout 0")
                .split(" "));
    teacher(full, directory.resolve("teacher"), student);
    List<String> traffic =
        framed(all, 6, 0, random).stream().map(line -> line.split(": ", 2)[1]).toList();
    return new LearningPlan(
        half,
        directory.resolve("teacher"),
        traffic,
        student,
        List.of("--max-drop", "0.1", "--delta", "0.2"),
        200);
  }

  private static void teacher(Path data, Path out, List<String> flags) throws IOException {
    List<Object> train = new ArrayList<>(List.of("train", "--data", data, "--out", out));
    train.addAll(flags);
    CommandRun run = CommandRun.of(train.toArray());
    if (run.status() != 0) {
      throw new IOException(run.err());
    }
  }

  private static List<String> framed(
      List<String> words, int frames, int unclear, SplittableRandom random) {
    List<String> lines = new ArrayList<>();
    for (String word : words) {
      String[] parts = word.split(": ", 2);
      for (int frame = 0; frame < frames; frame++) {
        lines.add("%s: %s %s".formatted(parts[0], filler(random), parts[1]));
      }
    }
    for (int i = 0; i < unclear; i++) {
      lines.add("label%d: %s".formatted(random.nextInt(LABELS), filler(random)));
    }
    return lines;
  }

  private static String filler(SplittableRandom random) {
    List<String> fillers = List.of("please", "could you", "now", "i want to", "tell me of", "and");
    return fillers.get(random.nextInt(fillers.size()));
  }

  private static String word(SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }
}
