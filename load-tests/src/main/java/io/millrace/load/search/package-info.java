/** Where the highest rate that holds is: arithmetic only. */
package io.millrace.load.search;
