/**
 * The Open Inference Protocol, version 2, over HTTP, with the binary tensor extension; the bundle
 * is the one model there is.
 *
 * <pre>
 * body -> InferRequest -> TextAnswers -> predictions -> InferResponse -> body
 *   |          |texts, outputs                              |tensors
 *   +- JSON, and behind it bytes that BinaryStrings reads   +- the same way
 * </pre>
 *
 * <p>May import {@code serve.http}, {@code serve.event} and {@code serve.cascade}.
 *
 * <p>Source: Open Inference Protocol, specification/protocol/inference_rest.md (KServe); Binary
 * Tensor Data Extension (Triton, KServe).
 */
package io.millrace.serve.http.oip;
