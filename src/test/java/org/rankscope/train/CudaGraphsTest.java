package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.data.DataSpec;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;

/**
 * Graphs for a CUDA device are made of nodes that ONNX Runtime's CUDA provider has kernels for. Which those are is in a table
 * of the kinds of nodes that were opened on the provider with no way back to the CPU, and run; see docs/cuda.md. Whoever
 * writes a graph with another kind of node tries that first. None of those in the table takes cuDNN.
 */
class CudaGraphsTest {
    private static final Path KERNELS = Path.of("src/test/resources/cuda/kernels.csv");
    private static final Path FOLDER = Path.of("src/test/resources/fixtures/models");

    /** Its tensors fill no rows of {@link #ROW}. */
    private static final String NARROW = "t5-tiny";

    private static final List<String> MODELS = List.of(
            "llama-tiny",
            "llama-tiny-bias",
            "qwen2-tiny",
            "gpt2-tiny",
            "bert-tiny-cls",
            "bert-tiny-tok",
            "vit-tiny",
            "t5-tiny");
    private static final int RANK = 4;

    /** An axis that costs little. */
    private static final int SHORT = 4096;

    /** How much shorter than all that is trained an axis is along which it is cut. */
    private static final int ROW = 64;

    /** By kind: the highest opset at which it was tried. */
    private static final Map<String, Integer> TRIED = new HashMap<>();

    /** A graph that is trained by. */
    record Case(String model, Method method, Precision precision, boolean recompute, int microBatches) {
        Task task() {
            return switch (model) {
                case "bert-tiny-cls" -> Task.SEQUENCE_CLASSIFICATION;
                case "bert-tiny-tok" -> Task.TOKEN_CLASSIFICATION;
                case "vit-tiny" -> Task.IMAGE_CLASSIFICATION;
                case NARROW -> Task.SEQ2SEQ_LM;
                default -> Task.CAUSAL_LM;
            };
        }

        private boolean isDefined() {
            return switch (method) {
                case BITFIT -> !List.of("llama-tiny", NARROW).contains(model);
                case PREFIX_TUNING, PROMPT_TUNING -> task() != Task.IMAGE_CLASSIFICATION;
                case FULL -> !precision.isFourBit();
                default -> true;
            };
        }

        TrainingGraph graph() {
            AdapterConfigBuilder config = AdapterConfigBuilder.builder().method(method);
            switch (method.knob()) {
                case RANK -> config.r(RANK).targetModules(TargetSpec.pattern(targets()));
                case BOTTLENECK -> config.bottleneckSize(RANK);
                case VIRTUAL_TOKENS -> config.numVirtualTokens(RANK);
                default -> {}
            }
            if (method == Method.LORA) {
                config.loraDropout(0.1);
            }
            try (BaseModel model = HuggingFaceModel.open(FOLDER.resolve(this.model), HeadSpec.of(task()))) {
                AdapterConfig adapter = config.build();
                TrialSpec spec = TrialSpecBuilder.builder()
                        .model(this.model)
                        .task(task())
                        .data(new DataSpec("data", null, null, null, null, null, null))
                        .adapter(adapter)
                        .optimizer(new TrialSpec.OptimizerSpec(
                                null,
                                null,
                                null,
                                null,
                                null,
                                1.0,
                                microBatches,
                                null,
                                method == Method.LORA ? 16.0 : null))
                        .batchSize(2)
                        .sequenceLength(16)
                        .steps(10)
                        .precision(precision)
                        .gradientCheckpointing(recompute)
                        .build();
                return TrainingGraph.build(
                        FrozenBase.graph(model, adapter, precision),
                        AdapterMethod.of(adapter.forRun(spec.steps()), FrozenBase.graph(model, adapter, precision)),
                        Optional.empty(),
                        TrainingGraph.Options.of(spec, spec.batchSize(), spec.sequenceLength(), Device.cuda(0)));
            }
        }

        /** The patches of images among them, but for AdaLoRA, which has no convolutions. */
        private String targets() {
            return method == Method.ADALORA
                    ? ".*(attn|attention|mlp|layer).*"
                    : ".*(attn|attention|mlp|layer|projection).*";
        }

        @Override
        public String toString() {
            return method.json() + " on " + model + ", " + precision.json() + (recompute ? ", recomputed" : "")
                    + (microBatches > 1 ? ", accumulated" : "");
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Set<Precision> precisions = EnumSet.complementOf(EnumSet.of(Precision.TF32));
        for (Precision precision : precisions) {
            for (Method method : Method.values()) {
                MODELS.forEach(model -> cases.add(new Case(model, method, precision, false, 1)));
            }
            for (Method method : List.of(Method.LORA, Method.DORA, Method.ADALORA, Method.QLORA, Method.FULL)) {
                cases.add(new Case("llama-tiny", method, precision, true, 1));
                cases.add(new Case("gpt2-tiny", method, precision, true, 2));
            }
        }
        return cases.stream().filter(Case::isDefined).toList();
    }

