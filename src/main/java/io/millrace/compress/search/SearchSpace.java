package io.millrace.compress.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * All points there are to try, and what is near what.
 *
 * <p>Some choices mean nothing beside others: a bag has no channels. They are set to their first
 * value, so that each candidate is one point.
 *
 * <p>Immutable.
 */
public final class SearchSpace {
  private final List<Axis> axes;
  private final UnaryOperator<int[]> meaningful;

  /**
   * A space.
   *
   * @param meaningful sets the choices of a point that mean nothing to 0
   */
  public SearchSpace(List<Axis> axes, UnaryOperator<int[]> meaningful) {
    this.axes = List.copyOf(axes);
    this.meaningful = meaningful;
  }

  public List<Axis> axes() {
    return axes;
  }

  /** The point of these choices, {@code [axes]}. */
  public Point point(int[] choices) {
    return Point.of(meaningful.apply(choices.clone()));
  }

  /** The value of a point on an axis. */
  public String value(Point point, String axis) {
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i).name().equals(axis)) {
        return axes.get(i).values().get(point.choices().get(i));
      }
    }
    throw new IllegalArgumentException("Bug: no axis " + axis);
  }

  /** Any point. */
  Point random(RandomGenerator random) {
    return point(axes.stream().mapToInt(axis -> random.nextInt(axis.values().size())).toArray());
  }

  /** A point that differs in one choice, or more seldom in two. */
  Point mutated(Point from, RandomGenerator random) {
    int[] choices = from.toArray();
    do {
      int axis = random.nextInt(axes.size());
      choices[axis] = random.nextInt(axes.get(axis).values().size());
    } while (point(choices).equals(from) || random.nextInt(3) == 0);
    return point(choices);
  }

  /** The sum of a point's places on the axes that have an order, each 0..1. */
  double size(Point point) {
    double sum = 0;
    for (int i = 0; i < axes.size(); i++) {
      sum += axes.get(i).isOrdered() ? axes.get(i).distance(0, point.choices().get(i)) : 0;
    }
    return sum;
  }

  /** True if two points are the same on every axis that has no order. */
  boolean isOfOneKind(Point one, Point other) {
    return IntStream.range(0, axes.size())
        .allMatch(i -> axes.get(i).isOrdered() || distance(one, other, i) == 0);
  }

  /** How unlike two points are on an axis, 0..1. */
  double distance(Point one, Point other, int axis) {
    return axes.get(axis).distance(one.choices().get(axis), other.choices().get(axis));
  }

  /** Every point once. */
  public List<Point> all() {
    List<Point> points = new ArrayList<>();
    collect(new int[axes.size()], 0, points);
    return points.stream().distinct().toList();
  }

  private void collect(int[] choices, int axis, List<Point> points) {
    if (axis == axes.size()) {
      points.add(point(choices));
      return;
    }
    for (int i = 0; i < axes.get(axis).values().size(); i++) {
      choices[axis] = i;
      collect(choices, axis + 1, points);
    }
  }

  /**
   * One choice an axis, by its index.
   *
   * <p>Immutable.
   */
  public record Point(List<Integer> choices) {
    static Point of(int[] choices) {
      List<Integer> list = new ArrayList<>();
      for (int choice : choices) {
        list.add(choice);
      }
      return new Point(List.copyOf(list));
    }

    private int[] toArray() {
      return choices.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
