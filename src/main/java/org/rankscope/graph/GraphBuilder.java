package org.rankscope.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes a {@link Graph}, node by node: one method an operator, each of which knows the shape of its result. Not for use
 * by several threads.
 *
 * <p>A result is named after the scope it is made in and its operator, with a number where that repeats:
 * {@code model.layers.0.mlp/Mul}, {@code model.layers.0.mlp/Mul_1}. A node that repeats an earlier one (same operator,
 * inputs and attributes) is not made again: the earlier result is given back.
 */
public final class GraphBuilder {
    private record Application(Op op, List<Value> inputs, Map<String, Attribute> attributes) {}

    private final String name;
    private final List<Value> inputs = new ArrayList<>();
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Map<Value, Tensor> constants = new LinkedHashMap<>();
    private final Map<String, Value> constantsByContent = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Application, Node> made = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Deque<String> scopes = new ArrayDeque<>();

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

    /** A FLOAT parameter of the model; the same value however often it is asked for. */
    public Value parameter(String parameterName, Shape shape) {
        Value known = parameters.get(parameterName);
        if (known == null) {
            claim(parameterName);
            known = new Value(parameterName, DType.FLOAT, shape);
            parameters.put(parameterName, known);
        } else if (!known.shape().equals(shape)) {
            throw new GraphException("Parameter '" + parameterName + "' is asked for as " + shape + " and as " + known.shape() + ".");
        }
        return known;
    }

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

    public Value constant(float number) {
        return constant(Tensor.scalar(number));
    }

    /** An INT64 vector. */
    public Value constant(List<Long> numbers) {
        return constant(Tensor.ofLongs(Shape.of(numbers.size()), numbers.stream().mapToLong(Long::longValue).toArray()));
    }

    /** The numbers of a constant of this graph. */
    public Tensor constantOf(Value value) {
        Tensor tensor = constants.get(value);
        if (tensor == null) {
            throw new GraphException("'" + value.name() + "' is no constant of graph '" + name + "'.");
        }
        return tensor;
    }

