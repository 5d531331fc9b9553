/** What a run leaves behind: a page, histogram logs, figures. */
package io.millrace.load.result;
