/**
 * What becomes of trust while the service runs: the input shifts, or there is three times too much
 * of it.
 *
 * <pre>
 * Schedule -> Watch -> events -> service -> predictions, audits, policy, quality -> Watch -> figures
 * </pre>
 *
 * <p>May import {@code bench}, {@code bench.service}, the service, the models and the toolkit.
 */
package io.millrace.bench.trust;
