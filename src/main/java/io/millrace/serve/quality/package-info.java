/**
 * Whether answers can still be trusted: predictions joined with audits and feedback, in windows.
 *
 * <pre>
 * predictions -+
 * audits ------+-> Sighting by event id -> Joining -> Sighting by bundle -> Windows -> quality topic -> Latest
 * feedback ----+                           (memory)                         (slots, drift)        (query)
 * </pre>
 *
 * <p>Kafka Streams with exactly_once_v2: offsets, state and figures of a commit are one
 * transaction, so that a killed process goes on as if nothing had happened. Time is that of the
 * records. May import {@code serve.event} and {@code serve.quality.evidence}.
 */
package io.millrace.serve.quality;
