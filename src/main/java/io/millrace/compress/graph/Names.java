package io.millrace.compress.graph;

import java.util.List;
import java.util.function.UnaryOperator;

/** Nodes under other names. */
final class Names {
  private Names() {}

  static Node rename(Node node, UnaryOperator<String> renaming) {
    return with(node, renamed(node.inputs(), renaming), renamed(node.outputs(), renaming));
  }

  static Node renameInputs(Node node, UnaryOperator<String> renaming) {
    return with(node, renamed(node.inputs(), renaming), node.outputs());
  }

  static Node named(Node node, String name) {
    return new Node(
        name, node.domain(), node.opType(), node.inputs(), node.outputs(), node.attributes());
  }

  private static Node with(Node node, List<String> inputs, List<String> outputs) {
    return new Node(node.name(), node.domain(), node.opType(), inputs, outputs, node.attributes());
  }

  private static List<String> renamed(List<String> names, UnaryOperator<String> renaming) {
    return names.stream().map(renaming).toList();
  }
}
