package io.millrace.serve.kafka.flow;

import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Moves what happens on many threads of two processes in real life (polls, answers, sends,
 * acknowledgements, commits that fail, rebalances, crashes) in random order on one, and checks what
 * must always hold.
 *
 * <p>100,000 and more interleavings: each is a short life of its own, with its own seed.
 */
class FlowSimulationTest {
  /** Held, because the logging system forgets the level of a logger that nobody holds. */
  private static final Logger QUIET = Logger.getLogger(Drain.class.getName());

  private static final int LIVES = 17_000;
  private static final int STEPS = 50;

  private SimulatedKafka kafka;
  private SimulatedMember[] members;
  private SimulatedMember[] owners;

  @BeforeAll
  static void expectEventsToBeGivenUp() {
    QUIET.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    QUIET.setLevel(null);
  }

  /**
   * Nothing is skipped; nothing is answered twice but for a crash, or a drain that was cut short.
   */
  @ParameterizedTest
  @CsvSource({
    "KEY,false,CLEAN",
    "NONE,false,CLEAN",
    "KEY,false,ROUGH",
    "KEY,true,CLEAN",
    "KEY,true,ROUGH",
    "NONE,true,ROUGH"
  })
  void skipsNothingAndKeepsOrder(KafkaPolicy.Order order, boolean isExactlyOnce, World world) {
    for (int seed = 0; seed < LIVES; seed++) {
      try {
        live(seed, order, isExactlyOnce, world);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  enum World {
    /** Partitions move when nothing of them is in flight any more. */
    CLEAN,
    /** Partitions move at any time, with or without the word of their owner; processes crash. */
    ROUGH
  }

  private void live(int seed, KafkaPolicy.Order order, boolean isExactlyOnce, World world) {
    Random random = new Random(seed);
    kafka = new SimulatedKafka(random.nextInt(3) == 0 ? 7_000 : 1 + random.nextInt(2));
    members = new SimulatedMember[2];
    owners = new SimulatedMember[SimulatedKafka.PARTITIONS];
    for (int i = 0; i < members.length; i++) {
      members[i] = new SimulatedMember(kafka, random, order, isExactlyOnce);
    }
    for (int partition = 0; partition < owners.length; partition++) {
      give(partition, members[random.nextInt(members.length)]);
    }
    for (int step = 0; step < STEPS; step++) {
      int die = random.nextInt(100);
      if (die < 4) {
        rebalance(random, world);
      } else if (die < 6 && world == World.ROUGH) {
        crash(random, new SimulatedMember(kafka, random, order, isExactlyOnce));
      } else if (die < 10) {
        hear(members[random.nextInt(members.length)]);
      } else {
        members[random.nextInt(members.length)].step();
      }
    }
    end(isExactlyOnce || world == World.CLEAN, order == KafkaPolicy.Order.KEY);
  }

  private void give(int partition, SimulatedMember to) {
    owners[partition] = to;
    kafka.rebalanced();
    to.gain(Events.partition(partition));
  }

  private void rebalance(Random random, World world) {
    int partition = random.nextInt(owners.length);
    SimulatedMember from = owners[partition];
    SimulatedMember to = from == members[0] ? members[1] : members[0];
    hear(from);
    hear(to);
    if (world == World.ROUGH && random.nextInt(4) == 0) {
      give(partition, to); // The owner was thrown out, and hears of it later.
      return;
    }
    if (world == World.CLEAN) {
      from.settle();
    }
    kafka.rebalanced();
    from.lose(Events.partition(partition));
    give(partition, to);
  }

  /** Finds out who owns what by now, as every poll does. */
  private void hear(SimulatedMember member) {
    List<TopicPartition> missed =
        member.positions.keySet().stream()
            .filter(partition -> owners[partition.partition()] != member)
            .toList();
    if (missed.isEmpty()) {
      member.join();
    } else {
      member.miss(missed);
    }
  }

  private void crash(Random random, SimulatedMember next) {
    int i = random.nextInt(members.length);
    SimulatedMember gone = members[i];
    gone.crash();
    members[i] = next;
    for (int partition = 0; partition < owners.length; partition++) {
      if (owners[partition] == gone) {
        give(partition, next);
      }
    }
  }

  private void end(boolean isOnce, boolean isOrdered) {
    for (SimulatedMember member : members) {
      hear(member);
      member.finish();
    }
    kafka.checkComplete();
    if (isOnce) {
      kafka.checkOnceInOrder(isOrdered);
    }
  }
}