    /** Puts something in the place of a node's single result while a graph is taken in. */
    @FunctionalInterface
    public interface Interceptor {
        /** What stands downstream for the result of {@code node}, which was just made here. */
        Value resultOf(Node node);
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
        Map<Value, Value> here = new HashMap<>();
        for (Value input : graph.inputs()) {
            if (!bound.containsKey(input.name())) {
                throw new GraphException("Input '" + input.name() + "' of graph '" + graph.name() + "' is not bound.");
            }
            here.put(input, bound.get(input.name()));
        }
        for (Value parameter : graph.parameters()) {
            Value given = bound.get(parameter.name());
            here.put(parameter, given != null ? given : parameter(parameter.name(), parameter.shape()));
        }
        graph.constants().forEach((value, tensor) -> here.put(value, constant(tensor)));
        for (Node node : graph.nodes()) {
            List<Value> nodeInputs = node.inputs().stream().map(value -> here.getOrDefault(value, value)).toList();
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

    /** The nodes made so far. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    public Graph build(List<Value> outputs) {
        return new Graph(name, inputs, List.copyOf(parameters.values()), constants, nodes, outputs);
    }

    /** A graph to be run by a node of {@code outer}, which holds its parameters. */
    public Graph buildBody(List<Value> outputs, GraphBuilder outer) {
        parameters.forEach((key, value) -> outer.parameter(key, value.shape()));
        return new Graph(name, inputs, List.of(), constants, nodes, outputs);
    }

    // ---- elementwise -----------------------------------------------------------------------------------------------

    public Value add(Value a, Value b) {
        return elementwise(Op.ADD, a, b);
    }

    public Value sub(Value a, Value b) {
        return elementwise(Op.SUB, a, b);
    }

    public Value mul(Value a, Value b) {
        return elementwise(Op.MUL, a, b);
    }

    public Value div(Value a, Value b) {
        return elementwise(Op.DIV, a, b);
    }

    public Value max(Value a, Value b) {
        return elementwise(Op.MAX, a, b);
    }

    /** a + b as {@code Sum}, which ONNX Runtime folds into a {@code Gemm} that makes one of them. */
    public Value sum(Value a, Value b) {
        return elementwise(Op.SUM, a, b);
    }

    public Value identity(Value x) {
        return same(Op.IDENTITY, x, Map.of());
    }

    public Value neg(Value x) {
        return same(Op.NEG, x, Map.of());
    }

    public Value exp(Value x) {
        return same(Op.EXP, x, Map.of());
    }

    public Value sqrt(Value x) {
        return same(Op.SQRT, x, Map.of());
    }

    public Value sigmoid(Value x) {
        return same(Op.SIGMOID, x, Map.of());
    }

    /** x · sigmoid(alpha · x); SiLU at alpha 1. */
    public Value quickGelu(Value x, float alpha) {
        return same(Op.QUICK_GELU, x, Map.of("alpha", new Attribute.Float(alpha)));
    }

    public Value equal(Value a, Value b) {
        return single(Op.EQUAL, List.of(a, b), Map.of(), DType.BOOL, a.shape().broadcast(b.shape()));
    }

    public Value where(Value condition, Value yes, Value no) {
        Shape shape = condition.shape().broadcast(yes.shape()).broadcast(no.shape());
        return single(Op.WHERE, List.of(condition, yes, no), Map.of(), yes.dtype(), shape);
    }

    public Value cast(Value x, DType to) {
        return single(Op.CAST, List.of(x), Map.of("to", new Attribute.Int(to.onnxNumber())), to, x.shape());
    }

    // ---- products --------------------------------------------------------------------------------------------------

    /** alpha · op(a) · op(b), batched over equal leading axes; op transposes the last two. */
    public Value fusedMatMul(Value a, Value b, boolean transA, boolean transB, float alpha) {
        int rank = a.shape().rank();
        long rows = a.shape().dim(transA ? -1 : -2);
        long inner = a.shape().dim(transA ? -2 : -1);
        long cols = b.shape().dim(transB ? -2 : -1);
        boolean fits = rank >= 2 && rank == b.shape().rank() && inner == b.shape().dim(transB ? -1 : -2)
                && a.shape().dims().subList(0, rank - 2).equals(b.shape().dims().subList(0, rank - 2));
        if (!fits) {
            throw misfit(Op.FUSED_MAT_MUL, a, b, transA, transB);
        }
        return single(
                Op.FUSED_MAT_MUL,
                List.of(a, b),
                Map.of("transA", flag(transA), "transB", flag(transB), "alpha", new Attribute.Float(alpha)),
                a.dtype(),
                a.shape().with(-2, rows).with(-1, cols));
    }

    /** alpha · op(a) · op(b) of matrices. */
    public Value gemm(Value a, Value b, boolean transA, boolean transB, float alpha) {
        return gemm(List.of(a, b), transA, transB, alpha);
    }

    /** alpha · op(a) · op(b) + c, with c broadcast to the product. */
    public Value gemm(Value a, Value b, Value c, boolean transA, boolean transB, float alpha) {
        return gemm(List.of(a, b, c), transA, transB, alpha);
    }

    private Value gemm(List<Value> operands, boolean transA, boolean transB, float alpha) {
        Value a = operands.get(0);
        Value b = operands.get(1);
        boolean matrices = a.shape().rank() == 2 && b.shape().rank() == 2;
        if (!matrices || a.shape().dim(transA ? 0 : 1) != b.shape().dim(transB ? 1 : 0)) {
            throw misfit(Op.GEMM, a, b, transA, transB);
        }
        Shape shape = Shape.of(a.shape().dim(transA ? 1 : 0), b.shape().dim(transB ? 0 : 1));
        if (operands.size() == 3 && !shape.broadcast(operands.get(2).shape()).equals(shape)) {
            throw new GraphException("Building Gemm in " + scopes + ": C " + operands.get(2) + " doesn't broadcast to " + shape + ".");
        }
        return single(
                Op.GEMM,
                operands,
                Map.of("transA", flag(transA), "transB", flag(transB), "alpha", new Attribute.Float(alpha)),
                a.dtype(),
                shape);
    }

    // ---- layout ----------------------------------------------------------------------------------------------------

    public Value reshape(Value x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        if (x.shape().elements() != shape.elements()) {
            throw new GraphException("Building Reshape in " + scopes + ": " + x + " has other many elements than " + shape + ".");
        }
        return single(Op.RESHAPE, List.of(x, constant(shape.dims())), Map.of(), x.dtype(), shape);
    }

    public Value transpose(Value x, List<Long> permutation) {
        long[] dims = permutation.stream().mapToLong(axis -> x.shape().dim(axis.intValue())).toArray();
        return single(Op.TRANSPOSE, List.of(x), Map.of("perm", new Attribute.Ints(permutation)), x.dtype(), Shape.of(dims));
    }

    public Value concat(List<Value> parts, int axis) {
        Value first = parts.get(0);
        int fromStart = first.shape().axis(axis);
        long size = parts.stream().mapToLong(part -> part.shape().dim(fromStart)).sum();
        return single(Op.CONCAT, parts, Map.of("axis", new Attribute.Int(fromStart)), first.dtype(), first.shape().with(fromStart, size));
    }

    public List<Value> split(Value x, int axis, List<Long> sizes) {
        int fromStart = x.shape().axis(axis);
        if (sizes.stream().mapToLong(Long::longValue).sum() != x.shape().dim(fromStart)) {
            throw new GraphException("Building Split in " + scopes + ": sizes " + sizes + " don't add up to axis " + axis + " of " + x + ".");
        }
        List<Shape> shapes = sizes.stream().map(size -> x.shape().with(fromStart, size)).toList();
        return apply(Op.SPLIT, List.of(x, constant(sizes)), Map.of("axis", new Attribute.Int(fromStart)), x.dtype(), shapes).outputs();
    }

    // ---- reductions and normalisations -----------------------------------------------------------------------------

    public Value reduceSum(Value x, List<Long> axes, boolean keepdims) {
        return reduce(Op.REDUCE_SUM, x, axes, keepdims);
    }

    public Value reduceSumSquare(Value x, List<Long> axes, boolean keepdims) {
        return reduce(Op.REDUCE_SUM_SQUARE, x, axes, keepdims);
    }

    private Value reduce(Op op, Value x, List<Long> axes, boolean keepdims) {
        List<Integer> reduced = axes.stream().map(axis -> x.shape().axis(axis.intValue())).toList();
        List<Long> kept = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!reduced.contains(axis)) {
                kept.add(x.shape().dim(axis));
            } else if (keepdims) {
                kept.add(1L);
            }
        }
        return single(op, List.of(x, constant(axes)), Map.of("keepdims", flag(keepdims)), x.dtype(), new Shape(kept));
    }

