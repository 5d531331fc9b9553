/**
 * The scheduler under virtual time: arrivals and measured engine calls in, latencies out.
 *
 * <pre>
 * [Arrival] -> queues -> Scheduler -> CallTimes (drawn from real calls) -> Tally
 * </pre>
 *
 * <p>Seconds of traffic take milliseconds, and the machine's other work changes nothing. May import
 * the pure scheduling and the engine port.
 */
package io.millrace.bench.simulate;
