package io.millrace.cli.demo;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What became of each event: counted once, however often it comes back.
 *
 * <p>Not for sharing. Latencies are in microseconds, to three digits.
 */
public final class Ledger {
  private final Map<String, Long> answeredByStage = new LinkedHashMap<>();
  private final String firstStage;
  private final BitSet finished = new BitSet();
  private final Histogram all = new Histogram(3);
  private final Histogram recent = new Histogram(3);
  private long answered;
  private long escalated;
  private long abstained;
  private long late;
  private long deadLetters;
  private long duplicates;

  /**
   * @param stages of the bundle that answers, cheapest first
   */
  Ledger(List<String> stages) {
    stages.forEach(stage -> answeredByStage.put(stage, 0L));
    this.firstStage = stages.getFirst();
  }

  /** Enters an answer; false if its event had one already. */
  boolean enter(Answer answer) {
    int number = Math.toIntExact(answer.number());
    if (finished.get(number)) {
      duplicates++;
      return false;
    }
    finished.set(number);
    if (answer.isDeadLetter()) {
      deadLetters++;
    } else {
      enterPrediction(answer);
    }
    return true;
  }

  private void enterPrediction(Answer answer) {
    answered++;
    long micros = Math.max(0, answer.latencyNanos() / 1000);
    all.recordValue(micros);
    recent.recordValue(micros);
    if (answer.stage() != null) {
      answeredByStage.merge(answer.stage(), 1L, Long::sum);
      escalated += answer.stage().equals(firstStage) ? 0 : 1;
    }
    abstained += answer.outcome().equals("abstained") ? 1 : 0;
    late += answer.outcome().equals("late") ? 1 : 0;
  }

  /** Events with an answer of either kind. */
  long finished() {
    return answered + deadLetters;
  }

  /** Predictions. */
  long answered() {
    return answered;
  }

  /** Predictions by the stage that gave them, in the stages' order. */
  Map<String, Long> answeredByStage() {
    return answeredByStage;
  }

  /** Predictions that the first stage did not give. */
  long escalated() {
    return escalated;
  }

  /** Predictions without a label because no stage was sure. */
  long abstained() {
    return abstained;
  }

  /** Predictions past their deadline. */
  long late() {
    return late;
  }

  long deadLetters() {
    return deadLetters;
  }

  /** Answers to events that had one. */
  long duplicates() {
    return duplicates;
  }

  /** Latency of all predictions, in milliseconds. */
  double percentileMs(double percentile) {
    return all.getValueAtPercentile(percentile) / 1e3;
  }

  /** Latency of the predictions since {@link #turnPage}, in milliseconds. */
  double recentPercentileMs(double percentile) {
    return recent.getValueAtPercentile(percentile) / 1e3;
  }

  /** Begins what {@link #recentPercentileMs} looks at. */
  void turnPage() {
    recent.reset();
  }
}
