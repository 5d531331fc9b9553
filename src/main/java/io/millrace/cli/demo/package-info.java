/**
 * The demo: a broker, the service, and a customer of both, in one JVM.
 *
 * <pre>
 * Traffic -> Feeder -> millrace.events -> the service -> millrace.predictions  -> Harvest -> Ledger -> Summary
 *                                                    \-> millrace.dead-letters -/
 * </pre>
 *
 * <p>Starts the service, then talks to it through Kafka alone, as a stranger would. May import
 * {@code broker}, {@code serve.app} and {@code model.bundle}.
 */
package io.millrace.cli.demo;
