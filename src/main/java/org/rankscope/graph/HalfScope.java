package org.rankscope.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.HalfPrecision.Form;

/** One graph on its way to {@link HalfPrecision}; graphs within it see its values. */
final class HalfScope {
    private enum Kind {
        /** In 16 bits. */
        NARROW,
        /** Widened, from something narrow. */
        WIDE,
        /** In float32 from the start. */
        EXACT
    }

    /**
     * A value as it is in the rewritten graph.
     *
     * @param ofBatch whether it depends on what is fed for each step
     * @param ofWeights whether it depends on the model, or what is trained
     */
    private record Known(Value value, Kind kind, boolean ofBatch, boolean ofWeights) {}

    private final HalfScope around;
    private final Graph graph;
    private final DType half;
    private final Form form;
    private final Set<String> narrowParameters;
    private final Set<Value> results;
    private final Map<Value, Known> known = new HashMap<>();
    private final Map<Value, Value> narrowed = new HashMap<>();
    private final Map<Value, Value> widened = new HashMap<>();
    private final Map<Value, Node> makers = new HashMap<>();
    private final List<Value> parameters = new ArrayList<>();
    private final Map<Value, Tensor> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /**
     * For {@code graph}.
     *
     * @param around the scope of the graph that runs it; null for the outermost
     * @param narrowParameters of the outermost graph
     */
    HalfScope(HalfScope around, Graph graph, DType half, Form form, Set<String> narrowParameters) {
        this.around = around;
        this.graph = graph;
        this.half = half;
        this.form = form;
        this.narrowParameters = narrowParameters;
        this.results = new HashSet<>(graph.outputs());
    }

    void parameter(Value parameter) {
        boolean narrow = narrowParameters.contains(parameter.name());
        Value held = narrow && form == Form.TYPED ? new Value(parameter.name(), half, parameter.shape()) : parameter;
        parameters.add(held);
        known.put(parameter, new Known(held, narrow ? Kind.NARROW : Kind.EXACT, false, true));
    }

    void input(Value input, boolean trained) {
        known.put(input, new Known(input, Kind.EXACT, !trained, trained));
    }

    Graph rewritten() {
        graph.constants().forEach((value, tensor) -> {
            constants.put(value, tensor);
            known.put(value, new Known(value, Kind.EXACT, false, false));
        });
        graph.nodes().forEach(this::rewrite);
        List<Value> outputs = graph.outputs().stream().map(this::wide).toList();
        int opset = graph.opset();
        return new Graph(graph.name(), opset, graph.inputs(), parameters, constants, nodes, outputs).withoutUnused();
    }

    private Known find(Value value) {
        for (HalfScope scope = this; scope != null; scope = scope.around) {
            if (scope.known.containsKey(value)) {
                return scope.known.get(value);
            }
        }
        throw new GraphException("'" + value.name() + "' is read before it is made.");
    }

    private void rewrite(Node node) {
        node.outputs().forEach(output -> makers.put(output, node));
        List<Known> read = node.inputs().stream()
                .filter(input -> !input.isAbsent())
                .map(this::find)
                .toList();
        // What is chosen between is what a value is made of, whatever chooses.
        List<Known> made = node.op() == Op.WHERE ? read.subList(1, read.size()) : read;
        boolean ofBatch = made.stream().anyMatch(Known::ofBatch);
        boolean ofWeights = made.stream().anyMatch(Known::ofWeights);
        if (node.op() == Op.SCAN || node.op() == Op.IF) {
            emit(withBodies(node), Kind.EXACT, false, true);
        } else if (isNarrow(node, read, ofBatch && ofWeights)) {
            emitNarrow(node, ofBatch, ofWeights);
        } else {
            boolean exact = read.stream().allMatch(input -> input.kind() == Kind.EXACT);
            List<Value> wide = node.op() == Op.CAST
                    ? List.of(read.get(0).value())
                    : node.inputs().stream().map(this::wide).toList();
            emit(
                    new Node(node.op(), wide, node.outputs(), node.attributes()),
                    exact ? Kind.EXACT : Kind.WIDE,
                    ofBatch,
                    ofWeights);
        }
    }

    private boolean isNarrow(Node node, List<Known> read, boolean ofBoth) {
        boolean numbers = node.output(0).dtype() == DType.FLOAT;
        boolean anyNarrow = read.stream().anyMatch(input -> input.kind() == Kind.NARROW);
        boolean anyWide = read.stream().anyMatch(input -> input.kind() == Kind.WIDE);
        if (HalfOperators.isProduct(node.op(), half)) {
            return numbers && (anyNarrow || anyWide || ofBoth);
        } else if (!HalfOperators.isFollowing(node.op()) || !numbers || !anyNarrow) {
            return false;
        }
        return !anyWide || isResidual(node, read);
    }

    /** Whether {@code node} adds values of one size, so that the narrow one sets how exact the sum is. */
    private boolean isResidual(Node node, List<Known> read) {
        return HalfOperators.adds(node.op())
                && read.stream()
                        .allMatch(input -> input.kind() == Kind.EXACT
                                || input.value().shape().equals(node.output().shape()));
    }

    private void emit(Node node, Kind kind, boolean ofBatch, boolean ofWeights) {
        nodes.add(node);
        for (Value output : node.outputs()) {
            Kind own = output.dtype() == DType.FLOAT ? kind : Kind.EXACT;
            known.put(output, new Known(output, own, ofBatch, ofWeights));
        }
    }

