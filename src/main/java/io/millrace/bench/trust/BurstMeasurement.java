package io.millrace.bench.trust;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Table;
import io.millrace.bench.service.Rig;
import io.millrace.bench.service.Rig.Topics;
import io.millrace.bench.service.ServiceProcess;
import io.millrace.bench.trust.Watch.Answer;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.measure.OpenStage;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * A burst of three times what the service can answer, with the load-aware gate. The teacher is made
 * as dear as a large encoder, since with a cheap one escalations are not what takes the time.
 *
 * <p>Accuracy is of the best label in scope: whether the last gate lets it pass has nothing to do
 * with load.
 */
public final class BurstMeasurement implements Measurement {
  private static final String QUALITY = "millrace.quality";

  /** What the burst's p99 is held to. */
  private static final double OBJECTIVE_MS = 250;

  private static final double TIMES = 3;
  private static final int FLOOD = 4_000;
  private static final double CALM_SHARE = 0.4;
  private static final double P99 = 0.99;

  /** Seconds before, in and after the burst. */
  private static final double[] PHASES = {6, 8, 10};

  private static final Map<String, String> OPTIONS =
      Map.of(
          "MILLRACE_LOAD_OBJECTIVE", "100ms",
          "MILLRACE_LOAD_FLOOR", "0");

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public String question() {
    return "A burst of three times the capacity: what gives way, and when is it over?";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    if (settings.data().isEmpty()) {
      throw new IOException("burst: needs --data, whose labels tell accuracy");
    }
    List<LabelledUtterance> asked =
        new ArrayList<>(DataDirectory.read(settings.data().get()).test().inScope());
    Collections.shuffle(asked, new Random(settings.seed()));
    try (Rig rig = Rig.start();
        BundleDirectory bundle = BundleDirectory.read(settings.bundle())) {
      Path slow = SlowTeacher.write(bundle, rig.folder().resolve("slow"));
      settings.progress().accept("burst: what the service can answer");
      double capacity = capacity(rig, slow, texts(asked));
      List<String> own = student(bundle, asked);
      Topics topics = rig.topics(4);
      rig.topic(QUALITY);
      try (ServiceProcess service = rig.serve(slow, topics, OPTIONS);
          Watch watch = new Watch(rig, topics, List.of(QUALITY))) {
        settings
            .progress()
            .accept(String.format(Locale.ROOT, "burst: %.0f times %.0f a second", TIMES, capacity));
        Course course =
            new Course(asked, own, bundle.manifest().stages().getFirst().name(), due(capacity));
        watch.run(course.texts(1_000), Watch.evenly(1_000, CALM_SHARE * capacity), course);
        course.levels.clear();
        course.answers = watch.run(course.texts(course.due.length), course.due, course);
        watch.listen(Duration.ofSeconds(1), course);
        service.requireAlive();
        return course.findings(capacity);
      }
    }
  }

  /** Of events that all come at once, so many a second are answered, once it is warm. */
  private static double capacity(Rig rig, Path slow, List<String> texts)
      throws IOException, InterruptedException {
    Topics topics = rig.topics(4);
    try (ServiceProcess service = rig.serve(slow, topics, Map.of());
        Watch watch = new Watch(rig, topics, List.of())) {
      double[] atOnce = new double[FLOOD];
      Watch.Ear deaf = (_, _, _) -> {};
      watch.run(Watch.texts(texts, FLOOD), atOnce, deaf);
      List<Answer> answers = watch.run(Watch.texts(texts, FLOOD), atOnce, deaf);
      service.requireAlive();
      return FLOOD * 1e3 / answers.stream().mapToDouble(Answer::latencyMs).max().orElseThrow();
    }
  }

  private static List<String> student(BundleDirectory bundle, List<LabelledUtterance> asked) {
    try (OpenStage stage = OpenStage.load(new OnnxEngine(), bundle.stages().getFirst())) {
      List<String> labels = new ArrayList<>();
      for (int top : stage.topLabels(texts(asked))) {
        labels.add(stage.labels().get(top));
      }
      return labels;
    }
  }

  private static List<String> texts(List<LabelledUtterance> utterances) {
    return utterances.stream().map(LabelledUtterance::text).toList();
  }

  private static double[] due(double capacity) {
    double calm = CALM_SHARE * capacity;
    double[] rates = {calm, TIMES * capacity, calm};
    List<Double> due = new ArrayList<>();
    double begin = 0;
    for (int phase = 0; phase < rates.length; phase++) {
      int events = (int) (PHASES[phase] * rates[phase]);
      for (int i = 0; i < events; i++) {
        due.add(begin + i / rates[phase]);
      }
      begin += PHASES[phase];
    }
    return due.stream().mapToDouble(seconds -> seconds).toArray();
  }

