/**
 * When to send which requests together: pure objects over queues and a time.
 *
 * <pre>
 * (time, [QueueView a stage]) --Scheduler--> Send | Shed | Wait
 * engine calls --CostModel--> CostSurface, in every QueueView
 * </pre>
 *
 * <p>The same objects run under the live clock in the pool and under virtual time in tests and
 * simulations. Knows no thread, no clock, no engine, and imports no other package of the project.
 */
package io.millrace.serve.batch.schedule;
