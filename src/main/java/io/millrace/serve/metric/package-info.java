/**
 * The catalogue of meters, and the listeners that feed them.
 *
 * <p>The only package besides {@code serve.app} that sees Micrometer and the Prometheus client. May
 * import {@code serve.event}, and the packages whose listeners it implements: {@code serve.batch},
 * {@code serve.cascade}, {@code serve.kafka.flow}.
 */
package io.millrace.serve.metric;
