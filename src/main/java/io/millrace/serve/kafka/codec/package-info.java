/**
 * Kafka records to events and answers to Kafka records: the contract of the topics, and nothing
 * else.
 *
 * <pre>
 * ConsumerRecord --EventDecoder--> Decoded.Event(TextEvent, Envelope) --PredictionEncoder--> ProducerRecord
 *                            \---> Decoded.Rejected(Rejection) -------DeadLetterEncoder----> ProducerRecord
 * </pre>
 *
 * <p>Pure: bytes in, bytes out, no client, no thread. May import {@code serve.event}, the Kafka
 * record types and Jackson's streaming parser. The few CloudEvent attributes are read by hand: the
 * CloudEvents library would add three artifacts to copy six strings.
 */
package io.millrace.serve.kafka.codec;
