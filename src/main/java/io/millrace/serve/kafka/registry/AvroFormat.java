package io.millrace.serve.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.resolver.config.SchemaResolverConfig;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.kafka.codec.BadEventException;
import io.millrace.serve.kafka.codec.FormatAwayException;
import io.millrace.serve.kafka.codec.ValueFormat;
import io.vertx.core.VertxException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Avro, with schemas in Apicurio's registry: values are a zero, a schema's content id in four
 * bytes, and Avro's binary encoding.
 *
 * <p>An event is read by the schema that it names, whatever that is, and its members by their names
 * as they would be in JSON. A prediction is written by our own schema, whose id is asked for once,
 * before the first event is read: from then on answers need no registry.
 *
 * <p>What the registry does not know, and bytes that are not of their schema, can never be read.
 * While it is not reached, refuses or fails, nothing can be told: events wait.
 *
 * <p>Events are read by one thread at a time; predictions are written by many.
 */
public final class AvroFormat implements ValueFormat {
  private static final byte[] TYPE = "application/avro".getBytes(UTF_8);
  private static final int NOT_FOUND = 404;
  private static final Prediction SAMPLE =
      new Prediction(
          "", null, 0, null, ":", Outcome.LATE, List.of(), null, new Prediction.Timings(0, 0, 0));

  private final AvroKafkaDeserializer<Object> events = new AvroKafkaDeserializer<>();
  private final AvroKafkaSerializer<GenericRecord> predictions = new AvroKafkaSerializer<>();
  private final String topic;
  private final String registry;

  /** What goes before a prediction; null until the registry has given its schema an id. */
  private volatile byte[] prefix;

  /**
   * Connects when the first event comes.
   *
   * @param registry URL of its API
   * @param settings of Apicurio's serializers; other settings are passed over
   * @param topic of predictions, after which their schema is named
   */
  public AvroFormat(String registry, Map<String, Object> settings, String topic) {
    Map<String, Object> own = new HashMap<>();
    own.put(SchemaResolverConfig.AUTO_REGISTER_ARTIFACT, true);
    own.put(SchemaResolverConfig.RETRY_COUNT, 0);
    // The prediction's schema as a whole, not in parts that refer to one another.
    own.put(SchemaResolverConfig.DEREFERENCE_SCHEMA, true);
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("apicurio.")) {
            own.put(key, value);
          }
        });
    own.put(SchemaResolverConfig.REGISTRY_URL, registry);
    own.put("apicurio.registry.headers.enabled", false);
    events.configure(own, false);
    predictions.configure(own, false);
    this.topic = topic;
    this.registry = registry;
  }

  @Override
  public String json(String eventTopic, Headers headers, byte[] value) throws BadEventException {
    if (prefix == null) {
      prefix = register();
    }
    try {
      return events.deserialize(eventTopic, value).toString();
    } catch (RuntimeException failure) {
      if (isAway(failure)) {
        throw away(failure);
      }
      throw new BadEventException(
          "the value is not Avro of a schema in the registry: "
              + root(failure).getClass().getSimpleName());
    }
  }

  private byte[] register() {
    try {
      GenericRecord sample = AvroPrediction.record(SAMPLE);
      byte[] whole = predictions.serialize(topic, new RecordHeaders(), sample);
      return Arrays.copyOf(whole, whole.length - AvroPrediction.encode(new byte[0], sample).length);
    } catch (RuntimeException failure) {
      throw away(failure);
    }
  }

  @Override
  public byte[] prediction(Headers headers, Prediction prediction) {
    headers.add("content-type", TYPE);
    return AvroPrediction.encode(prefix, AvroPrediction.record(prediction));
  }

  private FormatAwayException away(RuntimeException failure) {
    return new FormatAwayException("schema registry " + registry + ": " + root(failure));
  }

  /** A stream that ends early is the record's fault, and so is a schema that is not there. */
  private static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case ApiException answer -> {
          return answer.getResponseStatusCode() != NOT_FOUND;
        }
        case EOFException _ -> {
          return false;
        }
        case IOException _, VertxException _, TimeoutException _ -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
