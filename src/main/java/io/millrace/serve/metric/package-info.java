/**
 * The catalogue of meters, and the listeners that feed them.
 *
 * <p>The only package that sees Micrometer. May import {@code serve.event}, and the packages whose
 * listeners it implements: {@code serve.batch}, {@code serve.cascade}, {@code serve.kafka}.
 */
package io.millrace.serve.metric;
