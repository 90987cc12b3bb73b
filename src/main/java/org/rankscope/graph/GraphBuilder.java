package org.rankscope.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a {@link Graph}, node by node: {@link Operators} by their names, graphs within graphs, and whole graphs taken in.
 * Not for use by several threads.
 *
 * <p>A result is named after the scope it is made in and its operator, with a number where that repeats:
 * {@code model.layers.0.mlp/Mul}, {@code model.layers.0.mlp/Mul_1}. A node that repeats an earlier one (same operator,
 * inputs and attributes) is not made again: the earlier result is given back.
 */
public final class GraphBuilder extends Operators {
    /** What makes two nodes the same: {@code outputs} says which of the optional results are asked for. */
    private record Application(Op op, List<Value> inputs, Map<String, Attribute> attributes, List<Boolean> outputs) {
        static Application of(Op op, List<Value> inputs, Map<String, Attribute> attributes, List<Value> outputs) {
            List<Boolean> asked =
                    outputs.stream().map(output -> !output.isAbsent()).toList();
            return new Application(op, List.copyOf(inputs), Map.copyOf(attributes), asked);
        }
    }

    private final String name;
    private final List<Value> inputs = new ArrayList<>();
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Map<Value, Tensor> constants = new LinkedHashMap<>();
    private final Map<String, Value> constantsByContent = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, Node> makers = new HashMap<>();
    private final Map<Application, Node> made = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Deque<String> scopes = new ArrayDeque<>();
    private int opset = Op.ONNX_OPSET;

    public GraphBuilder(String name) {
        this.name = name;
    }

    // ---- names -----------------------------------------------------------------------------------------------------

    /** Makes what {@code work} makes with {@code scope} in front of its names. */
    public <T> T in(String scope, Supplier<T> work) {
        scopes.addLast(scope);
        try {
            return work.get();
        } finally {
            scopes.removeLast();
        }
    }

