/**
 * Records as OpenTelemetry's conventions for messaging see them, and the headers by which a trace
 * goes from record to record (W3C Trace Context).
 *
 * <p>May import {@code serve.cascade}, which declares the port; knows nobody who keeps traces.
 */
package io.millrace.serve.kafka.trace;