    @BeforeAll
    static void readTable() throws IOException {
        try (Stream<String> lines = Files.lines(KERNELS)) {
            lines.skip(1).forEach(line -> {
                int comma = line.lastIndexOf(',');
                TRIED.put(line.substring(0, comma), Integer.valueOf(line.substring(comma + 1)));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyNodeHasAKernel(Case one) {
        Graph graph = one.graph().graph();
        SortedSet<String> untried = new TreeSet<>();
        kinds(graph).keySet().forEach(kind -> {
            if (TRIED.getOrDefault(kind, 0) < graph.opset()) {
                untried.add(kind);
            }
        });
        assertEquals(Set.of(), untried, "kinds of nodes that are not in " + KERNELS);
    }

    static List<Case> wideCases() {
        return cases().stream().filter(one -> !one.model().equals(NARROW)).toList();
    }

    /** Where parts of several sizes are cut or joined, CUDA makes a table with an entry for each place along the axis. */
    @ParameterizedTest
    @MethodSource("wideCases")
    void nothingLargeIsCutNumberByNumber(Case one) {
        TrainingGraph graph = one.graph();
        long longest = Math.max(SHORT, graph.parameters().shape().elements() / ROW);
        nodes(graph.graph(), Map.of()).keySet().stream()
                .filter(node -> node.op() == Op.SPLIT || node.op() == Op.CONCAT)
                .forEach(node -> {
                    List<Value> parts = node.op() == Op.SPLIT ? node.outputs() : node.inputs();
                    int axis = parts.get(0).shape().axis((int) node.intAttribute("axis", 0));
                    long places = parts.stream()
                            .mapToLong(part -> part.shape().dim(axis))
                            .sum();
                    boolean alike = parts.stream().map(Value::shape).distinct().count() == 1;
                    assertTrue(alike || places <= longest, places + " places along the axis of " + node);
                });
    }

    /** The kinds of nodes in {@code graph} and those within it, each with one of them and the constants that it sees. */
    static Map<String, Map.Entry<Node, Map<Value, Tensor>>> kinds(Graph graph) {
        Map<String, Map.Entry<Node, Map<Value, Tensor>>> kinds = new LinkedHashMap<>();
        nodes(graph, Map.of())
                .forEach((node, constants) -> kinds.putIfAbsent(kind(node, constants), Map.entry(node, constants)));
        return kinds;
    }

    private static Map<Node, Map<Value, Tensor>> nodes(Graph graph, Map<Value, Tensor> around) {
        Map<Value, Tensor> constants = new HashMap<>(around);
        constants.putAll(graph.constants());
        Map<Node, Map<Value, Tensor>> nodes = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() != Op.SCAN && node.op() != Op.IF) {
                nodes.put(node, constants);
            }
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Body body) {
                    nodes.putAll(nodes(body.graph(), constants));
                }
            }
        }
        return nodes;
    }

    /** What the choice of a kernel depends on: domain, operator, types, and some of its attributes. */
    private static String kind(Node node, Map<Value, Tensor> constants) {
        Set<DType> types = new LinkedHashSet<>();
        node.inputs().stream().filter(input -> !input.isAbsent()).forEach(input -> types.add(input.dtype()));
        return String.join(
                ",",
                node.op().domain().onnxName(),
                node.op().onnxName(),
                String.join(" ", types.stream().map(DType::name).toList()) + " > "
                        + node.output(0).dtype(),
                form(node, constants));
    }

    private static String form(Node node, Map<Value, Tensor> constants) {
        return switch (node.op()) {
            case SCATTER_ND, SCATTER_ELEMENTS -> node.textAttribute("reduction", "none");
            case PAD -> node.textAttribute("mode", "constant");
            case MAT_MUL_BNB4 -> node.intAttribute("transB", 1) == 1 ? "" : "untransposed";
            case REDUCE_SUM, REDUCE_MEAN, REDUCE_SUM_SQUARE, REDUCE_L2, REDUCE_MAX, REDUCE_MIN ->
                axes(node.input(0).shape().rank(), constants.get(node.input(1)));
            default -> "";
        };
    }

    /** Reductions over axes that are not the first ones or the last ones take cuDNN. */
    private static String axes(int rank, Tensor given) {
        SortedSet<Integer> axes = new TreeSet<>();
        for (long axis : given.longs()) {
            axes.add((int) Math.floorMod(axis, (long) rank));
        }
        if (axes.size() == rank) {
            return "all axes";
        }
        boolean inARow = axes.last() - axes.first() == axes.size() - 1;
        return inARow && axes.first() == 0
                ? "first axes"
                : inARow && axes.last() == rank - 1 ? "last axes" : "axes in between";
    }
}
