/** Processes of a run: the broker, the services, and what can be done to them. */
package io.millrace.load.process;
