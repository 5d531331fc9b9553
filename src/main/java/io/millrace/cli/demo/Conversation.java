package io.millrace.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Feeds the service, gathers its answers and shows both, until all is answered.
 *
 * <p>Confined to one thread.
 */
final class Conversation {
  private static final long SECOND = 1_000_000_000L;
  private static final int SAMPLES = 10;

  /** Without a single answer for so long, what is missing counts as lost. */
  private static final long PATIENCE_NANOS = 10 * SECOND;

  private final Traffic traffic;
  private final Feeder feeder;
  private final Harvest harvest;
  private final Ledger ledger;
  private final Screen screen;
  private long start;
  private long nextView;
  private int samples;
  private boolean hasShownDeadLetter;

  Conversation(Traffic traffic, Feeder feeder, Harvest harvest, Ledger ledger, Screen screen) {
    this.traffic = traffic;
    this.feeder = feeder;
    this.harvest = harvest;
    this.ledger = ledger;
    this.screen = screen;
  }

  /** Feeds for {@code nanos} or until somebody wants to stop, and waits for the last answers. */
  Summary hold(long nanos, BooleanSupplier stopWished) throws IOException {
    start = System.nanoTime();
    nextView = start + SECOND;
    feeder.start(nanos);
    while (!feeder.isDone()) {
      step();
      if (stopWished.getAsBoolean()) {
        feeder.stop();
      }
    }
    long fed = System.nanoTime();
    long progress = fed;
    while (ledger.finished() < feeder.sent() && System.nanoTime() - progress < PATIENCE_NANOS) {
      progress = step() ? System.nanoTime() : progress;
    }
    return summary(fed);
  }

  /** True if there were answers. */
  private boolean step() throws IOException {
    List<Answer> answers = harvest.gather(Duration.ofMillis(20));
    answers.stream().filter(ledger::enter).forEach(this::show);
    long now = System.nanoTime();
    if (now - nextView >= 0) {
      screen.live(summary(now));
      ledger.turnPage();
      nextView += SECOND;
    }
    return !answers.isEmpty();
  }

  private Summary summary(long now) {
    return new Summary(ledger, feeder.sent(), (now - start) / 1e9);
  }

  /** The first few answers, and the first dead letter. */
  private void show(Answer answer) {
    if (answer.isDeadLetter() && !hasShownDeadLetter) {
      hasShownDeadLetter = true;
      screen.note(format("  %-40s  dead letter: %s", "(a bad event)", answer.rejection()));
    } else if (!answer.isDeadLetter() && samples < SAMPLES) {
      samples++;
      screen.note(format("  %-40.40s  %s", traffic.event(answer.number()).text(), said(answer)));
    }
  }

  private static String said(Answer answer) {
    String label =
        answer.label() == null ? answer.outcome() + " (" + answer.best() + ")" : answer.label();
    return format(
        "%-20.20s %.2f %s %.1f ms",
        label, answer.confidence(), answer.stage(), answer.latencyNanos() / 1e6);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
