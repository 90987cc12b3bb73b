package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.model.WeightLayout;
import org.rankscope.onnx.RawNode;

/**
 * Finds the linear layers of a graph: MatMul, Gemm and Conv whose second operand is a weight, transposed or not, and {@link
 * PackedProducts}. A weight
 * that several products read makes no layer, since an adapter would be on one of them only.
 */
final class LinearLayers {
    /** A weight behind the nodes that only turn it. */
    private record Turned(String weight, boolean transposed) {}

    private final GraphIndex index;
    private final Set<String> weights;
    private final String output;
    private final PackedProducts packed;

    private LinearLayers(GraphIndex index, Set<String> weights, String output) {
        this.index = index;
        this.weights = weights;
        this.output = output;
        this.packed = new PackedProducts(index);
    }

    /** The layers that {@code output} needs, in the order of the graph. */
    static List<LinearLayer> find(GraphIndex index, Set<String> weights, String output) {
        LinearLayers finder = new LinearLayers(index, weights, output);
        List<LinearLayer> found = new ArrayList<>();
        Map<String, Integer> uses = new HashMap<>();
        for (RawNode node : index.needed(output)) {
            finder.layer(node).ifPresent(layer -> {
                found.add(layer);
                uses.merge(layer.weight(), 1, Integer::sum);
                layer.bias().ifPresent(bias -> uses.merge(bias, 1, Integer::sum));
            });
        }
        return found.stream()
                .filter(layer ->
                        uses.get(layer.weight()) == 1 && layer.bias().stream().allMatch(bias -> uses.get(bias) == 1))
                .toList();
    }

    private Optional<LinearLayer> layer(RawNode node) {
        if (node.inputs().size() < 2 || !index.isFed(node.input(0))) {
            return Optional.empty();
        } else if (PackedProducts.isPacked(node)) {
            return packed.isLayer(node)
                    ? Optional.of(withBias(node, node.input(PackedProducts.CODES), WeightLayout.OUT_IN))
                    : Optional.empty();
        } else if (node.is("Conv")) {
            return weights.contains(node.input(1)) && shape(node.input(1)).rank() > 2
                    ? Optional.of(withBias(node, node.input(1), WeightLayout.OUT_IN))
                    : Optional.empty();
        }
        boolean fused = node.domain().equals("com.microsoft") && node.op().equals("FusedMatMul");
        if (!node.is("MatMul") && !node.is("Gemm") && !fused) {
            return Optional.empty();
        }
        boolean plain = number(node, "transA", 0) == 0
                && number(node, "alpha", 1) == 1
                && number(node, "beta", 1) == 1
                && number(node, "transBatchA", 0) == 0
                && number(node, "transBatchB", 0) == 0;
        Optional<Turned> turned = turned(node.input(1));
        if (!plain || turned.isEmpty() || shape(turned.get().weight()).rank() != 2) {
            return Optional.empty();
        }
        boolean outFirst = turned.get().transposed() ^ number(node, "transB", 0) != 0;
        return Optional.of(withBias(node, turned.get().weight(), outFirst ? WeightLayout.OUT_IN : WeightLayout.IN_OUT));
    }

    private static double number(RawNode node, String key, double absent) {
        Attribute attribute = node.attributes().get(key);
        if (attribute instanceof Attribute.Int value) {
            return value.value();
        }
        return attribute instanceof Attribute.Float value ? value.value() : absent;
    }

    private Shape shape(String initializer) {
        return index.graph().initializers().get(initializer).shape();
    }

    private Optional<Turned> turned(String operand) {
        boolean transposed = false;
        String value = operand;
        while (!weights.contains(value)) {
            RawNode maker = index.maker(value).orElse(null);
            if (maker == null) {
                return Optional.empty();
            } else if (isTranspose(maker)) {
                transposed = !transposed;
            } else if (!maker.is("Identity")
                    && !(maker.is("Cast") && number(maker, "to", 0) == DType.FLOAT.onnxNumber())) {
                return Optional.empty();
            }
            value = maker.input(0);
        }
        return Optional.of(new Turned(value, transposed));
    }

    private static boolean isTranspose(RawNode node) {
        Attribute permutation = node.attributes().get("perm");
        return node.is("Transpose") && (permutation == null || permutation.equals(new Attribute.Ints(List.of(1L, 0L))));
    }

    private LinearLayer withBias(RawNode product, String weight, WeightLayout layout) {
        LinearLayer alone = new LinearLayer(product, weight, layout, Optional.empty(), Optional.empty());
        long out = alone.weightShape(index).dim(layout == WeightLayout.OUT_IN ? 0 : 1);
        if (isBias(alone.addend(), out)) {
            return new LinearLayer(product, weight, layout, Optional.of(alone.addend()), Optional.empty());
        }
        String result = product.outputs().get(0);
        List<RawNode> readers = index.readers(result);
        boolean mayAdd = alone.addend().isEmpty() && !product.is("Conv") && !result.equals(output);
        if (mayAdd && readers.size() == 1 && readers.get(0).is("Add")) {
            RawNode addition = readers.get(0);
            String other = addition.input(addition.input(0).equals(result) ? 1 : 0);
            if (isBias(other, out)) {
                return new LinearLayer(product, weight, layout, Optional.of(other), Optional.of(addition));
            }
        }
        return alone;
    }

    private boolean isBias(String name, long out) {
        return weights.contains(name)
                && shape(name).equals(Shape.of(out))
                && index.readers(name).size() == 1;
    }
}
