/**
 * Values whose schemas lie in a registry: the only package that sees Avro and Apicurio's
 * serializers.
 *
 * <p>Knows nothing of the flow of events.
 */
package io.millrace.serve.kafka.registry;
