package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.util.ArrayList;
import java.util.List;

/** Holds every question until it is told what to reply. Not for sharing. */
final class FakeAnswerer implements Answerer {
  /** One question. */
  record Asked(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    void answer() {
      reply.answered(prediction(event));
    }
  }

  final List<Asked> asked = new ArrayList<>();

  @Override
  public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    asked.add(new Asked(event, arrivedNanos, deadlineNanos, reply));
  }

  static Prediction prediction(TextEvent event) {
    return new Prediction(
        event.id(),
        event.text(),
        0.9,
        "student",
        "b:1",
        Outcome.ACCEPTED,
        List.of(),
        event.context(),
        new Prediction.Timings(0, 0, 0));
  }
}
