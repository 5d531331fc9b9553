package io.millrace.compress.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * An ONNX graph: inputs, constants (initializers), nodes and outputs, joined by the names of
 * values.
 *
 * <p>Emit one by calling {@link #input}, {@link #initializer}, {@link #node} and {@link #output} in
 * turn; change one by {@link #replace}, {@link #rename} and {@link #prune}.
 *
 * <p>Not for sharing.
 *
 * <p>Errors: an {@link InvalidGraphException} names the node or value.
 */
public final class Graph {
  /** The version of ONNX's own operators that an emitted graph asks for. */
  public static final long OPSET = 17;

  private final Map<String, Long> opsets = new TreeMap<>(Map.of("", OPSET));
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<String, Tensor> initializers = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();

  /**
   * Declares an input.
   *
   * @param dims a number each, or a name where it varies from call to call
   * @return its name
   */
  public String input(String name, ElementType type, String... dims) {
    inputs.put(claim(name), new Value(name, type, List.of(dims)));
    return name;
  }

  /** Adds a constant under its name, or under a fresh one made from it if it is taken. */
  public String initializer(String name, Tensor tensor) {
    String unique = claim(fresh(name));
    initializers.put(unique, tensor);
    return unique;
  }

  /** Adds a constant of floats; without dimensions a scalar. */
  public String initializer(String name, float[] elements, long... dims) {
    return initializer(name, Tensor.of(elements, dims));
  }

  /** Adds a constant of 64-bit integers; without dimensions a scalar. */
  public String initializer(String name, long[] elements, long... dims) {
    return initializer(name, Tensor.of(elements, dims));
  }

  /** Adds a node with one output. Returns the output's name. */
  public String node(String opType, List<String> inputs) {
    return node(opType, inputs, Map.of());
  }

  /**
   * Adds a node with one output.
   *
   * @param attributes as {@link Node} takes them
   * @return the output's name
   */
  public String node(String opType, List<String> inputs, Map<String, Object> attributes) {
    String name = fresh(opType);
    return add(new Node(name, "", opType, inputs, List.of(name), attributes)).output();
  }

  /**
   * Adds a node as it is; its outputs must be new names, its inputs known by the time of saving.
   */
  public Node add(Node node) {
    if (!nodeNames.add(node.name())) {
      throw new InvalidGraphException(node + ": expected a new name");
    }
    node.outputs().stream().filter(output -> !output.isEmpty()).forEach(this::claim);
    if (!node.domain().isEmpty()) {
      opsets.putIfAbsent(node.domain(), 1L);
    }
    nodes.add(node);
    return node;
  }

  /**
   * Makes a value an output, under a name that callers will ask for.
   *
   * @param dims a number each, or a name where it varies from call to call
   */
  public void output(String value, String name, ElementType type, String... dims) {
    if (!value.equals(name)) {
      rename(value, name);
    }
    declareOutput(new Value(name, type, List.of(dims)));
  }

  void declareOutput(Value output) {
    outputs.put(output.name(), output);
  }

  /** Makes a value no output any more; the value itself stays. */
  public void removeOutput(String name) {
    Objects.requireNonNull(outputs.remove(name), name);
  }

  /** A name that no value and no node bears yet: the hint itself, or the hint with a number. */
  public String fresh(String hint) {
    String name = hint;
    for (int i = 1; names.contains(name) || nodeNames.contains(name); i++) {
      name = hint + "_" + i;
    }
    return name;
  }

  /** The inputs in order. */
  public List<Value> inputs() {
    return List.copyOf(inputs.values());
  }

  /** The outputs in order. */
  public List<Value> outputs() {
    return List.copyOf(outputs.values());
  }

  /** The constants by name, in the order of their making. */
  public Map<String, Tensor> initializers() {
    return Collections.unmodifiableMap(initializers);
  }

  /** The constant of that name, or of the {@code Constant} node that makes it. */
  public Optional<Tensor> constant(String value) {
    return Optional.ofNullable(initializers.get(value))
        .or(
            () ->
                producer(value)
                    .filter(node -> node.is("Constant"))
                    .map(node -> node.attributes().get("value"))
                    .filter(Tensor.class::isInstance)
                    .map(Tensor.class::cast));
  }

  /** Operator versions by domain; the empty domain is ONNX's own. */
  public Map<String, Long> opsets() {
    return Collections.unmodifiableMap(opsets);
  }

  void opset(String domain, long version) {
    opsets.put(domain, version);
  }

  /**
   * The nodes, each after those whose outputs it reads.
   *
   * @throws InvalidGraphException if nodes form a circle or an input is unknown
   */
  public List<Node> nodes() {
    return TopologicalOrder.of(nodes, known());
  }

  /** The node that makes a value; none for inputs and initializers. */
  public Optional<Node> producer(String value) {
    return nodes.stream().filter(node -> node.outputs().contains(value)).findFirst();
  }

  /** The nodes that read a value. */
  public List<Node> consumers(String value) {
    return nodes.stream().filter(node -> node.inputs().contains(value)).toList();
  }

  /** Whether a value leaves the graph. */
  public boolean isOutput(String value) {
    return outputs.containsKey(value);
  }

  /** Takes a node out; whoever read its outputs must get them elsewhere. */
  public void remove(Node node) {
    if (!nodes.remove(node)) {
      throw new InvalidGraphException(node + ": not in the graph");
    }
    nodeNames.remove(node.name());
    node.outputs().forEach(names::remove);
  }

  /** Puts another node in the place of one, with the same outputs or others. */
  public void replace(Node old, Node replacement) {
    remove(old);
    add(replacement);
  }

  /** Takes a constant out. */
  public void removeInitializer(String name) {
    Objects.requireNonNull(initializers.remove(name), name);
    names.remove(name);
  }

  /** Puts other elements under a constant's name. */
  public void setInitializer(String name, Tensor tensor) {
    if (initializers.replace(name, tensor) == null) {
      throw new InvalidGraphException("initializer " + name + ": not in the graph");
    }
  }

  /** Gives the output of a node another name, everywhere it is read. */
  public void rename(String from, String to) {
    Node maker =
        producer(from)
            .orElseThrow(() -> new InvalidGraphException("value " + from + ": no node makes it"));
    if (from.equals(to)) {
      return;
    }
    claim(to);
    names.remove(from);
    UnaryOperator<String> renaming = name -> name.equals(from) ? to : name;
    nodes.replaceAll(
        node ->
            node == maker || node.inputs().contains(from) ? Names.rename(node, renaming) : node);
  }

  /** Makes every node that reads one value read another instead; outputs stay. */
  public void redirect(String from, String to) {
    nodes.replaceAll(node -> Names.renameInputs(node, name -> name.equals(from) ? to : name));
  }

  /** Drops nodes and initializers that no output depends on. */
  public void prune() {
    Set<String> needed = new HashSet<>(outputs.keySet());
    for (Node node : nodes().reversed()) {
      if (Collections.disjoint(node.outputs(), needed)) {
        remove(node);
      } else {
        needed.addAll(node.inputs());
      }
    }
    List.copyOf(initializers.keySet()).stream()
        .filter(name -> !needed.contains(name))
        .forEach(this::removeInitializer);
  }

  /**
   * Copies all nodes and constants of another graph into this one, as the members of an ensemble
   * are.
   *
   * @param prefix put before every name that is copied
   * @param bindings for each input of the other graph, the value of this graph to read instead
   * @return for each output of the other graph, its name here
   */
  public Map<String, String> copy(Graph other, String prefix, Map<String, String> bindings) {
    for (Value input : other.inputs()) {
      if (!bindings.containsKey(input.name())) {
        throw new InvalidGraphException("input " + input.name() + ": bound to nothing");
      }
    }
    other.opsets.forEach(this::requireSame);
    UnaryOperator<String> naming =
        name -> name.isEmpty() ? name : bindings.getOrDefault(name, prefix + name);
    other.initializers.forEach((name, tensor) -> initializers.put(claim(prefix + name), tensor));
    for (Node node : other.nodes()) {
      Node renamed = Names.rename(node, naming);
      add(Names.named(renamed, prefix + node.name()));
    }
    Map<String, String> copied = new LinkedHashMap<>();
    other.outputs.keySet().forEach(name -> copied.put(name, naming.apply(name)));
    return copied;
  }

  /**
   * Checks that names join up.
   *
   * @throws InvalidGraphException if a node reads or an output names a value that nothing makes
   */
  void requireValid() {
    Set<String> known = new HashSet<>(known());
    nodes().forEach(node -> known.addAll(node.outputs()));
    for (String output : outputs.keySet()) {
      if (!known.contains(output)) {
        throw new InvalidGraphException("output " + output + ": nothing makes it");
      }
    }
    if (outputs.isEmpty()) {
      throw new InvalidGraphException("graph has no output");
    }
  }

  /** Operators may mean different things in different versions, so graphs of two do not mix. */
  private void requireSame(String domain, long version) {
    Long own = opsets.putIfAbsent(domain, version);
    if (own != null && own != version) {
      throw new InvalidGraphException(
          "operators of domain '%s': expected version %d, found %d"
              .formatted(domain, own, version));
    }
  }

  private Collection<String> known() {
    Set<String> known = new HashSet<>(inputs.keySet());
    known.addAll(initializers.keySet());
    return known;
  }

  private String claim(String name) {
    if (name.isEmpty() || !names.add(name)) {
      throw new InvalidGraphException("value '" + name + "': expected a new name");
    }
    return name;
  }
}
