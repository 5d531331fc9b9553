/**
 * Batching against its rivals, at equal latency: policies of other servers behind the service's own
 * interface, each at its best.
 *
 * <p>Rivals live here alone. May import {@code bench}, its simulation, the service's batching, the
 * models, and the toolkit that makes the stage.
 */
package io.millrace.bench.batching;
