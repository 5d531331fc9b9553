/**
 * The demo: a broker, the service, and a customer of both, in one JVM.
 *
 * <pre>
 * Traffic -> Feeder -> millrace.events -> the service -> millrace.predictions  -> Harvest -> Ledger -> Summary
 *                                                    \-> millrace.dead-letters -/
 * </pre>
 *
 * <p>Talks to the service through Kafka alone, as a stranger would. May import {@code broker} and
 * {@code model.bundle}.
 */
package io.millrace.cli.demo;