    /** Results of the graph keep their name for what is widened. */
    private void emitNarrow(Node node, boolean ofBatch, boolean ofWeights) {
        List<Value> inputs = node.inputs().stream().map(this::narrow).toList();
        List<Value> outputs = new ArrayList<>();
        Map<Value, Value> exact = new LinkedHashMap<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            Value output = node.output(i);
            if (output.isAbsent() || !HalfOperators.narrows(node.op(), i)) {
                outputs.add(output);
                known.put(output, new Known(output, Kind.WIDE, ofBatch, ofWeights));
                continue;
            }
            Value made = form == Form.ROUNDED
                    ? new Value(output.name() + "/exact", DType.FLOAT, output.shape())
                    : new Value(
                            results.contains(output) ? output.name() + "/half" : output.name(), half, output.shape());
            outputs.add(made);
            exact.put(output, made);
        }
        nodes.add(new Node(node.op(), inputs, outputs, node.attributes()));
        exact.forEach((output, made) -> {
            Value value = made;
            if (form == Form.ROUNDED) {
                value = cast(cast(made, half, output.name() + "/half"), DType.FLOAT, output.name());
            } else if (results.contains(output)) {
                widened.put(output, cast(made, DType.FLOAT, output.name()));
            }
            known.put(output, new Known(value, Kind.NARROW, ofBatch, ofWeights));
        });
    }

    /** {@code original} as FLOAT, or of whatever other type it is. */
    private Value wide(Value original) {
        if (original.isAbsent() || original.dtype() != DType.FLOAT) {
            return original;
        }
        Known found = find(original);
        return found.value().dtype() == DType.FLOAT
                ? found.value()
                : widened.computeIfAbsent(original, key -> cast(found.value(), DType.FLOAT, key.name() + "/float"));
    }

    /** {@code original} in 16 bits, or of whatever other type it is. */
    private Value narrow(Value original) {
        if (original.isAbsent() || original.dtype() != DType.FLOAT) {
            return original;
        }
        Known found = find(original);
        if (found.kind() == Kind.NARROW) {
            return found.value();
        }
        if (!narrowed.containsKey(original)) {
            Node maker = makers.get(original);
            if (found.ofWeights() && found.kind() == Kind.EXACT && maker != null && isLayout(maker)) {
                narrowLayout(maker);
            } else {
                narrowed.put(original, narrowed(original, found));
            }
        }
        return narrowed.get(original);
    }

    /** Makes {@code node} once more of a narrow input: one vector of all that is trained is narrowed, not each of its parts. */
    private void narrowLayout(Node node) {
        List<Value> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, narrow(node.input(0)));
        List<Value> outputs = node.outputs().stream()
                .map(output -> new Value(output.name() + "/half", inputs.get(0).dtype(), output.shape()))
                .toList();
        nodes.add(new Node(node.op(), inputs, outputs, node.attributes()));
        for (int i = 0; i < outputs.size(); i++) {
            narrowed.put(node.output(i), outputs.get(i));
        }
    }

    private static boolean isLayout(Node node) {
        return node.op() == Op.RESHAPE || node.op() == Op.SPLIT;
    }

    private Value narrowed(Value original, Known found) {
        Tensor constant = constants.get(original);
        if (constant != null) {
            return narrowConstant(original.name() + "/half", constant);
        }
        Value bounded = found.ofWeights() ? found.value() : clipped(found.value());
        Value narrow = cast(bounded, half, original.name() + "/half");
        return form == Form.TYPED ? narrow : cast(narrow, DType.FLOAT, original.name() + "/rounded");
    }

    /** Masks are as low as float32 goes; infinite, they would leave a row without a softmax. */
    private Value narrowConstant(String name, Tensor constant) {
        float largest = HalfNumbers.largest(half);
        float[] numbers = constant.floats();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.isInfinite(numbers[i]) ? numbers[i] : Math.max(-largest, Math.min(largest, numbers[i]));
        }
        Tensor bounded = Tensor.ofFloats(constant.shape(), numbers);
        Value value = new Value(name, form == Form.TYPED ? half : DType.FLOAT, constant.shape());
        constants.put(
                value, form == Form.TYPED ? HalfNumbers.narrowed(bounded, half) : HalfNumbers.rounded(bounded, half));
        return value;
    }

    private Value clipped(Value value) {
        float largest = HalfNumbers.largest(half);
        Value low = new Value(value.name() + "/lowest", DType.FLOAT, Shape.SCALAR);
        Value high = new Value(value.name() + "/largest", DType.FLOAT, Shape.SCALAR);
        constants.put(low, Tensor.scalar(-largest));
        constants.put(high, Tensor.scalar(largest));
        Value clipped = new Value(value.name() + "/clipped", DType.FLOAT, value.shape());
        nodes.add(new Node(Op.CLIP, List.of(value, low, high), List.of(clipped), Map.of()));
        return clipped;
    }

    private Value cast(Value value, DType to, String name) {
        Value cast = new Value(name, to, value.shape());
        nodes.add(new Node(Op.CAST, List.of(value), List.of(cast), Map.of("to", new Attribute.Int(to.onnxNumber()))));
        return cast;
    }

    /** {@code node} with its graphs rewritten; what goes in and out of them stays FLOAT. */
    private Node withBodies(Node node) {
        long states = node.inputs().size() - node.intAttribute("num_scan_inputs", 0);
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.replaceAll((name, attribute) -> {
            if (!(attribute instanceof Attribute.Body body)) {
                return attribute;
            }
            HalfScope inner = new HalfScope(this, body.graph(), half, form, narrowParameters);
            List<Value> inputs = body.graph().inputs();
            for (int i = 0; i < inputs.size(); i++) {
                inner.input(inputs.get(i), i < states);
            }
            return new Attribute.Body(inner.rewritten());
        });
        List<Value> wide = node.inputs().stream().map(this::wide).toList();
        return new Node(node.op(), wide, node.outputs(), attributes);
    }
}
