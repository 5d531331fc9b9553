/**
 * What an event costs and how long it waits: cascade against teacher, service against engine,
 * latency under load.
 *
 * <p>May import {@code bench}, the service, the models, the toolkit's data and measure packages,
 * and the broker.
 */
package io.millrace.bench.service;
