package io.millrace.bench.service;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.bench.service.Rig.Topics;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The service against the bare engine loop, and against a plain loop between two topics. */
public final class ServiceMeasurement implements Measurement {
  private static final int WORDS = 16;
  private static final int LABELS = 150;
  private static final long DRAINED = 400_000;

  @Override
  public String name() {
    return "service";
  }

  @Override
  public String question() {
    return "What does the service cost around the engine, and around Kafka's clients?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    List<String> texts = Utterances.ofLength(Utterances.of(settings), WORDS);
    SortedMap<String, Double> figures = new TreeMap<>();
    try (Rig rig = Rig.start()) {
      List<Table> tables =
          List.of(
              encoder(rig, texts, settings, figures),
              nothing(rig, Utterances.of(settings), settings, figures));
      return new Findings(figures, tables);
    }
  }

  private static Table encoder(
      Rig rig, List<String> texts, BenchSettings settings, SortedMap<String, Double> figures)
      throws IOException, InterruptedException {
    StageDirectory floats =
        MadeBundle.stage(rig.folder().resolve("encoder-float"), MadeBundle.ENCODER, LABELS);
    StageDirectory encoder = MadeBundle.quantized(floats, rig.folder().resolve("encoder"));
    Path bundle = MadeBundle.bundle(rig.folder().resolve("encoder-bundle"), encoder, 1);
    Duration part = settings.perMeasurement().dividedBy(6);
    settings.progress().accept("service: an encoder of 2 layers, engine loop and service");
    double loopBefore = EngineLoop.cpuMicros(encoder, texts, part.dividedBy(2), part);
    Saturation service =
        Saturation.of(
            rig, new Saturation.Load(bundle, texts, 4, part.multipliedBy(6), part.multipliedBy(2)));
    double loopAfter = EngineLoop.cpuMicros(encoder, texts, part.dividedBy(2), part);
    double loop = (loopBefore + loopAfter) / 2;
    figures.put("engine_loop_cpu_us", loop);
    figures.put("service_cpu_us", service.cpuMicros());
    figures.put("service_cpu_ratio", service.cpuMicros() / loop);
    figures.put("service_events_per_second", service.eventsPerSecond());
    return new Table(
        "Encoder of 2 layers, 128 wide, int8, texts of 16 words",
        List.of("what", "CPU time a text, µs"),
        List.of(
            List.of("engine loop, before", ResultsFiles.number(loopBefore)),
            List.of("service", ResultsFiles.number(service.cpuMicros())),
            List.of("engine loop, after", ResultsFiles.number(loopAfter))));
  }

  private static Table nothing(
      Rig rig, List<String> texts, BenchSettings settings, SortedMap<String, Double> figures)
      throws IOException, InterruptedException {
    settings.progress().accept("service: a stage that answers in no time, and a plain loop");
    StageDirectory stage = MadeBundle.stage(rig.folder().resolve("nothing"), MadeBundle.NOTHING, 2);
    Path bundle = MadeBundle.bundle(rig.folder().resolve("nothing-bundle"), stage, 1);
    KafkaLoop.Answer copy = KafkaLoop.Answer.copy();
    plain(rig, texts, copy);
    double copying = plain(rig, texts, copy);
    Drain.Outcome drained = Drain.of(rig, bundle, texts, DRAINED);
    KafkaLoop.Answer answer = KafkaLoop.Answer.like(KafkaLoop.prediction(rig, drained.topics()));
    plain(rig, texts, answer);
    double answering = plain(rig, texts, answer);
    double service = drained.eventsPerSecond();
    figures.put("kafka_copy_events_per_second", copying);
    figures.put("kafka_copy_share", service / copying);
    figures.put("kafka_loop_events_per_second", answering);
    figures.put("kafka_loop_share", service / answering);
    figures.put("kafka_service_events_per_second", service);
    return new Table(
        "Events a second, of %,d that were there".formatted(DRAINED),
        List.of("what", "events a second"),
        List.of(
            List.of("plain loop that copies the event", ResultsFiles.number(copying)),
            List.of("service", ResultsFiles.number(service)),
            List.of("plain loop that writes a prediction", ResultsFiles.number(answering))));
  }

  private static double plain(Rig rig, List<String> texts, KafkaLoop.Answer answer)
      throws IOException, InterruptedException {
    Topics topics = Drain.filled(rig, texts, DRAINED);
    return KafkaLoop.eventsPerSecond(rig, topics, answer);
  }
}
