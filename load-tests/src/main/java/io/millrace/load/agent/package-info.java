/** What runs inside a service to spoil its engine; imports nothing but the JDK. */
package io.millrace.load.agent;
