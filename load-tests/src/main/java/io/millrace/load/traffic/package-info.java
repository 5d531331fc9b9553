/** Events, and when they are due. */
package io.millrace.load.traffic;
