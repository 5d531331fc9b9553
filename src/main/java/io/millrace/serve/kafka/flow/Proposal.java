package io.millrace.serve.kafka.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One commit to be: the events that it covers, and where it moves the watermarks of their
 * partitions.
 *
 * <p>Confined to the sending thread, but for what says otherwise.
 */
public final class Proposal {
  private record Step(Watermark watermark, List<InFlightEvent> events) {}

  private final Map<PartitionLane, Step> steps = new LinkedHashMap<>();
  private final List<InFlightEvent> left = new ArrayList<>();

  private Proposal() {}

  /**
   * Covers as many of the events as the watermarks can reach.
   *
   * @param finished in the order in which they were sent
   */
  static Proposal of(Collection<InFlightEvent> finished) {
    Proposal proposal = new Proposal();
    Map<PartitionLane, List<InFlightEvent>> byLane = new LinkedHashMap<>();
    for (InFlightEvent event : finished) {
      byLane.computeIfAbsent(event.lane, _ -> new ArrayList<>()).add(event);
    }
    byLane.forEach(proposal::add);
    return proposal;
  }

  /** Reach grows with what is covered, so what was out of it at first is tried again. */
  private void add(PartitionLane lane, List<InFlightEvent> events) {
    Watermark watermark = lane.committed();
    List<InFlightEvent> covered = new ArrayList<>();
    List<InFlightEvent> beyond = events;
    List<InFlightEvent> within;
    do {
      Watermark before = watermark;
      within = beyond.stream().filter(before::reaches).toList();
      beyond = beyond.stream().filter(event -> !before.reaches(event)).toList();
      watermark = before.with(within);
      covered.addAll(within);
    } while (!within.isEmpty() && !beyond.isEmpty());
    if (!covered.isEmpty()) {
      steps.put(lane, new Step(watermark, covered));
    }
    left.addAll(beyond);
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /** The events that are not covered. */
  List<InFlightEvent> left() {
    return left;
  }

  /** The events that are covered. */
  List<InFlightEvent> events() {
    List<InFlightEvent> events = new ArrayList<>();
    steps.values().forEach(step -> events.addAll(step.events));
    return events;
  }

  /** Whether one of the partitions was taken away. For every thread. */
  public boolean isStale() {
    return steps.keySet().stream().anyMatch(PartitionLane::isClosed);
  }

  /** What to commit, but for partitions that were taken away. For every thread. */
  public Map<TopicPartition, OffsetAndMetadata> offsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    steps.forEach(
        (lane, step) -> {
          if (!lane.isClosed()) {
            offsets.put(lane.partition(), step.watermark.toCommit());
          }
        });
    return offsets;
  }

  /** Kafka has done so. */
  void committed() {
    steps.forEach((lane, step) -> lane.committed(step.watermark, step.events));
  }
}
