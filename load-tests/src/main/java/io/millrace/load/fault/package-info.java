/** One kind of trouble a file. */
package io.millrace.load.fault;
