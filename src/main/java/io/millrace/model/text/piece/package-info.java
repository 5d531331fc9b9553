/**
 * Utterance to word pieces, as BERT's tokenizers do it.
 *
 * <pre>
 * utterance -> added tokens -> each character: cleaned, decomposed, lower case -> words -> pieces
 * </pre>
 *
 * <p>Knows no files but its own table of characters. May import {@code model.text}.
 */
package io.millrace.model.text.piece;
