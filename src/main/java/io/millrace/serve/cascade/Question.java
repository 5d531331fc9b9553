package io.millrace.serve.cascade;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.confidence.Verdict;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import io.millrace.serve.batch.Request;
import io.millrace.serve.batch.schedule.Waiting;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Prediction.Alternative;
import io.millrace.serve.event.Prediction.Timings;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * One event on its way through the cascade: how far it came, and what it has learned.
 *
 * <p>Confined to one thread at a time: the asker's, then the worker's that serves its batch; the
 * queues between them publish it.
 */
final class Question implements Request<float[]>, Traced {
  /** The place of no stage. */
  static final int NONE = -1;

  private static final int ALTERNATIVES = 3;
  private static final double NANOS_PER_MS = 1e6;

  private final Cascade cascade;
  private final CascadeListener listener;
  private final TextEvent event;
  private final Answerer.Reply reply;
  private final long arrivedNanos;
  private final long deadlineNanos;

  /** The stage whose answer is waited for. */
  private int stage;

  private TokenIds ids;

  /** The last stage that ran, and how it ranks the labels. */
  private int answeredBy = NONE;

  private Ranking ranking;
  private long queueNanos;
  private long serviceNanos;

  Question(
      Cascade cascade,
      TextEvent event,
      long arrivedNanos,
      long deadlineNanos,
      Answerer.Reply reply) {
    this(cascade, cascade.listener(), event, arrivedNanos, deadlineNanos, reply);
  }

  private Question(
      Cascade cascade,
      CascadeListener listener,
      TextEvent event,
      long arrivedNanos,
      long deadlineNanos,
      Answerer.Reply reply) {
    this.cascade = cascade;
    this.listener = listener;
    this.event = event;
    this.arrivedNanos = arrivedNanos;
    this.deadlineNanos = deadlineNanos;
    this.reply = reply;
  }

  /** A question to the last stage alone, which counts as no event. */
  static Question ofLast(Cascade cascade, TextEvent event, Answerer.Reply reply) {
    long now = cascade.nowNanos();
    Question question =
        new Question(cascade, CascadeListener.NONE, event, now, Long.MAX_VALUE, reply);
    question.stage = cascade.bundle().stages().size() - 1;
    return question;
  }

  @Override
  public Trace trace() {
    return reply.trace();
  }

  TokenIds ids() {
    return ids;
  }

  /** Starts on its way, unless it is late already or cannot be taken. */
  void begin() {
    if (deadlineNanos < cascade.nowNanos()) {
      finish(Outcome.LATE);
    } else if (reads() && !isRecalled() && !cascade.pool().submit(stage, waiting())) {
      reply.unanswered();
    }
  }

  @Override
  public void answered(float[] logits, long queueNanos, long serviceNanos, int requests) {
    this.queueNanos += queueNanos;
    this.serviceNanos += serviceNanos;
    judge(logits, Outcome.ACCEPTED, queueNanos, serviceNanos, requests);
  }

  /** Answers as the stage did before, if that is known. */
  private boolean isRecalled() {
    if (cascade.cache().isEmpty()) {
      return false;
    }
    float[] logits = cascade.cache().get().find(stage, ids);
    listener.recalled(stage, logits != null);
    if (logits != null) {
      judge(logits, Outcome.CACHED, 0, 0, 0);
    }
    return logits != null;
  }

  /** Before the answer is told: who asks again then finds it. */
  private void remember(float[] logits) {
    cascade.cache().ifPresent(cache -> cache.keep(stage, ids, logits, ranking.confidence()));
  }

