/**
 * SmallRye's Kafka channels: one consumer, one producer, their threads, and when they start and
 * stop.
 *
 * <p>What happens between the two is in {@code serve.kafka.flow}, what records look like in {@code
 * serve.kafka.codec}. May import both, {@code serve.event} and {@code serve.cascade}.
 */
package io.millrace.serve.kafka;