    public Value softmax(Value x, int axis) {
        return same(Op.SOFTMAX, x, Map.of("axis", new Attribute.Int(x.shape().axis(axis))));
    }

    public Value logSoftmax(Value x, int axis) {
        return same(Op.LOG_SOFTMAX, x, Map.of("axis", new Attribute.Int(x.shape().axis(axis))));
    }

    /** y = x / sqrt(mean(x²) + epsilon) · gain over the last axis; results y and the reciprocal root [..., 1]. */
    public List<Value> simplifiedLayerNormalization(Value x, Value gain, float epsilon) {
        return apply(
                        Op.SIMPLIFIED_LAYER_NORMALIZATION,
                        List.of(x, gain),
                        Map.of("axis", new Attribute.Int(-1), "epsilon", new Attribute.Float(epsilon)),
                        x.dtype(),
                        List.of(x.shape(), x.shape().with(-1, 1)))
                .outputs();
    }

    /**
     * Rotary position embedding of x [batch, seq, heads · headDim], halves not interleaved.
     *
     * @param positions INT64 [1], the position of the first token
     * @param cos FLOAT [positions, headDim / 2]
     * @param sin likewise
     */
    public Value rotaryEmbedding(Value x, Value positions, Value cos, Value sin) {
        return single(Op.ROTARY_EMBEDDING, List.of(x, positions, cos, sin), Map.of(), x.dtype(), x.shape());
    }

