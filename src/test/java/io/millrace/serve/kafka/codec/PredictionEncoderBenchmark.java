package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Prediction.Alternative;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write a prediction as the record that answers an event's. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PredictionEncoderBenchmark {
  private final PredictionEncoder encoder =
      new PredictionEncoder("predictions", InstantSource.system());
  private final ConsumerRecord<byte[], byte[]> event =
      new ConsumerRecord<>("events", 3, 123_456, "key".getBytes(UTF_8), new byte[0]);
  private final Prediction prediction =
      new Prediction(
          "events-3-123456",
          "balance",
          0.973_412_78,
          "0-student",
          "clinc150:1",
          Outcome.ACCEPTED,
          List.of(
              new Alternative("balance", 0.973_412_78),
              new Alternative("bill_balance", 0.012_345_6),
              new Alternative("transactions", 0.001_234_5)),
          null,
          new Prediction.Timings(0.412_345, 1.234_567, 1.712_345));

  /** Bare JSON, as most events ask for. */
  @Benchmark
  public ProducerRecord<byte[], byte[]> bare() {
    return encoder.encode(event, new Envelope.Bare(), prediction);
  }
}
