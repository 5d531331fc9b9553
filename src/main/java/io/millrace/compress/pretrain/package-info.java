/**
 * Teaches weights what plain text says before they see a label.
 *
 * <pre>
 * lines --SkipGram--> embedding table            (Pretraining: any architecture)
 * lines --mask--> words around --> word masked   (MaskedTraining: encoders, resumable)
 * </pre>
 *
 * <p>May import {@code compress.arch}, {@code compress.data}, {@code compress.train} and {@code
 * model}.
 */
package io.millrace.compress.pretrain;
