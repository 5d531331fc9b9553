package io.millrace.bench.simulate;

import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Call times drawn from real calls: the median over a grid of sizes and lengths, linear in between,
 * times the deviation of some call from the median of its kind. Times are CPU times of the calling
 * thread, which does all of a call: so other work on the machine does not count.
 *
 * <p>Immutable.
 *
 * @param nanos medians {@code [size, length]}
 * @param deviations of single calls, ratios to their median
 */
public record MeasuredCalls(int[] sizes, int[] lengths, double[][] nanos, double[] deviations)
    implements CallTimes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int WARM_UPS = 3;
  private static final long WARM_UP_NANOS = 500_000_000;
  private static final int LEAST_CALLS = 6;

  /**
   * Over all points, one after the other; of each the quickest counts. In one pass what comes first
   * would seem dear, small calls above all: code is still being compiled then, and other work on
   * the machine costs them their caches.
   */
  private static final int PASSES = 3;

  /** Calls beyond are pauses of the machine, which say nothing about a scheduler. */
  private static final double LONGEST_DEVIATION = 3;

  /**
   * Where calls are measured.
   *
   * @param sizes ascending, at least two
   * @param lengths ascending, at least two, none beyond what the stage takes
   */
  public record Grid(int[] sizes, int[] lengths) {}

  @Override
  public long nanos(int size, int longest, Random chance) {
    double mean = at(size, longest);
    return Math.max(1, (long) (mean * deviations[chance.nextInt(deviations.length)]));
  }

  /** The median, between the points of the grid. */
  public double at(int size, int longest) {
    int row = below(sizes, size);
    int column = below(lengths, longest);
    double down = (double) (size - sizes[row]) / (sizes[row + 1] - sizes[row]);
    double right = (double) (longest - lengths[column]) / (lengths[column + 1] - lengths[column]);
    double upper = mix(nanos[row][column], nanos[row][column + 1], right);
    double lower = mix(nanos[row + 1][column], nanos[row + 1][column + 1], right);
    return Math.max(1_000, mix(upper, lower, down));
  }

  /**
   * Asks a stage, on as many threads as there will be workers, since they share caches and memory.
   *
   * @param example token ids that the stage reads; repeated to any length
   * @param cellNanos about how long each point of the grid may take
   */
  public static MeasuredCalls of(
      Classifier classifier, TokenIds example, Grid grid, int workers, long cellNanos)
      throws InterruptedException {
    int[] sizes = grid.sizes();
    int[] lengths = grid.lengths();
    warmUp(
        classifier, example, sizes, workers, Math.min(WARM_UP_NANOS, lengths.length * cellNanos));
    double[][][] calls = new double[sizes.length][lengths.length][];
    for (int pass = 0; pass < PASSES; pass++) {
      for (int row = 0; row < sizes.length; row++) {
        for (int column = 0; column < lengths.length; column++) {
          List<TokenIds> batch =
              Collections.nCopies(sizes[row], stretched(example, lengths[column]));
          double[] timed = timed(classifier, batch, workers, cellNanos / PASSES);
          double[] before = calls[row][column];
          calls[row][column] = before == null || median(timed) < median(before) ? timed : before;
        }
      }
    }
    return of(grid, calls);
  }

  private static MeasuredCalls of(Grid grid, double[][][] calls) {
    double[][] nanos =
        Arrays.stream(calls)
            .map(row -> Arrays.stream(row).mapToDouble(MeasuredCalls::median).toArray())
            .toArray(double[][]::new);
    double[] deviations =
        Arrays.stream(calls)
            .flatMap(Arrays::stream)
            .flatMapToDouble(
                timed ->
                    Arrays.stream(timed)
                        .map(call -> Math.min(LONGEST_DEVIATION, call / median(timed))))
            .toArray();
    return new MeasuredCalls(grid.sizes(), grid.lengths(), nanos, deviations);
  }

  private static double median(double[] ascending) {
    return ascending[ascending.length / 2];
  }

  /** Until the code around the engine is compiled: the first calls take five times as long. */
  private static void warmUp(
      Classifier classifier, TokenIds example, int[] sizes, int workers, long nanos)
      throws InterruptedException {
    for (int size : sizes) {
      timed(classifier, Collections.nCopies(size, example), workers, nanos);
    }
  }

  private static double[] timed(
      Classifier classifier, List<TokenIds> batch, int workers, long cellNanos)
      throws InterruptedException {
    ConcurrentLinkedQueue<Long> calls = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      threads.add(Thread.ofPlatform().start(() -> time(classifier, batch, cellNanos, calls)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (calls.isEmpty()) {
      throw new IllegalStateException("Bug: no engine call was timed");
    }
    return calls.stream().mapToDouble(Long::doubleValue).sorted().toArray();
  }

  private static void time(
      Classifier classifier,
      List<TokenIds> batch,
      long cellNanos,
      ConcurrentLinkedQueue<Long> calls) {
    long end = System.nanoTime() + cellNanos;
    for (int call = -WARM_UPS; call < LEAST_CALLS || System.nanoTime() < end; call++) {
      long start = THREADS.getCurrentThreadCpuTime();
      classifier.logits(batch);
      if (call >= 0) {
        calls.add(THREADS.getCurrentThreadCpuTime() - start);
      }
    }
  }

  /** The same tokens over and over, up to a length. */
  public static TokenIds stretched(TokenIds example, int length) {
    int[] ids = new int[length * example.width()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = example.ids()[i % example.ids().length];
    }
    return new TokenIds(ids, length, example.width());
  }

  /** The last point at or below, but for the very last one. */
  private static int below(int[] points, int value) {
    int found = Arrays.binarySearch(points, value);
    int place = found >= 0 ? found : -found - 2;
    return Math.clamp(place, 0, points.length - 2);
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }
}
