package io.millrace.testing;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/** ONNX Runtime for tests that need it bare, with options of their own. */
public final class Onnx {
  private Onnx() {}

  /**
   * The one environment of this JVM. DJL insists on being the first to ask for it, and other tests
   * of the same JVM use DJL.
   */
  public static OrtEnvironment environment() {
    Engine.getEngine("OnnxRuntime");
    return OrtEnvironment.getEnvironment();
  }
}
