package io.millrace.compress.prune;

import io.millrace.compress.graph.Node;

/**
 * A node that keeps its size, and why.
 *
 * <p>Immutable.
 */
public record Obstacle(Node node, String reason) {}
