/**
 * Trainable architectures: one description, two backends.
 *
 * <pre>
 * SPEC --Architecture--> logits on DJL's PyTorch engine (Network, to train)
 *                  \---> ONNX graph (to serve)
 * </pre>
 *
 * <p>Weights live in Java arrays and are lent to the engine for one call, so an optimizer, an
 * average or a file never meets an engine's type. May import {@code compress.graph} and {@code
 * model}.
 */
package io.millrace.compress.arch;
