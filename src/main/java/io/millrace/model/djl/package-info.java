/**
 * The engine port on DJL: ONNX Runtime for models, Hugging Face tokenizers for {@code
 * tokenizer.json}.
 *
 * <pre>
 * List of TokenIds --Padding--> int32 or int64 tensors --ONNX Runtime session--> logits [batch, labels]
 * </pre>
 *
 * <p>The only package outside the toolkit that sees {@code ai.djl}. May import {@code
 * model.bundle}, {@code model.text} and {@code model.infer}.
 */
package io.millrace.model.djl;
