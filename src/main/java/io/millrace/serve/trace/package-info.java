/**
 * Traces kept by OpenTelemetry and exported over OTLP.
 *
 * <pre>
 *  trace of the caller
 *    +-- process millrace.events          CONSUMER   taken ... answered
 *          +-- ask student                INTERNAL   asked ... judged (queue and engine call)
 *          +-- ask teacher                INTERNAL
 *          +-- send millrace.predictions  PRODUCER   answered ... acknowledged; its id goes along in the headers
 * </pre>
 *
 * <p>The only package that sees OpenTelemetry. May import {@code serve.event} and {@code
 * serve.cascade}, which declares the port.
 */
package io.millrace.serve.trace;
