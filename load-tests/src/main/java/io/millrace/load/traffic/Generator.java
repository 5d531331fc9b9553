package io.millrace.load.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.load.ledger.Ledger;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events when they are due, whether or not earlier ones were answered: an open loop. What
 * could not be sent in time is sent late and keeps its due time, so that waiting shows as latency.
 *
 * <p>Source: Schroeder, Wierman and Harchol-Balter, Open Versus Closed: A Cautionary Tale, NSDI
 * 2006.
 *
 * <p>Safe for use by many threads.
 */
public final class Generator implements AutoCloseable {
  /** The ledger's name of an event, in a header: headers go from an event to its answer. */
  public static final String HEADER = "load-id";

  private static final double NANOS = 1e9;

  private final Traffic traffic;
  private final String topic;
  private final Ledger ledger;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random;
  private final ZipfKeys keys;
  private final EventWriter writer;
  private final Thread thread = new Thread(this::run, "generator");
  private volatile double ratePerSecond;
  private volatile boolean isStopped;

  /** Starts nothing yet. */
  public Generator(Traffic traffic, String bootstrapServers, String topic, Ledger ledger) {
    this.traffic = traffic;
    this.topic = topic;
    this.ledger = ledger;
    this.ratePerSecond = traffic.ratePerSecond();
    this.random = new Random(traffic.seed());
    this.keys = new ZipfKeys(traffic.keys(), traffic.zipf());
    this.writer = new EventWriter(traffic.maxWords(), random);
    // Idempotent, and as patient as a broker may be away: the rig itself loses and doubles nothing.
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "acks",
            "all",
            "enable.idempotence",
            true,
            "linger.ms",
            2,
            "delivery.timeout.ms",
            Integer.MAX_VALUE,
            "max.block.ms",
            Integer.MAX_VALUE,
            "reconnect.backoff.max.ms",
            1_000);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    thread.setDaemon(true);
  }

  /** The first event is due now. */
  public void start() {
    thread.start();
  }

  /** Events due a second from now on. */
  public void rate(double ratePerSecond) {
    this.ratePerSecond = ratePerSecond;
  }

  /** No event is due any more; returns when Kafka has all that were. */
  public void finish() throws InterruptedException {
    isStopped = true;
    thread.join();
    producer.flush();
  }

  @Override
  public void close() {
    isStopped = true;
    thread.interrupt();
    producer.close(java.time.Duration.ZERO);
  }

  private void run() {
    double due = System.nanoTime();
    while (!isStopped) {
      due += gapNanos();
      awaitNanos((long) due);
      if (!isStopped) {
        send((long) due);
      }
    }
  }

  private double gapNanos() {
    double even = NANOS / ratePerSecond;
    return switch (traffic.arrivals()) {
      case CONSTANT -> even;
      case POISSON -> -Math.log(1 - random.nextDouble()) * even;
    };
  }

  private void awaitNanos(long due) {
    long left = due - System.nanoTime();
    while (left > 0 && !isStopped) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private void send(long dueNanos) {
    int key = keys.draw(random);
    int event = ledger.due(key, dueNanos);
    String id = ledger.id(event);
    double kind = random.nextDouble();
    boolean isPoison = kind < traffic.poisonShare();
    boolean isSpoiling = !isPoison && kind < traffic.poisonShare() + traffic.spoilingShare();
    byte[] value =
        isPoison ? writer.poison(id) : isSpoiling ? writer.spoiling(id) : writer.event(id);
    if (isPoison || isSpoiling) {
      ledger.condemned(event, value);
    }
    var record = new ProducerRecord<>(topic, ("key-" + key).getBytes(UTF_8), value);
    record.headers().add(HEADER, id.getBytes(UTF_8));
    producer.send(
        record,
        (_, failure) -> {
          if (failure == null) {
            ledger.sent(event);
          }
        });
  }
}
