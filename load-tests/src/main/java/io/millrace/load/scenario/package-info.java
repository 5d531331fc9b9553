/**
 * What a run does and must show, as a file says it: traffic, services, a fault or a search, and
 * objectives. Knows no process and no Kafka.
 */
package io.millrace.load.scenario;
