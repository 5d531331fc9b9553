/**
 * Load and fault tests of the whole program, as a black box: it is started as a process, and known
 * by its command line, its topics and its HTTP ports alone.
 *
 * <pre>
 *              generator ---&gt; Kafka or HTTP ---&gt; service(s) ---&gt; Kafka or HTTP ---&gt; reader
 *                  |                               ^                                |
 *                  v               fault: kill, freeze, spoil ...                   v
 *                ledger &lt;-------------------------------------------------------- ledger ---&gt; objectives, page
 * </pre>
 *
 * <p>{@code scenario} reads what a run does and must show, {@code process} starts and ends
 * processes, {@code traffic} makes events, {@code ledger} keeps the books, {@code rig} puts them
 * together and judges, {@code search} looks for the highest rate, {@code fault} and {@code swap}
 * hold one kind of trouble a file, {@code result} writes the page, {@code agent} runs inside a
 * service.
 */
package io.millrace.load;
