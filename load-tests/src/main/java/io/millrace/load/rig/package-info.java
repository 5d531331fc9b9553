/** What every scenario works with, and how one is run and judged. */
package io.millrace.load.rig;
