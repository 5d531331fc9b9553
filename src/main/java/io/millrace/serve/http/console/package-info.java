/**
 * The console: one page that asks the cascade and shows what it does, and what the page asks for.
 *
 * <pre>
 * GET  /                the page; /console/*.js, *.css, *.svg
 * GET  /console/state   counts since the start, recent predictions and dead letters; each second
 * GET  /console/bundle  what the bundle in force is
 * POST /console/ask     one text, and what each stage said of it
 * </pre>
 *
 * <p>The page computes rates and quantiles from two states, so that nothing is kept here for it but
 * the last few predictions and dead letters. May import {@code serve.http}, {@code serve.event} and
 * {@code serve.cascade}.
 */
package io.millrace.serve.http.console;
