package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import io.millrace.serve.kafka.codec.PredictionJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Asks utterances one after another without waiting for each, and prints the answers in the order
 * they were asked.
 *
 * <p>Confined to the thread of the command.
 */
final class Asker {
  /** Enough to fill batches of every stage. */
  static final int MOST_OPEN = 256;

  private final Answerer answerer;
  private final PrintWriter out;
  private final Queue<CompletableFuture<Prediction>> open = new ArrayDeque<>();
  private int asked;

  Asker(Answerer answerer, PrintWriter out) {
    this.answerer = answerer;
    this.out = out;
  }

  /** Asks one utterance; a blank one counts and is not asked. */
  void ask(String text) throws IOException, InterruptedException {
    asked++;
    if (text.isBlank()) {
      return;
    }
    if (open.size() == MOST_OPEN) {
      printOldest();
    }
    CompletableFuture<Prediction> answer = new CompletableFuture<>();
    open.add(answer);
    TextEvent event = new TextEvent(Integer.toString(asked), text, OptionalLong.empty(), 0, null);
    answerer.ask(event, System.nanoTime(), Long.MAX_VALUE, new Answer(asked, answer));
  }

  /** Waits for all that is open. */
  void finish() throws IOException, InterruptedException {
    while (!open.isEmpty()) {
      printOldest();
    }
    out.flush();
  }

  private void printOldest() throws IOException, InterruptedException {
    try {
      out.println(new String(PredictionJson.bare(open.remove().get()), UTF_8));
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }

  /** Completes a future on whichever thread brings the answer. */
  private record Answer(int number, CompletableFuture<Prediction> future)
      implements Answerer.Reply {
    @Override
    public void answered(Prediction prediction) {
      future.complete(prediction);
    }

    @Override
    public void rejected(Rejection rejection) {
      future.completeExceptionally(
          new IOException("utterance " + number + ": " + rejection.message()));
    }

    @Override
    public void unanswered() {
      future.completeExceptionally(new IOException("utterance " + number + ": stopped before it"));
    }
  }
}
