/**
 * The engine port: token ids in, logits out.
 *
 * <pre>
 * stage directory --Engine--> Tokenizer, Classifier
 * utterance --Tokenizer--> TokenIds --Classifier--> logits
 * </pre>
 *
 * <p>No engine's type stands in a signature here; may import only {@code model.bundle} and {@code
 * model.text}.
 */
package io.millrace.model.infer;
