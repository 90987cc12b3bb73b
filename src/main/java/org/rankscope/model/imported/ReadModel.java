package org.rankscope.model.imported;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.OnnxFile;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawModel;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.RawValue;

/** A file, read and understood as far as it goes without shapes. */
final class ReadModel {
    private static final String LOGITS = "logits";
    private static final int NAMES_IN_MESSAGE = 12;

    /** Tensors that are no weights, but too large to be written into each graph. */
    private static final long HEAVY_BYTES = 16L << 20;

    private static final Set<String> DRAWS = Set.of(
            "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial");

    /** Attributes that are sizes. */
    private static final Set<String> DIVISORS = Set.of(
            "group",
            "num_groups",
            "strides",
            "dilations",
            "kernel_shape",
            "blocksize",
            "hidden_size",
            "num_outputs",
            "q_num_heads",
            "kv_num_heads");

    private final RawModel raw;
    private final RawGraph graph;
    private final String file;
    private final String output;
    private final ModelInputs inputs;
    private final GraphIndex index;
    private final Set<String> weights;
    private final Set<String> copies;
    private final ModuleTree modules;
    private final Map<String, String> parameterOf;
    private volatile OptionalLong longest = OptionalLong.empty();

    private ReadModel(RawModel raw) {
        this.raw = raw;
        this.file = OneLine.of(raw.file().toString());
        this.graph = Constants.lifted(
                file, OpsetUpgrade.of(FourBitTables.inBytes(InFloat32.of(AbsentUpdates.removed(raw.graph())))));
        this.output = output();
        Set<String> declared = new HashSet<>();
        graph.inputs().forEach(input -> declared.add(input.name()));
        List<RawNode> needed = new GraphIndex(graph, declared).needed(output);
        checkOperators(needed);
        checkDivisors(needed);
        Set<String> read = new HashSet<>(Set.of(output));
        needed.forEach(node -> read.addAll(node.reads()));
        checkForms(needed);
        this.inputs = ModelInputs.of(file, graph.inputs(), read);
        this.index = new GraphIndex(graph, inputs.fed());
        this.weights = WeightFinder.find(index);
        weights.retainAll(read);
        weights.removeAll(new PackedProducts(index).allParts(needed));
        TiedWeights tied = TiedWeights.of(index, weights, LinearLayers.find(index, weights, output));
        this.copies = tied.copies();
        weights.removeAll(copies);
        this.modules = new ModuleTree(index, weights, tied.layers(), output);
        this.parameterOf = parameters(read);
    }

    static ReadModel read(Path file) {
        return new ReadModel(OnnxFile.read(file));
    }

    private String output() {
        for (RawValue candidate : graph.outputs()) {
            if (candidate.name().equals(LOGITS)) {
                return LOGITS;
            }
        }
        return graph.outputs().stream()
                .filter(candidate -> candidate.dtype().stream().allMatch(type -> type == DType.FLOAT)
                        && candidate.dims().stream().allMatch(dims -> dims.size() == 2 || dims.size() == 3))
                .findFirst()
                .map(RawValue::name)
                .orElseThrow(
                        () -> problem(
                                "none of its outputs ("
                                        + OneLine.listed(
                                                graph.outputs().stream()
                                                        .map(RawValue::name)
                                                        .toList(),
                                                NAMES_IN_MESSAGE)
                                        + ") can be logits; expected one called 'logits', [batch, sequence, classes] or [batch, classes]"));
    }

    /** Refuses what no graph here may hold, all of it at once. */
    private void checkOperators(List<RawNode> nodes) {
        List<String> unknown = new ArrayList<>();
        collectUnknown(nodes, unknown);
        if (!unknown.isEmpty()) {
            throw problem("it has operators that this program doesn't know: "
                    + String.join(", ", unknown.subList(0, Math.min(unknown.size(), NAMES_IN_MESSAGE)))
                    + (unknown.size() > NAMES_IN_MESSAGE ? " and " + (unknown.size() - NAMES_IN_MESSAGE) + " more" : "")
                    + "; export the model with standard ONNX operators");
        }
    }

    private static void collectUnknown(List<RawNode> nodes, List<String> unknown) {
        for (RawNode node : nodes) {
            if (Op.find(node.domain(), node.op()).isEmpty()) {
                unknown.add(node.described());
            }
            node.bodies().values().forEach(body -> collectUnknown(body.nodes(), unknown));
        }
    }

    /** Refuses what would train something else than the model, or end the process. */
    private void checkForms(List<RawNode> nodes) {
        for (RawNode node : nodes) {
            if (DRAWS.contains(node.op())) {
                throw problem(node.described()
                        + " draws random numbers, which differ from step to step; export the model" + " for inference");
            } else if (node.domain().equals("com.microsoft")
                    && node.op().equals("Attention")
                    && node.input(2).isEmpty()) {
                throw problem(
                        node.described() + " has no bias, and ONNX Runtime computes it with one only; give it a bias of"
                                + " zeros, or export the model with standard ONNX operators");
            }
        }
    }

    /** The runtime divides by these, and looks at some of them only when it does. */
    private void checkDivisors(List<RawNode> nodes) {
        for (RawNode node : nodes) {
            node.attributes().forEach((name, value) -> {
                List<Long> sizes = value instanceof Attribute.Ints numbers
                        ? numbers.values()
                        : value instanceof Attribute.Int number ? List.of(number.value()) : List.of();
                if (DIVISORS.contains(name) && !sizes.stream().allMatch(ReadModel::isSize)) {
                    throw problem(node.described() + " has " + sizes + " as " + name
                            + ", expected sizes of 1 or more; export the model again");
                }
            });
            node.bodies().values().forEach(body -> checkDivisors(body.nodes()));
        }
    }

