/**
 * Every option of the service, one interface a prefix.
 *
 * <p>Only {@code serve.app} sees these; the classes that do the work get small validated records.
 * May import no other package of the project.
 */
package io.millrace.serve.config;
