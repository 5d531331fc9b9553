/**
 * Measurements of what reads an utterance: tokenizers side by side.
 *
 * <p>Nothing but {@code cli} may import it.
 */
package io.millrace.bench.words;
