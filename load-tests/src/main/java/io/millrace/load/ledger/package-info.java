/** What was sent, what came back, and how late. */
package io.millrace.load.ledger;