  /** Goes on by what the stage answered. */
  private void judge(
      float[] logits, Outcome accepted, long queueNanos, long serviceNanos, int requests) {
    Cascade.Gates gates = cascade.gates();
    Gate gate = gates.each().get(stage);
    Verdict verdict = gate.judge(logits);
    ranking = verdict.ranking();
    answeredBy = stage;
    listener.judged(stage, ranking.sureness());
    Trace trace = reply.trace();
    if (trace != Trace.NONE) {
      trace.judged(
          new StageAnswer(
              cascade.stage(stage).name(),
              cascade.label(ranking.best()),
              ranking.confidence(),
              ranking.sureness(),
              gate.threshold(),
              verdict instanceof Verdict.Accept,
              queueNanos / NANOS_PER_MS,
              serviceNanos / NANOS_PER_MS,
              requests,
              ids.length(),
              gates.loadLevel()));
    }
    if (accepted == Outcome.ACCEPTED && cascade.isTeacher(stage)) {
      reply.taught(cascade.teacher(), logits);
    }
    switch (verdict) {
      case Verdict.Accept accept -> {
        if (accepted == Outcome.ACCEPTED) {
          remember(logits);
        }
        finish(inTime(accepted));
      }
      case Verdict.Defer defer when cascade.isLast(stage) -> finishDeferred();
      case Verdict.Defer defer -> escalate();
    }
  }

  @Override
  public void late(long queueNanos) {
    this.queueNanos += queueNanos;
    finish(Outcome.LATE);
  }

  @Override
  public void failed(String message) {
    reply.rejected(new Rejection(ErrorKind.ENGINE, message, cascade.stage(stage).name()));
  }

  @Override
  public void unanswered() {
    reply.unanswered();
  }

  private void finishDeferred() {
    Outcome outcome = inTime(Outcome.ABSTAINED);
    if (outcome == Outcome.ABSTAINED && cascade.bundle().part().hasSuccessor()) {
      listener.escalated(stage);
      reply.deferred(prediction(outcome, cascade.nowNanos() - arrivedNanos));
    } else {
      finish(outcome);
    }
  }

  private void escalate() {
    if (deadlineNanos < cascade.nowNanos()) {
      finish(Outcome.LATE);
      return;
    }
    listener.escalated(stage);
    stage++;
    if (reads() && !isRecalled() && !cascade.pool().resubmit(stage, waiting())) {
      reply.unanswered();
    }
  }

  /** Turns the utterance into ids for the stage, unless they are known; false if it is rejected. */
  private boolean reads() {
    Tokenizer tokenizer = cascade.stage(stage).tokenizer();
    if (ids != null && tokenizer == cascade.stage(answeredBy).tokenizer()) {
      return true;
    }
    long startNanos = cascade.nowNanos();
    try {
      ids = tokenizer.encode(event.text());
    } catch (RuntimeException e) {
      // Tokenizers are total, but one of them is native code: a text that breaks it stays one text.
      failed("the tokenizer fails on this event");
      return false;
    }
    listener.tokenized(stage, cascade.nowNanos() - startNanos);
    return true;
  }

  private Waiting<Question> waiting() {
    return new Waiting<>(this, ids.length(), cascade.nowNanos(), deadlineNanos, event.priority());
  }

  /** An answer after the deadline is late, whatever it says. */
  private Outcome inTime(Outcome outcome) {
    return deadlineNanos < cascade.nowNanos() ? Outcome.LATE : outcome;
  }

  private void finish(Outcome outcome) {
    long totalNanos = cascade.nowNanos() - arrivedNanos;
    listener.answered(answeredBy, outcome, totalNanos);
    reply.answered(prediction(outcome, totalNanos));
  }

  private Prediction prediction(Outcome outcome, long totalNanos) {
    Timings timings =
        new Timings(
            queueNanos / NANOS_PER_MS, serviceNanos / NANOS_PER_MS, totalNanos / NANOS_PER_MS);
    if (ranking == null) {
      return new Prediction(
          event.id(),
          null,
          0,
          null,
          cascade.bundle().name(),
          outcome,
          List.of(),
          event.context(),
          timings);
    }
    return new Prediction(
        event.id(),
        outcome == Outcome.ABSTAINED ? null : cascade.label(ranking.best()),
        ranking.confidence(),
        cascade.stage(answeredBy).name(),
        cascade.bundle().name(),
        outcome,
        alternatives(),
        event.context(),
        timings);
  }

  private List<Alternative> alternatives() {
    List<Alternative> alternatives = new ArrayList<>(ALTERNATIVES);
    for (Ranking.Candidate candidate : ranking.top(ALTERNATIVES)) {
      alternatives.add(new Alternative(cascade.label(candidate.label()), candidate.confidence()));
    }
    return alternatives;
  }
}
