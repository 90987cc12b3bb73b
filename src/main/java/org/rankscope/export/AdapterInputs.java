package org.rankscope.export;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterNames;

/**
 * A LoRA adapter as inputs of a graph, as Microsoft's Olive names and lays them out (its {@code convert-adapters}, {@code
 * ExtractAdapters}): for each layer {@code <module>.lora_A.weight} [in, rank] and {@code <module>.lora_B.weight} [rank, out]
 * with the scaling multiplied in, y = x·W + (x·A)·B. Left out, their rank is 0, and the sum is the layer's own result.
 * Biases and layers that are trained whole are inputs under their own names; left out, they are the base model's.
 */
final class AdapterInputs {
    /** What the axis of the rank is called. */
    static final String RANK = "lora_r";

    private final Map<String, AdaptedModule> targets = new LinkedHashMap<>();

    AdapterInputs(List<AdaptedModule> adapted) {
        adapted.forEach(target -> targets.put(target.module().name(), target));
    }

    /** Why these layers can't have their updates as inputs; empty where they can. */
    Optional<String> obstacle() {
        return targets.values().stream()
                .map(AdaptedModule::module)
                .filter(module -> module.isConvolution() || module.embedding())
                .findFirst()
                .map(module -> module.name() + " is " + (module.isConvolution() ? "a convolution" : "an embedding")
                        + ", and adapter inputs are for matrix products");
    }

    /** Names of the axes of the updates, by input. */
    Map<String, List<String>> axes() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        targets.forEach((module, target) -> {
            axes.put(
                    AdapterNames.loraA(module),
                    List.of(String.valueOf(target.module().inFeatures()), RANK));
            axes.put(
                    AdapterNames.loraB(module),
                    List.of(RANK, String.valueOf(target.module().outFeatures())));
        });
        return axes;
    }

    /** {@code base} with parameters for the updates. */
    Graph into(Graph base) {
        GraphBuilder g = new GraphBuilder(base.name());
        Map<String, Value> inputs = new LinkedHashMap<>();
        base.inputs().forEach(input -> inputs.put(input.name(), g.input(input)));
        Map<String, Value> outputs = g.inline(base, inputs, node -> {
            AdaptedModule target = targets.get(node.name());
            return target == null ? node.output() : g.in(node.name() + "/adapter", () -> updated(g, node, target));
        });
        return g.build(List.copyOf(outputs.values()));
    }

    private static Value updated(GraphBuilder g, Node layer, AdaptedModule target) {
        String module = target.module().name();
        long in = target.module().inFeatures();
        long out = target.module().outFeatures();
        Value loraA = g.parameter(AdapterNames.loraA(module), Shape.of(in, target.rank()));
        Value loraB = g.parameter(AdapterNames.loraB(module), Shape.of(target.rank(), out));
        boolean columns = layer.op() != Op.MAT_MUL && layer.intAttribute("transA", 0) == 1;
        Value x = columns ? g.transpose(layer.input(0), List.of(1L, 0L)) : layer.input(0);
        Shape rows = x.shape().with(-1, target.rank());
        Value inner = g.node(Op.MAT_MUL, List.of(x, loraA), Map.of(), DType.FLOAT, rows);
        Value update = g.node(
                Op.MAT_MUL,
                List.of(inner, loraB),
                Map.of(),
                DType.FLOAT,
                layer.output().shape());
        return g.add(layer.output(), update);
    }

    /**
     * The tensors of the file, by the names of the inputs.
     *
     * @param values of the adapter, by this program's names and in its layout
     */
    Map<String, Tensor> tensors(Map<String, Tensor> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(values);
        targets.forEach((module, target) -> {
            tensors.computeIfPresent(AdapterNames.loraA(module), (name, value) -> transposed(value, 1));
            tensors.computeIfPresent(
                    AdapterNames.loraB(module), (name, value) -> transposed(value, (float) target.scaling()));
        });
        return tensors;
    }

    /** What stands in the graph for tensors that nobody gives: updates of rank 0. */
    Function<String, Optional<Tensor>> absent() {
        Map<String, Tensor> empty = new LinkedHashMap<>();
        targets.forEach((module, target) -> {
            empty.put(
                    AdapterNames.loraA(module),
                    Tensor.zeros(DType.FLOAT, Shape.of(target.module().inFeatures(), 0)));
            empty.put(
                    AdapterNames.loraB(module),
                    Tensor.zeros(DType.FLOAT, Shape.of(0, target.module().outFeatures())));
        });
        return name -> Optional.ofNullable(empty.get(name));
    }

    private static Tensor transposed(Tensor value, float factor) {
        Tensor result = value.transposed();
        FloatBuffer numbers = result.data().asFloatBuffer();
        for (int i = 0; i < numbers.limit(); i++) {
            numbers.put(i, factor * numbers.get(i));
        }
        return result;
    }
}
