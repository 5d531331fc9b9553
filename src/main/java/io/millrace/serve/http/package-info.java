/**
 * The cascade over HTTP: {@code POST /predict}, and what its protocols share.
 *
 * <pre>
 * JSON body -> TextAnswers -> Answerer -> Prediction -> JSON
 *                  |no room, engine failed, bad text
 *                  +-> HttpFailure -> problem+json, or the protocol's {"error": ...}
 * </pre>
 *
 * <p>May import {@code serve.event} and {@code serve.cascade}.
 */
package io.millrace.serve.http;