  /** A change of the level of load, as it was heard. */
  private record Level(double seconds, int level) {}

  /** What was sent and what came of it. */
  private static final class Course implements Watch.Ear {
    final List<LabelledUtterance> asked;
    final List<String> own;
    final String student;
    final double[] due;
    final List<Level> levels = new ArrayList<>();
    List<Answer> answers;

    Course(List<LabelledUtterance> asked, List<String> own, String student, double[] due) {
      this.student = student;
      this.asked = asked;
      this.own = own;
      this.due = due;
    }

    List<String> texts(int count) {
      return Watch.texts(BurstMeasurement.texts(asked), count);
    }

    @Override
    public void hear(String topic, JsonNode record, double seconds) {
      if (record.path("kind").asText().equals("load")) {
        levels.add(new Level(seconds, record.path("level").asInt()));
      }
    }

    Findings findings(double capacity) {
      double start = PHASES[0];
      double end = start + PHASES[1];
      Part before = part(0, start);
      Part burst = part(start, end);
      Part after = part(end + 5, end + PHASES[2]);
      SortedMap<String, Double> figures = new TreeMap<>();
      figures.put("burst_capacity", capacity);
      figures.put("burst_rate", TIMES * capacity);
      figures.put("burst_objective_ms", OBJECTIVE_MS);
      figures.put("burst_p99_ms", burst.p99Ms());
      figures.put("burst_p99_ms_before", before.p99Ms());
      figures.put("burst_p99_ms_after", after.p99Ms());
      figures.put("burst_escalated_before", before.escalated());
      figures.put("burst_escalated", burst.escalated());
      figures.put("burst_escalated_after", after.escalated());
      figures.put("burst_accuracy", burst.accuracy());
      figures.put("burst_student_accuracy", burst.studentAccuracy());
      figures.put("burst_least_margin", leastMargin(start, end));
      figures.put("burst_recovery_seconds", recovery(end));
      return new Findings(figures, List.of(table()));
    }

    /** From the end of the burst to the last return of the usual thresholds. */
    private double recovery(double end) {
      return levels.isEmpty() || levels.getLast().level() > 0
          ? PHASES[2]
          : Math.max(0, levels.getLast().seconds() - end);
    }

    /** By how much the cascade is better than its student in its worst second. */
    private double leastMargin(double start, double end) {
      double least = 1;
      for (double second = start; second < end; second++) {
        Part part = part(second, second + 1);
        least = Math.min(least, part.accuracy() - part.studentAccuracy());
      }
      return least;
    }

    private Part part(double from, double to) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < due.length; i++) {
        if (due[i] >= from && due[i] < to) {
          places.add(i);
        }
      }
      return new Part(this, places);
    }

    private Table table() {
      List<List<String>> rows = new ArrayList<>();
      int level = 0;
      for (int second = 0; second < PHASES[0] + PHASES[1] + PHASES[2]; second++) {
        for (Level change : levels) {
          level = change.seconds() < second + 1 ? change.level() : level;
        }
        Part part = part(second, second + 1);
        rows.add(
            List.of(
                Integer.toString(second),
                Integer.toString(part.places().size()),
                number(part.p99Ms()),
                number(100 * part.escalated()),
                number(100 * part.accuracy()),
                number(100 * part.studentAccuracy()),
                Integer.toString(level)));
      }
      return new Table(
          "Second by second",
          List.of("second", "events", "p99 ms", "escalated %", "right %", "student %", "level"),
          rows);
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
  }

  /** The events that were due in some time. */
  private record Part(Course course, List<Integer> places) {
    double p99Ms() {
      double[] sorted =
          places.stream().mapToDouble(i -> course.answers.get(i).latencyMs()).sorted().toArray();
      return sorted[(int) (P99 * (sorted.length - 1))];
    }

    double escalated() {
      return share(i -> !course.answers.get(i).stage().equals(course.student));
    }

    double accuracy() {
      return share(i -> course.answers.get(i).best().equals(label(i)));
    }

    double studentAccuracy() {
      return share(i -> course.own.get(i % course.own.size()).equals(label(i)));
    }

    private String label(int place) {
      return course.asked.get(place % course.asked.size()).label();
    }

    private double share(IntPredicate holds) {
      return places.stream().filter(holds::test).count() / (double) places.size();
    }
  }
}