    // ---- indexing --------------------------------------------------------------------------------------------------

    /** Rows of {@code data} (its first axis) at {@code indices}. */
    public Value gather(Value data, Value indices) {
        List<Long> dims = new ArrayList<>(indices.shape().dims());
        dims.addAll(data.shape().inner().dims());
        return single(Op.GATHER, List.of(data, indices), Map.of("axis", new Attribute.Int(0)), data.dtype(), new Shape(dims));
    }

    public Value gatherElements(Value data, Value indices, int axis) {
        Map<String, Attribute> attributes = Map.of("axis", new Attribute.Int(data.shape().axis(axis)));
        return single(Op.GATHER_ELEMENTS, List.of(data, indices), attributes, data.dtype(), indices.shape());
    }

    /** {@code data} with {@code updates} added at {@code indices} of {@code axis}. */
    public Value scatterElementsAdd(Value data, Value indices, Value updates, int axis) {
        Map<String, Attribute> attributes = Map.of(
                "axis", new Attribute.Int(data.shape().axis(axis)), "reduction", new Attribute.Text("add"));
        return single(Op.SCATTER_ELEMENTS, List.of(data, indices, updates), attributes, data.dtype(), data.shape());
    }

    /** {@code data} with {@code updates} added at the places that the rows of {@code indices} name. */
    public Value scatterNdAdd(Value data, Value indices, Value updates) {
        Map<String, Attribute> attributes = Map.of("reduction", new Attribute.Text("add"));
        return single(Op.SCATTER_ND, List.of(data, indices, updates), attributes, data.dtype(), data.shape());
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
                throw new GraphException("Building Scan '" + body.name() + "': its input '" + inner + "' is fed " + given + ".");
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
        nodes.add(node);
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
        nodes.add(new Node(
                Op.IF,
                List.of(condition),
                outputs,
                Map.of("then_branch", new Attribute.Body(yes), "else_branch", new Attribute.Body(no))));
        return List.copyOf(outputs);
    }

    // ---- helpers ---------------------------------------------------------------------------------------------------

    private Value elementwise(Op op, Value a, Value b) {
        return single(op, List.of(a, b), Map.of(), a.dtype(), a.shape().broadcast(b.shape()));
    }

    private Value same(Op op, Value x, Map<String, Attribute> attributes) {
        return single(op, List.of(x), attributes, x.dtype(), x.shape());
    }

    private Value single(Op op, List<Value> operands, Map<String, Attribute> attributes, DType dtype, Shape shape) {
        return apply(op, operands, attributes, dtype, List.of(shape)).output();
    }

    private Node apply(Op op, List<Value> operands, Map<String, Attribute> attributes, DType dtype, List<Shape> shapes) {
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            outputs.add(new Value(i == 0 ? op.onnxName() : op.onnxName() + ":" + i, dtype, shapes.get(i)));
        }
        return add(op, operands, attributes, outputs);
    }

    /** The node that applies {@code op} so; {@code outputs} carry labels that become paths if it is new. */
    private Node add(Op op, List<Value> operands, Map<String, Attribute> attributes, List<Value> outputs) {
        return made.computeIfAbsent(new Application(op, List.copyOf(operands), Map.copyOf(attributes)), key -> {
            List<Value> named = outputs.stream()
                    .map(output -> new Value(path(output.name()), output.dtype(), output.shape()))
                    .toList();
            Node node = new Node(op, operands, named, attributes);
            nodes.add(node);
            return node;
        });
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
        nodes.set(nodes.size() - 1, node);
        made.put(new Application(node.op(), node.inputs(), Map.copyOf(node.attributes())), node);
        return renamed;
    }

    private GraphException misfit(Op op, Value a, Value b, boolean transA, boolean transB) {
        return new GraphException("Building " + op.onnxName() + " in " + scopes + ": sizes don't fit: A " + a
                + (transA ? " transposed" : "") + ", B " + b + (transB ? " transposed" : "") + ".");
    }

    private static Attribute flag(boolean on) {
        return new Attribute.Int(on ? 1 : 0);
    }
}
