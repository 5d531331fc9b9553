package io.millrace.load;

import io.millrace.load.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Flags that override keys of the scenario file. */
final class TrafficOptions {
  private static final Pattern OBJECTIVE = Pattern.compile("(\\w+)(<=|>=|=)(-?[0-9.eE]+)");

  @Option(names = "--rate", paramLabel = "R", description = "Events a second: traffic.rate")
  private Optional<Double> rate;

  @Option(
      names = "--duration",
      paramLabel = "D",
      description = "How long events are due, in seconds or as 5m: traffic.duration")
  private Optional<String> duration;

  @Option(names = "--kills", paramLabel = "N", description = "Faults to cause: fault.times")
  private Optional<Integer> kills;

  @Option(
      names = "--p99",
      paramLabel = "MS",
      description = "Latency objective: objectives.p99Ms, in a search search.p99Ms")
  private Optional<Double> p99;

  @Option(
      names = "--objective",
      paramLabel = "FIGURE<=X",
      description = "One more objective, with <=, >= or =; may be given again")
  private List<String> objectives = List.of();

  @Option(names = "--texts", paramLabel = "FILE", description = "Utterances: traffic.texts")
  private Optional<Path> texts;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other key, such as traffic.zipf=1.2; may be given again")
  private List<String> others = List.of();

  /** Lays them over a file. */
  void lay(ScenarioFile file) {
    rate.ifPresent(value -> file.set("traffic.rate", value));
    duration.ifPresent(value -> file.set("traffic.duration", value));
    kills.ifPresent(value -> file.set("fault.times", value));
    texts.ifPresent(value -> file.set("traffic.texts", value.toString()));
    p99.ifPresent(
        value -> file.set(file.isSearch() ? "search.p99Ms" : "objectives.p99Ms.atMost", value));
    objectives.forEach(each -> objective(file, each));
    for (String each : others) {
      String[] parts = each.split("=", 2);
      file.setWord(parts[0], parts.length < 2 ? "" : parts[1]);
    }
  }

  private static void objective(ScenarioFile file, String word) {
    Matcher parts = OBJECTIVE.matcher(word.replace(" ", ""));
    if (!parts.matches()) {
      file.set("objectives." + word.replaceAll("\\W.*", ""), word);
      return;
    }
    String key = "objectives." + parts.group(1);
    double value = Double.parseDouble(parts.group(3));
    switch (parts.group(2)) {
      case "<=" -> file.set(key + ".atMost", value);
      case ">=" -> file.set(key + ".atLeast", value);
      default -> file.set(key, value);
    }
  }
}
