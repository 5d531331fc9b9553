package io.millrace.cli.demo;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * A broker, the service and traffic through both, from start to stop.
 *
 * <p>Confined to one thread.
 */
public final class Demo {
  private static final int PARTITIONS = 4;

  private final Options options;
  private final Screen screen;
  private final long start = System.nanoTime();

  /**
   * What a user may choose.
   *
   * @param rate events a second, above 0
   * @param duration null for until somebody wants it to stop
   */
  public record Options(double rate, Duration duration, Path bundle, long seed) {}

  public Demo(Options options, Screen screen) {
    this.options = options;
    this.screen = screen;
  }

  /**
   * The whole demo.
   *
   * @param stopWished asked all the time
   * @return what became of the events, once everything is stopped
   * @throws IOException if the broker or the service does not start
   */
  public Summary run(BooleanSupplier stopWished) throws IOException {
    BundleManifest bundle;
    try (BundleDirectory directory = BundleDirectory.read(options.bundle())) {
      bundle = directory.manifest();
    }
    List<String> stages = bundle.stages().stream().map(BundleManifest.Stage::name).toList();
    note("Bundle %s:%s, stages %s", bundle.name(), bundle.version(), String.join(", ", stages));
    try (EmbeddedBroker broker = EmbeddedBroker.start(0)) {
      broker.createTopic(Topics.EVENTS, PARTITIONS);
      broker.createTopic(Topics.PREDICTIONS, PARTITIONS);
      broker.createTopic(Topics.DEAD_LETTERS, 1);
      note("Broker at %s after %.1f s", broker.bootstrapServers(), seconds());
      return serve(broker.bootstrapServers(), new Ledger(stages), stopWished);
    }
  }

  private Summary serve(String bootstrapServers, Ledger ledger, BooleanSupplier stopWished)
      throws IOException {
    Traffic traffic = new Traffic(Utterances.load(), options.rate(), options.seed());
    long nanos = options.duration() == null ? Long.MAX_VALUE : options.duration().toNanos();
    try (Service service = Service.start(bootstrapServers, options.bundle());
        Harvest harvest = new Harvest(bootstrapServers);
        Feeder feeder = new Feeder(traffic, bootstrapServers)) {
      note("Service ready after %.1f s; metrics at %s", seconds(), service.metrics());
      service.console().ifPresent(page -> note("Console at %s", page));
      note("%.1f events a second; Ctrl-C stops", options.rate());
      Summary summary =
          new Conversation(traffic, feeder, harvest, ledger, screen).hold(nanos, stopWished);
      if (feeder.failure() != null) {
        note("An event did not reach Kafka: %s", feeder.failure().getMessage());
      }
      return summary;
    }
  }

  private void note(String format, Object... values) {
    screen.note(String.format(Locale.ROOT, format, values));
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
