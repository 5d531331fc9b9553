package io.millrace.compress.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.millrace.testing.Onnx;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Runs a graph in bare ONNX Runtime on one thread, so that tests hold graphs to its answers. */
public final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment = Onnx.environment();
  private final OrtSession session;

  private OnnxSession(Path file, SessionOptions options) throws OrtException {
    this.session = environment.createSession(file.toString(), options);
  }

  /** A session that runs the graph as it stands in the file. */
  public static OnnxSession unoptimised(Path file) throws OrtException {
    return new OnnxSession(file, options(OptLevel.NO_OPT));
  }

  /** A session as the service runs it. */
  public static OnnxSession optimised(Path file) throws OrtException {
    return new OnnxSession(file, options(OptLevel.ALL_OPT));
  }

  /** A session that writes the graph that it really runs to another file. */
  public static OnnxSession optimised(Path file, Path optimised) throws OrtException {
    SessionOptions options = options(OptLevel.ALL_OPT);
    options.setOptimizedModelFilePath(optimised.toString());
    return new OnnxSession(file, options);
  }

  /** Saves a graph beside nothing else and answers one call. */
  public static float[] run(Graph graph, Path file, Map<String, Object> inputs)
      throws IOException, OrtException {
    OnnxFile.save(graph, file);
    try (OnnxSession session = unoptimised(file)) {
      return session.run(inputs);
    }
  }

  /**
   * The first output, flattened.
   *
   * @param inputs arrays of floats, ints or longs by name
   */
  public float[] run(Map<String, Object> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new TreeMap<>();
    try {
      for (Map.Entry<String, Object> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] elements = new float[buffer.remaining()];
        buffer.get(elements);
        return elements;
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Object elements) throws OrtException {
    return switch (elements) {
      case float[][] rows ->
          OnnxTensor.createTensor(
              environment, FloatBuffer.wrap(flat(rows)), shape(rows.length, rows[0].length));
      case int[][][] ids ->
          OnnxTensor.createTensor(
              environment,
              IntBuffer.wrap(
                  Arrays.stream(ids)
                      .flatMap(Arrays::stream)
                      .flatMapToInt(Arrays::stream)
                      .toArray()),
              shape(ids.length, ids[0].length, ids[0][0].length));
      case int[][] ids ->
          OnnxTensor.createTensor(
              environment,
              IntBuffer.wrap(Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray()),
              shape(ids.length, ids[0].length));
      case int[] ids ->
          OnnxTensor.createTensor(environment, IntBuffer.wrap(ids), shape(ids.length));
      case long[][] places ->
          OnnxTensor.createTensor(
              environment,
              LongBuffer.wrap(Arrays.stream(places).flatMapToLong(Arrays::stream).toArray()),
              shape(places.length, places[0].length));
      default -> throw new IllegalArgumentException(elements.getClass().toString());
    };
  }

  private static long[] shape(long... dims) {
    return dims;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  private static SessionOptions options(OptLevel level) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(level);
    return options;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
