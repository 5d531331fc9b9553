package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read an event from its record. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventDecoderBenchmark {
  private static final String SHORT = "{\"text\":\"what is my balance today\"}";
  private static final String WHOLE =
      "{\"id\":\"c-17-4\",\"text\":\"what is my balance today\",\"deadlineMs\":200,"
          + "\"priority\":1,\"context\":{\"conversation\":17,\"turn\":[4,\"web\"]}}";

  private final EventDecoder decoder = new EventDecoder(1 << 16);
  private final ConsumerRecord<byte[], byte[]> textAlone = record(SHORT);
  private final ConsumerRecord<byte[], byte[]> allMembers = record(WHOLE);

  private static ConsumerRecord<byte[], byte[]> record(String json) {
    return new ConsumerRecord<>("events", 3, 123_456, "key".getBytes(UTF_8), json.getBytes(UTF_8));
  }

  /** As most producers write it. */
  @Benchmark
  public Decoded textAlone() {
    return decoder.decode(textAlone);
  }

  /** With every member there is. */
  @Benchmark
  public Decoded allMembers() {
    return decoder.decode(allMembers);
  }
}