    /** {@code name} without the scopes that are open. */
    public String withoutScope(String name) {
        String prefix = String.join("/", scopes) + "/";
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    @Override
    String place() {
        return scopes.isEmpty() ? "graph '" + name + "'" : "'" + String.join("/", scopes) + "'";
    }

    private String path(String label) {
        String path = scopes.isEmpty() ? label : String.join("/", scopes) + "/" + label;
        int count = names.merge(path, 1, Integer::sum);
        return count == 1 ? path : path(label + "_" + (count - 1));
    }

    private void claim(String fullName) {
        if (names.merge(fullName, 1, Integer::sum) > 1) {
            throw new GraphException("Graph '" + name + "' has two values called '" + fullName + "'.");
        }
    }

    // ---- what comes from outside -----------------------------------------------------------------------------------

    public Value input(String inputName, DType dtype, Shape shape) {
        claim(inputName);
        Value value = new Value(inputName, dtype, shape);
        inputs.add(value);
        return value;
    }

    /** An input like {@code like}. */
    public Value input(Value like) {
        return input(like.name(), like.dtype(), like.shape());
    }

    /** A FLOAT parameter of the model; the same value however often it is asked for. */
    public Value parameter(String parameterName, Shape shape) {
        return parameter(parameterName, DType.FLOAT, shape);
    }

    /** A parameter of the model; the same value however often it is asked for. */
    public Value parameter(String parameterName, DType dtype, Shape shape) {
        Value known = parameters.get(parameterName);
        if (known == null) {
            claim(parameterName);
            known = new Value(parameterName, dtype, shape);
            parameters.put(parameterName, known);
        } else if (!known.shape().equals(shape) || known.dtype() != dtype) {
            throw new GraphException("Parameter '" + parameterName + "' is asked for as " + dtype + " " + shape
                    + " and as " + known.dtype() + " " + known.shape() + ".");
        }
        return known;
    }

    private Value parameter(Value like) {
        return parameter(like.name(), like.dtype(), like.shape());
    }

    @Override
    public Value constant(Tensor tensor) {
        byte[] bytes = new byte[tensor.data().remaining()];
        tensor.data().duplicate().get(bytes);
        String content = tensor.dtype() + " " + tensor.shape() + " " + new String(bytes, StandardCharsets.ISO_8859_1);
        return constantsByContent.computeIfAbsent(content, key -> {
            Value value = new Value(path("constant"), tensor.dtype(), tensor.shape());
            constants.put(value, tensor);
            return value;
        });
    }

    /** The numbers of a constant of this graph. */
    public Tensor constantOf(Value value) {
        return constantIfAny(value)
                .orElseThrow(
                        () -> new GraphException("'" + value.name() + "' is no constant of graph '" + name + "'."));
    }

    /** The numbers of {@code value} if it is a constant of this graph. */
    public Optional<Tensor> constantIfAny(Value value) {
        return Optional.ofNullable(constants.get(value));
    }

    /** Whether {@code value} is a parameter of the model. */
    public boolean isParameter(Value value) {
        return value.equals(parameters.get(value.name()));
    }

    /** Lets the graph declare at least this version of the default operator set. */
    public void raiseOpset(int needed) {
        opset = Math.max(opset, needed);
    }

    /** The version of the default operator set that the graph declares as it stands. */
    public int opset() {
        return opset;
    }

    /** Puts something in the place of a node's single result while a graph is taken in. */
    @FunctionalInterface
    public interface Interceptor {
        /** What stands downstream for the result of {@code node}, which was just made here. */
        Value resultOf(Node node);
    }

    /** Puts other nodes in the place of one. */
    @FunctionalInterface
    public interface Substitution {
        /** What stands for the single result of {@code node}, whose inputs are values of this graph; empty: as it is. */
        Optional<Value> insteadOf(Node node);
    }

    /** Takes all of {@code graph} in as it is. */
    public Map<String, Value> inline(Graph graph, Map<String, Value> bound) {
        return inline(graph, bound, Node::output);
    }

    /**
     * Takes all of {@code graph} in: its inputs are replaced by {@code bound} (by name), its parameters by {@code bound}
     * or else by parameters of this graph. Parts that this graph holds already are shared.
     *
     * @return its outputs, as values of this graph, by name
     */
    public Map<String, Value> inline(Graph graph, Map<String, Value> bound, Interceptor interceptor) {
        return inline(graph, bound, node -> Optional.empty(), interceptor);
    }

    /** Takes all of {@code graph} in, but for nodes that {@code substitution} has others for. */
    public Map<String, Value> inlineWith(Graph graph, Map<String, Value> bound, Substitution substitution) {
        return inline(graph, bound, substitution, Node::output);
    }

    private Map<String, Value> inline(
            Graph graph, Map<String, Value> bound, Substitution substitution, Interceptor interceptor) {
        raiseOpset(graph.opset());
        Map<Value, Value> here = new HashMap<>();
        for (Value input : graph.inputs()) {
            if (!bound.containsKey(input.name())) {
                throw new GraphException("Input '" + input.name() + "' of graph '" + graph.name() + "' is not bound.");
            }
            here.put(input, bound.get(input.name()));
        }
        for (Value parameter : graph.parameters()) {
            Value given = bound.get(parameter.name());
            here.put(parameter, given != null ? given : parameter(parameter));
        }
        graph.constants().forEach((value, tensor) -> here.put(value, constant(tensor)));
        for (Node node : graph.nodes()) {
            List<Value> nodeInputs = node.inputs().stream()
                    .map(value -> here.getOrDefault(value, value))
                    .toList();
            Optional<Value> other =
                    substitution.insteadOf(new Node(node.op(), nodeInputs, node.outputs(), node.attributes()));
            if (other.isPresent()) {
                here.put(node.output(), other.get());
                continue;
            }
            Node copy = add(node.op(), nodeInputs, node.attributes(), node.outputs());
            for (int i = 0; i < node.outputs().size(); i++) {
                here.put(node.output(i), copy.output(i));
            }
            if (node.outputs().size() == 1) {
                here.put(node.output(), interceptor.resultOf(copy));
            }
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        graph.outputs().forEach(output -> outputs.put(output.name(), here.get(output)));
        return outputs;
    }

    /** The inputs asked for so far. */
    public List<Value> inputs() {
        return List.copyOf(inputs);
    }

    /** The nodes made so far. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    boolean isBareGemm(Value value) {
        return producerOf(value)
                .filter(node -> node.op() == Op.GEMM && !node.hasInput(2))
                .isPresent();
    }

    /** The node that made {@code value}; empty for what comes from outside. */
    public Optional<Node> producerOf(Value value) {
        return Optional.ofNullable(makers.get(value));
    }

    /** The graph of all that {@code outputs} take; nodes whose results nobody reads are left out, for they would run too. */
    public Graph build(List<Value> outputs) {
        return built(List.copyOf(parameters.values()), outputs);
    }

    /** A graph to be run by a node of {@code outer}, which holds its parameters. */
    public Graph buildBody(List<Value> outputs, GraphBuilder outer) {
        parameters.values().forEach(outer::parameter);
        outer.raiseOpset(opset);
        return built(List.of(), outputs);
    }

    private Graph built(List<Value> ownParameters, List<Value> outputs) {
        return new Graph(name, opset, inputs, ownParameters, constants, nodes, outputs).withoutUnused();
    }

    // ---- control flow ----------------------------------------------------------------------------------------------

    /**
     * Runs {@code body} once for each slice of {@code scanned} (their first axis), handing its first outputs on as the
     * next states. ONNX Scan-16.
     *
     * @return final states, then the further outputs of the body stacked along a new first axis
     */
    public List<Value> scan(Graph body, List<Value> states, List<Value> scanned) {
        long length = scanned.get(0).shape().dim(0);
        for (int i = 0; i < states.size() + scanned.size(); i++) {
            Value given = i < states.size() ? states.get(i) : scanned.get(i - states.size());
            Shape expected = i < states.size() ? given.shape() : given.shape().inner();
            Value inner = body.inputs().get(i);
            if (!inner.shape().equals(expected) || inner.dtype() != given.dtype()) {
                throw new GraphException(
                        "Building Scan '" + body.name() + "': its input '" + inner + "' is fed " + given + ".");
            }
        }
        List<Value> operands = new ArrayList<>(states);
        operands.addAll(scanned);
        List<Value> outputs = new ArrayList<>();
        String path = path(body.name());
        for (int i = 0; i < body.outputs().size(); i++) {
            Value inner = body.outputs().get(i);
            Shape shape = i < states.size() ? inner.shape() : inner.shape().prepend(length);
            outputs.add(new Value(path + "/" + inner.name(), inner.dtype(), shape));
        }
        Node node = new Node(
                Op.SCAN,
                operands,
                outputs,
                Map.of("body", new Attribute.Body(body), "num_scan_inputs", new Attribute.Int(scanned.size())));
        append(node);
        return node.outputs();
    }

    /**
     * Runs one of two graphs, which take no inputs but see this graph's values. ONNX If-16.
     *
     * @param condition BOOL scalar
     * @param names what the results are called
     */
    public List<Value> either(Value condition, Graph yes, Graph no, List<String> names) {
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Value inner = yes.outputs().get(i);
            if (inner.dtype() != no.outputs().get(i).dtype()) {
                throw new GraphException("Building If: '" + names.get(i) + "' has another type in each branch.");
            }
            claim(names.get(i));
            outputs.add(new Value(names.get(i), inner.dtype(), inner.shape()));
        }
        append(new Node(
                Op.IF,
                List.of(condition),
                outputs,
                Map.of("then_branch", new Attribute.Body(yes), "else_branch", new Attribute.Body(no))));
        return List.copyOf(outputs);
    }

    @Override
    Node apply(Op op, List<Value> operands, Map<String, Attribute> attributes, DType dtype, List<Shape> shapes) {
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            outputs.add(new Value(i == 0 ? op.onnxName() : op.onnxName() + ":" + i, dtype, shapes.get(i)));
        }
        return add(op, operands, attributes, outputs);
    }

