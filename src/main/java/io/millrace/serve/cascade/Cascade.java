package io.millrace.serve.cascade;

import io.millrace.model.confidence.Gate;
import io.millrace.serve.batch.BatchFunction;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.FittedCost;
import io.millrace.serve.event.Lesson;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers events by a bundle: its stages in order, each with its queue, on one pool of engine
 * workers.
 *
 * <p>Utterances are turned into token ids by the thread that asks, since the queue needs their
 * length (1.5 us a text for hashed n-grams, measured on CLINC150); for a later stage that reads
 * otherwise, by the worker that escalates.
 *
 * <p>Safe for use by many threads, between {@link #start()} and {@link #stop(Duration)}.
 */
public final class Cascade implements Answerer {
  private final LoadedBundle bundle;
  private final LongSupplier nanoClock;
  private final CascadeListener listener;
  private final Optional<AnswerCache> cache;
  private final Lesson.Teacher teacher;

  /** The bundle's, unless thresholds were moved. */
  private volatile Gates gates;

  private final BatchPool<Question, float[]> pool;

  /**
   * What events are judged by at one time.
   *
   * @param each {@code [stages]}
   * @param loadLevel steps by which load has lowered thresholds; 0: none
   */
  record Gates(List<Gate> each, int loadLevel) {}

  /** One that remembers nothing. */
  public Cascade(
      LoadedBundle bundle,
      BatchPolicy policy,
      BatchPool.Setting setting,
      CascadeListener listener) {
    this(bundle, policy, setting, listener, Optional.empty());
  }

  /**
   * Takes the bundle over: it is closed when the cascade stops. Starts no thread yet.
   *
   * @param policy limits of a batch, of any stage
   * @param cache remembers answers; nobody else's
   */
  public Cascade(
      LoadedBundle bundle,
      BatchPolicy policy,
      BatchPool.Setting setting,
      CascadeListener listener,
      Optional<AnswerCache> cache) {
    this.bundle = bundle;
    this.gates = new Gates(bundle.stages().stream().map(CascadeStage::gate).toList(), 0);
    this.nanoClock = setting.nanoClock();
    this.listener = listener;
    this.cache = cache;
    this.teacher = bundle.teacher();
    this.pool =
        new BatchPool<>(
            bundle.stages().stream()
                .map(stage -> new BatchPool.Stage<>(asking(stage), policy, new FittedCost()))
                .toList(),
            setting);
  }

  /** Starts the workers. */
  public void start() {
    pool.start();
  }

  @Override
  public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    new Question(this, event, arrivedNanos, deadlineNanos, reply).begin();
  }

  /** Asks the last stage alone; as {@link #ask}, but counted as no event. */
  void askLast(TextEvent event, Reply reply) {
    Question.ofLast(this, event, reply).begin();
  }

  /** Events taken and not yet answered. */
  public int open() {
    return pool.open();
  }

  /** False while some stage's engine fails whatever it is asked; events are held meanwhile. */
  public boolean isHealthy() {
    return pool.isHealthy();
  }

  /** Expected time to answer all that waits now. */
  public long backlogNanos() {
    return pool.backlogNanos();
  }

  /** What it answers by. */
  public LoadedBundle bundle() {
    return bundle;
  }

  /**
   * Takes no more, answers what it has within the limit, hands the rest back unanswered, and frees
   * the models unless an engine call hangs.
   *
   * @return whether the models were freed
   */
  public boolean stop(Duration limit) throws InterruptedException {
    boolean isQuiet = pool.stop(limit);
    if (isQuiet) {
      bundle.close();
    }
    return isQuiet;
  }

  BatchPool<Question, float[]> pool() {
    return pool;
  }

  Optional<AnswerCache> cache() {
    return cache;
  }

  CascadeListener listener() {
    return listener;
  }

  Gates gates() {
    return gates;
  }

  /**
   * Moves thresholds, for what is judged from now on.
   *
   * @param thresholds {@code [stages]}, at least 0
   * @param loadLevel steps by which load has lowered them
   */
  void setThresholds(double[] thresholds, int loadLevel) {
    List<Gate> moved = new ArrayList<>();
    for (int place = 0; place < thresholds.length; place++) {
      moved.add(stage(place).gate().withThreshold(thresholds[place]));
    }
    gates = new Gates(List.copyOf(moved), loadLevel);
  }

  CascadeStage stage(int place) {
    return bundle.stages().get(place);
  }

  boolean isLast(int place) {
    return place == bundle.stages().size() - 1;
  }

  /** Whether a stage is the last of several, in whatever process. */
  boolean isTeacher(int place) {
    return switch (bundle.part()) {
      case ALL -> place > 0 && isLast(place);
      case STUDENTS -> false;
      case TEACHER -> true;
    };
  }

  Lesson.Teacher teacher() {
    return teacher;
  }

  String label(int index) {
    return bundle.labels().get(index);
  }

  long nowNanos() {
    return nanoClock.getAsLong();
  }

  private static BatchFunction<Question, float[]> asking(CascadeStage stage) {
    return new BatchFunction<>() {
      @Override
      public List<float[]> apply(List<Question> batch) {
        return stage.logits(batch.stream().map(Question::ids).toList());
      }

      @Override
      public void probe() {
        stage.logits(List.of(stage.tokenizer().encode("hello")));
      }
    };
  }
}
