/**
 * The way of an event from its Kafka record to its answer's acknowledgement: back-pressure, order,
 * watermark.
 *
 * <pre>
 *  poll thread          intake thread              engine worker         sending thread             producer's I/O thread
 *  ------------------   ------------------------   -------------------   ------------------------   ---------------------
 *  batch of records --> room? decode, ask -------> answered, encode ---> turn of its key? send ---> acknowledged
 *  commit, rebalance &lt;---------------- watermark of the partition &lt;-----+  finished  &lt;---------------+
 * </pre>
 *
 * <p>What must be in order (turns of keys, watermarks) belongs to the sending thread alone; others
 * post to its {@link io.millrace.serve.kafka.flow.Mailbox}. Knows no client but by the port {@link
 * io.millrace.serve.kafka.flow.Outbox}. May import {@code serve.event}, {@code serve.cascade} and
 * {@code serve.kafka.codec}.
 */
package io.millrace.serve.kafka.flow;
