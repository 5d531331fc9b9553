package io.millrace.cli;

import io.millrace.cli.lesson.LessonTopic;
import io.millrace.cli.lesson.Lessons;
import io.millrace.cli.lesson.Lessons.Skipped;
import io.millrace.compress.teach.EarlierAnswers;
import io.millrace.compress.teach.TaughtText;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where lessons come from that a running service has kept. */
final class TopicOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--from-topic",
      paramLabel = "TOPIC",
      description =
          "Learns from the lessons on this topic too, where a service with "
              + "millrace.distillation.enabled has kept texts with a teacher's logits: those it holds "
              + "now, of the teachers given")
  private String topic;

  @Option(
      names = "--topic-count",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "100000",
      description = "Most lessons, the newest, seen in each epoch (default: ${DEFAULT-VALUE})")
  private int most;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "Where Kafka is (default: KAFKA_BOOTSTRAP_SERVERS, else localhost:9092); any other "
              + "setting of its clients is read from KAFKA_..., as the service does")
  private String bootstrapServers;

  private final Map<String, Double> measurements = new TreeMap<>();

  /** Refuses the option beside one that it has no meaning with. */
  void refuseWith(String other) {
    if (topic != null) {
      throw new ParameterException(
          spec.commandLine(), "--from-topic: lessons hold no hints and cannot go with " + other);
    }
  }

  /**
   * Reads the topic; nothing without the option.
   *
   * @throws IOException if it cannot be read, or holds nothing to learn from
   */
  List<TaughtText> lessons(List<StageDirectory> teachers, List<String> labels) throws IOException {
    if (topic == null) {
      return List.of();
    }
    PrintWriter err = spec.commandLine().getErr();
    Lessons lessons = new Lessons(EarlierAnswers.of(teachers, labels), most);
    new LessonTopic(kafka(), topic, line -> print(err, line)).readInto(lessons);
    List<TaughtText> newest = lessons.newest();
    String counts = counts(newest.size(), lessons.skipped());
    print(spec.commandLine().getOut(), counts);
    if (newest.isEmpty()) {
      throw new IOException(
          "%s; expected lessons of the teachers given, by the checksum of their model.onnx"
              .formatted(counts));
    }
    measurements.put("lessons", (double) newest.size());
    lessons
        .skipped()
        .forEach((reason, count) -> measurements.put(key(reason), count.doubleValue()));
    return newest;
  }

  /** Counts for {@code --json}. */
  Map<String, Double> measurements() {
    return measurements;
  }

  private String counts(int lessons, Map<Skipped, Long> skipped) {
    StringBuilder counts = new StringBuilder("Topic %s: %,d lessons".formatted(topic, lessons));
    skipped.forEach(
        (reason, count) -> {
          if (count > 0) {
            counts.append(", %,d skipped: %s".formatted(count, reason.words()));
          }
        });
    return counts.toString();
  }

  /** {@code OTHER_TEACHER} becomes {@code skippedOtherTeacher}. */
  private static String key(Skipped reason) {
    StringBuilder key = new StringBuilder("skipped");
    for (String word : reason.words().split(" ")) {
      key.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return key.toString();
  }

  private static void print(PrintWriter writer, String line) {
    writer.println(line);
    writer.flush();
  }

  private Map<String, Object> kafka() {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("KAFKA_")) {
                String key = name.substring("KAFKA_".length());
                settings.put(key.toLowerCase(Locale.ROOT).replace('_', '.'), value);
              }
            });
    if (bootstrapServers != null) {
      settings.put("bootstrap.servers", bootstrapServers);
    }
    return settings;
  }
}
