/**
 * Load and fault tests of the whole program, as a black box: it is started as a process, and known
 * by its command line, its topics and its HTTP ports alone.
 *
 * <pre>
 *               generator ---> Kafka ---> service(s) ---> Kafka ---> reader
 *                   |                         ^                        |
 *                   v          scenario: kill, freeze, spoil ...       v
 *                 ledger &lt;------------------------------------------ ledger ---> objectives
 * </pre>
 *
 * <p>{@code process} starts and ends processes, {@code traffic} makes events, {@code ledger} keeps
 * the books, {@code rig} puts them together, {@code scenario} holds one kind of trouble a file,
 * {@code agent} runs inside a service.
 */
package io.millrace.load;
