/** The fault of hot swaps: bundles of one model under many versions, and who answered what. */
package io.millrace.load.swap;
