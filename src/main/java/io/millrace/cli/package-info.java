/**
 * The commands: thin classes that read options, call the packages that do the work, and print what
 * was measured.
 *
 * <p>May import everything; nothing imports it.
 */
package io.millrace.cli;