    /**
     * Any operator, whose results the caller knows; one that does the same already is given back.
     *
     * @param operands {@link Value#ABSENT} where an optional one is left out
     * @param outputs types and shapes; names are labels that become paths if the node is new
     */
    public Node add(Op op, List<Value> operands, Map<String, Attribute> attributes, List<Value> outputs) {
        raiseOpset(op.since());
        return made.computeIfAbsent(Application.of(op, operands, attributes, outputs), key -> {
            List<Value> named = outputs.stream()
                    .map(output ->
                            output.isAbsent() ? output : new Value(path(output.name()), output.dtype(), output.shape()))
                    .toList();
            Node node = new Node(op, operands, named, attributes);
            append(node);
            return node;
        });
    }

    private void append(Node node) {
        nodes.add(node);
        node.outputs().forEach(output -> makers.put(output, node));
    }

    /** The value made last under a name of its own: the output of a module, which adapters look for. */
    public Value named(Value value, String wanted) {
        Node last = nodes.get(nodes.size() - 1);
        if (!last.outputs().equals(List.of(value))) {
            throw new GraphException("Only the value made last can be named, '" + value.name() + "' is not.");
        }
        claim(wanted);
        Value renamed = new Value(wanted, value.dtype(), value.shape());
        Node node = new Node(last.op(), last.inputs(), List.of(renamed), last.attributes());
        nodes.remove(nodes.size() - 1);
        makers.remove(value);
        append(node);
        made.put(Application.of(node.op(), node.inputs(), node.attributes(), node.outputs()), node);
        return renamed;
    }
}
