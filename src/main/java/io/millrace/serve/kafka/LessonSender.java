package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.cascade.LessonListener;
import io.millrace.serve.event.Lesson;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import io.millrace.serve.kafka.codec.LessonJson;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Answers by another, and writes what the teacher says on the way, or afterwards in an audit, to
 * the distillation topic, by the event's id.
 *
 * <p>It never waits: what Kafka does not take at once, or loses, is dropped and counted. The
 * event's answer and offset know nothing of it.
 *
 * <p>Safe for use by many threads.
 */
public final class LessonSender implements Answerer, AutoCloseable {
  private final Answerer answerer;
  private final String topic;
  private final LessonListener listener;
  private final Producer<byte[], byte[]> producer;

  /**
   * Connects in the background.
   *
   * @param settings of Kafka's clients: where and how to connect
   */
  public LessonSender(
      Answerer answerer, Map<String, Object> settings, String topic, LessonListener listener) {
    this.answerer = answerer;
    this.topic = topic;
    this.listener = listener;
    this.producer = DroppingProducer.of(settings);
  }

  @Override
  public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    answerer.ask(event, arrivedNanos, deadlineNanos, new Kept(event, reply));
  }

  private void send(Lesson lesson) {
    try {
      producer.send(
          new ProducerRecord<>(topic, lesson.id().getBytes(UTF_8), LessonJson.encode(lesson)),
          (_, failure) -> listener.lesson(result(failure)));
    } catch (KafkaException | IllegalStateException notNow) {
      listener.lesson(LessonListener.Result.UNSENT);
    }
  }

  private static LessonListener.Result result(Exception failure) {
    return failure == null ? LessonListener.Result.KEPT : LessonListener.Result.UNSENT;
  }

  @Override
  public void close() {
    producer.close(DroppingProducer.CLOSE_LIMIT);
  }

  /** The reply to an event whose lessons are kept. */
  private final class Kept implements WatchedReply {
    private final TextEvent event;
    private final Reply reply;

    /** What the teacher says after the answer, it says in an audit. */
    private volatile boolean isAnswered;

    Kept(TextEvent event, Reply reply) {
      this.event = event;
      this.reply = reply;
    }

    @Override
    public Reply watched() {
      return reply;
    }

    @Override
    public void answered(Prediction prediction) {
      isAnswered = true;
      reply.answered(prediction);
    }

    @Override
    public void taught(Lesson.Teacher teacher, float[] logits) {
      send(
          new Lesson(
              event.id(),
              event.text(),
              isAnswered ? Lesson.Source.AUDITED : Lesson.Source.ESCALATED,
              teacher,
              logits));
    }
  }
}
