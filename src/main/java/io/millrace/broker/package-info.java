/**
 * A real Kafka broker inside this JVM, for the demo, for tests and for load tests; never part of
 * the service's image.
 *
 * <p>May not import any other package of the project; sees Kafka alone.
 */
package io.millrace.broker;
