package io.millrace.serve.cascade;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.event.Lesson;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
public final class RecordedReply implements Answerer.TriedReply, Trace {
  private static final int LIMIT_SECONDS = 20;

  private final BlockingQueue<Object> told = new ArrayBlockingQueue<>(2);

  private final List<String> lessons = new CopyOnWriteArrayList<>();
  private final List<StageAnswer> path = new CopyOnWriteArrayList<>();

  @Override
  public Trace trace() {
    return this;
  }

  @Override
  public void judged(StageAnswer answer) {
    path.add(answer);
  }

  @Override
  public void taught(Lesson.Teacher teacher, float[] logits) {
    lessons.add(teacher.bundle() + " " + teacher.stage() + " " + Arrays.toString(logits));
  }

  @Override
  public void answered(Prediction prediction) {
    told.add(prediction);
  }

  /** Says so, and then what was known. */
  @Override
  public void deferred(Prediction abstention) {
    told.add("deferred");
    told.add(abstention);
  }

  @Override
  public void rejected(Rejection rejection) {
    told.add(rejection);
  }

  @Override
  public void unanswered() {
    told.add("unanswered");
  }

  /** What the teacher said so far. */
  List<String> lessons() {
    return lessons;
  }

  /** What the stages said so far. */
  List<StageAnswer> path() {
    return path;
  }

  /** What it is told within the limit. */
  public Object await() throws InterruptedException {
    Object first = told.poll(LIMIT_SECONDS, SECONDS);
    assertThat(first).as("a reply within %d s", LIMIT_SECONDS).isNotNull();
    return first;
  }

  /** The prediction it is told within the limit. */
  public Prediction prediction() throws InterruptedException {
    return (Prediction) await();
  }
}