    private static boolean isSize(long number) {
        return number >= 1 && number <= Integer.MAX_VALUE;
    }

    private Map<String, String> parameters(Set<String> read) {
        Map<String, String> parameters = new LinkedHashMap<>(modules.parameterOf());
        parameters.putAll(modules.partOf());
        graph.initializers().forEach((name, tensor) -> {
            if (read.contains(name)
                    && !copies.contains(name)
                    && !parameters.containsKey(name)
                    && tensor.bytes() > HEAVY_BYTES) {
                parameters.put(name, modules.unique(name));
            }
        });
        return parameters;
    }

    Path file() {
        return raw.file();
    }

    /** {@code PyTorch 2.13.0 export}. */
    String producer() {
        String producer = raw.producer();
        if (producer.isEmpty()) {
            return "unknown exporter";
        }
        return producer.replaceFirst("^pytorch", "PyTorch").replaceFirst("\\+\\S+$", "") + " export";
    }

    int opset() {
        return raw.opset();
    }

    RawGraph graph() {
        return graph;
    }

    ModelInputs inputs() {
        return inputs;
    }

    ModuleTree modules() {
        return modules;
    }

    /** Initializers that are weights. */
    Set<String> weights() {
        return weights;
    }

    /** Names of what the graph takes as parameters, by initializer: weights, and whatever else is too large for it. */
    Map<String, String> parameterOf() {
        return parameterOf;
    }

    /** Rows of the table that {@code ids}, an input, pick from. */
    OptionalInt rows(String ids) {
        for (RawNode node : index.needed(output)) {
            boolean table = node.is("Gather") && weights.contains(node.input(0)) && index.follows(node.input(1), ids);
            PackedTables tables = new PackedTables(index);
            if (tables.isTable(node) && index.follows(node.input(1), ids)) {
                return OptionalInt.of(Math.toIntExact(tables.shape(node).dim(0)));
            }
            boolean embedding = node.op().equals("EmbedLayerNormalization")
                    && weights.contains(node.input(2))
                    && node.input(0).equals(ids);
            if (table || embedding) {
                Shape shape =
                        graph.initializers().get(node.input(table ? 0 : 2)).shape();
                return OptionalInt.of(Math.toIntExact(shape.dim(0)));
            }
        }
        return OptionalInt.empty();
    }

    /** The typed graph at one shape. */
    Graph forward(int batchSize, int sequenceLength) {
        List<Value> fed = inputs.batch(batchSize, sequenceLength);
        Map<String, DType> typesInFile = new HashMap<>();
        Map<String, Value> given = new LinkedHashMap<>();
        for (Value input : fed) {
            DType type = inputs.typeInFile(input.name());
            typesInFile.put(input.name(), type);
            given.put(input.name(), new Value(input.name(), type, input.shape()));
        }
        Map<String, Value> parameters = new HashMap<>();
        Map<String, Tensor> constants = new LinkedHashMap<>(inputs.constants(batchSize, sequenceLength));
        List<RawNode> needed = index.needed(output);
        Set<String> read = new HashSet<>();
        needed.forEach(node -> read.addAll(node.reads()));
        graph.initializers().forEach((name, tensor) -> {
            if (parameterOf.containsKey(name)) {
                parameters.put(name, new Value(parameterOf.get(name), tensor.dtype(), tensor.shape()));
                given.put(name, new Value(name, tensor.dtype(), tensor.shape()));
            } else if (copies.contains(name)) {
                given.put(name, new Value(name, tensor.dtype(), tensor.shape()));
            } else if (read.contains(name)) {
                constants.put(name, tensor.tensor());
            }
        });
        int opset = Math.max(Op.ONNX_OPSET, raw.opset());
        Trace trace = ShapeTrace.of(file, opset, needed, given, constants, output);
        checkTables(PositionTables.find(trace, parameters), sequenceLength);
        checkLogits(trace.values().get(output), batchSize, sequenceLength);
        return TypedGraph.of(opset, trace, modules, fed, typesInFile, parameters, output, sequenceLength);
    }

    private void checkTables(List<PositionTables.Table> tables, int sequenceLength) {
        for (PositionTables.Table table : tables) {
            if (table.last() >= table.rows()) {
                throw problem("a sequence of " + sequenceLength + " picks row " + table.last() + " in "
                        + table.node().described() + ", whose table has " + table.rows()
                        + "; choose a shorter sequence_length");
            }
        }
        if (longest.isEmpty()) {
            longest = PositionTables.longest(tables, sequenceLength);
        }
    }

    /** The longest sequence by the tables of positions; known once a graph was made. */
    OptionalLong longest() {
        return longest;
    }

    private void checkLogits(Value logits, long batch, long length) {
        Shape shape = logits.shape();
        boolean rows = shape.rank() == 2 && (shape.dim(0) == batch || shape.dim(0) == batch * length);
        boolean text = inputs.takesTokens() && !inputs.takesDecoderTokens();
        boolean tokens =
                shape.rank() == 3 && shape.dim(0) == batch && (shape.dim(1) == length || text && shape.dim(1) > length);
        if (logits.dtype() != DType.FLOAT || !rows && !tokens || shape.dim(-1) < 1) {
            throw problem("its output " + OneLine.quoted(output) + " is " + logits.dtype() + " " + shape
                    + " for a batch of " + batch + " x " + length
                    + ", expected FLOAT [batch, sequence, classes] or [batch, classes]");
        }
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + ".");
    }
}
