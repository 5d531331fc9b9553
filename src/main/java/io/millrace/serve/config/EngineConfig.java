package io.millrace.serve.config;

import io.smallrye.config.WithDefault;

/**
 * How stages are asked.
 *
 * <p>Immutable.
 */
public interface EngineConfig {
  /**
   * Where stages run. {@code gpu} asks ONNX Runtime for CUDA, on the first GPU that is visible, and
   * needs {@code onnxruntime_gpu} in the class path in place of {@code onnxruntime}: without it the
   * service does not start. Int8 stages would run on the CPU all the same; choose one in float, one
   * worker and larger batches.
   */
  @WithDefault("cpu")
  Device device();

  /** What runs a stage. */
  enum Device {
    CPU,
    GPU
  }
}
