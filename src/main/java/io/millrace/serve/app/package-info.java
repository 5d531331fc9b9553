/**
 * The service put together: objects from options, start, stop, health.
 *
 * <pre>
 * options --Policies--> small records --CascadeProducer--> Cascade --KafkaProducer--> channels
 * start: load, warm up, take events.    stop: see Lifecycle
 * </pre>
 *
 * <p>The only package of the service that reads clocks, the environment and the number of CPUs. May
 * import all of {@code serve} and {@code model}; only {@code cli} imports it.
 */
package io.millrace.serve.app;
