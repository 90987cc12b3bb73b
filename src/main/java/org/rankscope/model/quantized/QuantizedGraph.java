package org.rankscope.model.quantized;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.DelegatingGraph;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.WeightLayout;

/**
 * What a model computes with the weights of its linear layers in 4 bits. Its parameters and layers are still the model's, by
 * their names and shapes; its graph reads each weight from several tensors whose names begin with the weight's. Any thread.
 */
public sealed class QuantizedGraph extends DelegatingGraph permits QuantizedModel {
    private final ModelGraph model;
    private final Precision precision;
    private final WeightFormat format;
    private final Map<String, LinearModule> packed = new LinkedHashMap<>();

    /**
     * Wraps a model.
     *
     * @param precision one of 4 bits
     * @param kept which linear layers stay as they are, by name, beside heads and convolutions: those that are trained
     */
    public QuantizedGraph(ModelGraph model, Precision precision, Predicate<String> kept) {
        super(model);
        this.model = model;
        this.precision = precision;
        this.format = switch (precision) {
            case NF4 -> new NormalFloat4();
            case INT4 -> new BlockInt4();
            default -> throw new IllegalArgumentException("Only 4 bits need a wrapper.");
        };
        for (LinearModule module : model.linearModules()) {
            boolean own = module.weightShape().equals(model.parameters().get(module.weightName()))
                    && model.adaptableModules().stream()
                            .allMatch(other -> other.name().equals(module.name())
                                    || !other.weightName().equals(module.weightName()));
            boolean done = model.packedModules().contains(module.name());
            if (own
                    && !done
                    && !module.head()
                    && !module.isConvolution()
                    && !kept.test(module.name())
                    && format.holds(module)) {
                packed.put(module.name(), module);
            }
        }
    }

    /** The layers whose weights are in 4 bits, by the names of the layers. */
    final Map<String, LinearModule> packed() {
        return packed;
    }

    final WeightFormat format() {
        return format;
    }

    @Override
    public final Precision precision() {
        return precision;
    }

    @Override
    public final long weightBytes() {
        long bytes = model.weightBytes();
        for (LinearModule module : packed.values()) {
            bytes -= module.weightShape().elements() * DType.FLOAT.bytes();
            for (Value part : format.parts(module, "")) {
                bytes += part.shape().elements() * part.dtype().bytes();
            }
        }
        return bytes;
    }

    /** The bias, where the model's node has it in, is added by a node of its own. */
    @Override
    public final Graph forward(int batchSize, int sequenceLength) {
        return inFourBits(model.forward(batchSize, sequenceLength));
    }

    @Override
    public final Graph forwardBehindPrompt(int batchSize, int sequenceLength, int prompt) {
        return inFourBits(model.forwardBehindPrompt(batchSize, sequenceLength, prompt));
    }

    @Override
    public final Graph forward(int batchSize, int sequenceLength, int cached) {
        return inFourBits(model.forward(batchSize, sequenceLength, cached));
    }

    @Override
    public final Graph forwardKeeping(int sequenceLength) {
        return inFourBits(model.forwardKeeping(sequenceLength));
    }

    private Graph inFourBits(Graph whole) {
        GraphBuilder g = new GraphBuilder(whole.name());
        Map<String, Value> inputs = new LinkedHashMap<>();
        whole.inputs().forEach(input -> inputs.put(input.name(), g.input(input)));
        Map<String, Value> outputs = g.inlineWith(whole, inputs, node -> inFourBits(g, node));
        Graph graph = g.build(List.copyOf(outputs.values()));
        List<Value> read = graph.parameters().stream()
                .filter(parameter ->
                        graph.nodes().stream().anyMatch(node -> node.inputs().contains(parameter)))
                .toList();
        return new Graph(
                graph.name(), graph.opset(), graph.inputs(), read, graph.constants(), graph.nodes(), graph.outputs());
    }

    private Optional<Value> inFourBits(GraphBuilder g, Node node) {
        LinearModule module = packed.get(node.name());
        if (module == null || !isPlainProduct(g, node, module)) {
            return Optional.empty();
        }
        List<Value> parts = format.parts(module, module.weightName()).stream()
                .map(part -> g.parameter(part.name(), part.dtype(), part.shape()))
                .toList();
        Value product = format.product(g, module, node.input(0), parts, node.output());
        return Optional.of(node.hasInput(2) ? g.in(module.name(), () -> g.add(product, node.input(2))) : product);
    }

    /** Whether {@code node} is x·Wᵀ and at most a bias, with the weight as it lies or turned by a node of its own. */
    private static boolean isPlainProduct(GraphBuilder g, Node node, LinearModule module) {
        switch (node.op()) {
            case GEMM, MAT_MUL, FUSED_MAT_MUL -> {
                boolean plain = node.intAttribute("transA", 0) == 0
                        && node.floatAttribute("alpha", 1) == 1
                        && node.floatAttribute("beta", 1) == 1
                        && node.intAttribute("transBatchA", 0) == 0
                        && node.intAttribute("transBatchB", 0) == 0;
                Optional<Node> turning = g.producerOf(node.input(1));
                boolean turned = turning.isPresent();
                Value weight = turned ? turning.get().input(0) : node.input(1);
                boolean turns = turning.map(QuantizedGraph::isTranspose).orElse(true);
                boolean outFirst = node.intAttribute("transB", 0) == 1 ^ turned;
                return plain
                        && turns
                        && weight.name().equals(module.weightName())
                        && outFirst == (module.layout() == WeightLayout.OUT_IN);
            }
            default -> {
                return false;
            }
        }
    }

    private static boolean isTranspose(Node node) {
        return node.op() == Op.TRANSPOSE
                && node.attributes()
                        .getOrDefault("perm", new Attribute.Ints(List.of(1L, 0L)))
                        .equals(new Attribute.Ints(List.of(1L, 0L)));
    }

    @Override
    public Optional<Tensor> known(String parameter) {
        return model.known(parameter);
    }
}
