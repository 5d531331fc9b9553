/**
 * Utterance to token ids.
 *
 * <p>Knows neither models nor files: settings come in, ids go out. Must not import any other
 * package of the project.
 */
package io.millrace.model.text;
