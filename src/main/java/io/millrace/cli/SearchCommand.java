package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.TextLines;
import io.millrace.compress.search.EvolutionProposer;
import io.millrace.compress.search.ParetoFront;
import io.millrace.compress.search.Proposer;
import io.millrace.compress.search.RandomProposer;
import io.millrace.compress.search.Search;
import io.millrace.compress.search.StudentEvaluator;
import io.millrace.compress.search.Students;
import io.millrace.compress.search.Trial;
import io.millrace.compress.search.TrialLog;
import io.millrace.compress.teach.Teacher;
import io.millrace.compress.train.Training;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code search}: the best student under a latency limit. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Distills one student after another and keeps those that nothing beats.",
      "That is, in accuracy, CPU time and bytes at once. A student that is slower than "
          + "--latency-budget on this machine, which is measured before it is trained, costs no trial. "
          + "Stopped and run again it goes on where it was."
    })
final class SearchCommand implements Callable<Integer> {
  /** How the next student is chosen. */
  enum Method {
    EVOLUTION,
    RANDOM
  }

  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions training;
  @Mixin private JsonOption json;

  @Option(
      names = "--teacher",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory of the teacher; given several times, they teach together")
  private List<Path> teachers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Data directory: students learn from its training split, are compared on valid")
  private Path data;

  @Option(
      names = "--unlabelled",
      paramLabel = "FILE",
      description = "Lines of UTF-8 text, plain or .xz, for the teacher to answer, too")
  private Path unlabelled;

  @Option(
      names = "--unlabelled-count",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "20000",
      description = "Lines drawn from it (default: ${DEFAULT-VALUE})")
  private int unlabelledCount;

  @Option(
      names = "--latency-budget",
      required = true,
      paramLabel = "TIME",
      converter = MicrosConverter.class,
      description = "Most CPU time a text on this machine, such as 50us or 0.2ms")
  private Double budgetMicros;

  @Option(
      names = "--trials",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "20",
      description = "Students to train (default: ${DEFAULT-VALUE})")
  private int trials;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "evolution",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Method method;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Chance starts here (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Gets trials.jsonl and a stage directory a student of the front")
  private Path out;

  @Override
  public Integer call() throws IOException {
    TrainingOptions.limitThreads();
    DataDirectory read = DataDirectory.read(data);
    List<StageDirectory> taught = teachers.stream().map(StageDirectory::read).toList();
    TrialLog log = new TrialLog(Students.SPACE, out.resolve("trials.jsonl"));
    List<Trial> earlier = log.read();
    OnnxEngine engine = new OnnxEngine();
    try (Teacher teacher = Teacher.of(engine, taught, read.labels())) {
      StudentEvaluator evaluator = evaluator(read, engine, teacher, taught.getFirst());
      Files.createDirectories(out);
      Proposer proposer =
          method == Method.RANDOM
              ? new RandomProposer(Students.SPACE, seed)
              : new EvolutionProposer(Students.SPACE, seed);
      List<Trial> all = new ArrayList<>(earlier);
      all.forEach(trial -> print(trial, "kept"));
      new Search(proposer, evaluator, budgetMicros, trial -> ended(trial, all, log, evaluator))
          .run(earlier, trials);
      List<Trial> front = ParetoFront.of(all);
      printFront(front, evaluator);
      json.write(front.stream().map(trial -> figures(trial, evaluator)).toList());
    }
    return 0;
  }

  private StudentEvaluator evaluator(
      DataDirectory read, OnnxEngine engine, Teacher teacher, StageDirectory parent)
      throws IOException {
    List<String> texts =
        unlabelled == null ? List.of() : TextLines.sample(unlabelled, unlabelledCount, seed);
    return new StudentEvaluator(
        new StudentEvaluator.Setting(
            read,
            architecture -> training.training(architecture, read, seed),
            seed,
            Training.Lesson.usual(teacher, texts),
            engine,
            ThreadTime.CPU_NANOS,
            out,
            CommandText.provenance(spec, seed, parent)));
  }

  /** Keeps a trial, and the students of the front alone. */
  private void ended(Trial trial, List<Trial> all, TrialLog log, StudentEvaluator evaluator) {
    try {
      log.append(trial);
      all.add(trial);
      print(trial, "%d of %d".formatted(all.size(), trials));
      List<Trial> front = ParetoFront.of(all);
      for (Trial other : all) {
        if (!front.contains(other)) {
          Placing.remove(evaluator.directory(other.point()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(out + ": cannot be written", e);
    }
  }

  private void print(Trial trial, String which) {
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf(
        Locale.ROOT,
        "%-10s %6.2f %%  %7.1f us  %8.3f MB  %s %s%n",
        which,
        100 * trial.accuracy(),
        trial.micros(),
        trial.bytes() / 1e6,
        Students.spec(trial.point()),
        Students.isInt8(trial.point()) ? "int8" : "float");
    screen.flush();
  }

  private void printFront(List<Trial> front, StudentEvaluator evaluator) {
    PrintWriter screen = spec.commandLine().getOut();
    if (front.isEmpty()) {
      screen.printf("no student is as fast as %.1f us a text%n", budgetMicros);
      screen.flush();
      return;
    }
    screen.printf("%nfront, cheapest first; the last is the most accurate%n");
    for (Trial trial : front) {
      print(trial, "");
      screen.printf("           %s%n", evaluator.directory(trial.point()));
    }
    screen.flush();
  }

  private static Map<String, Object> figures(Trial trial, StudentEvaluator evaluator) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("stage", evaluator.directory(trial.point()).toString());
    figures.put("architecture", Students.spec(trial.point()));
    figures.put("accuracy", trial.accuracy());
    figures.put("cpuMicrosPerText", trial.micros());
    figures.put("bytes", trial.bytes());
    return figures;
  }
}
