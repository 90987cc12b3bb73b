package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Normalisations in terms of simpler operators. */
final class NormalizationExpansions {
    private static final float DEFAULT_EMBEDDING_EPSILON = 1e-12f;
    private static final double SMALLEST_DEVIATION = 1e-9;

    private NormalizationExpansions() {}

    /**
     * Y = X / ‖X‖ along an axis, by the sum of absolutes (p = 1) or of squares (p = 2); 0 where X is. ONNX
     * LpNormalization-1.
     */
    static List<Value> lp(Node node, GraphBuilder g) {
        Value x = node.input(0);
        Arithmetic m = Arithmetic.of(g, x);
        int axis = x.shape().axis((int) node.intAttribute("axis", -1));
        Value norm = g.node(
                node.intAttribute("p", 2) == 1 ? Op.REDUCE_L1 : Op.REDUCE_L2,
                List.of(x, g.constant(List.of((long) axis))),
                Map.of("keepdims", new Attribute.Int(1)),
                x.dtype(),
                x.shape().with(axis, 1));
        return List.of(m.div(x, m.choose(m.equal(norm, 0), m.number(1), norm)));
    }

    /** Y = (X - mean X) / √variance X over axes. ONNX MeanVarianceNormalization-13. */
    static List<Value> meanVariance(Node node, GraphBuilder g) {
        Value x = node.input(0);
        Arithmetic m = Arithmetic.of(g, x);
        List<Long> axes = node.intsAttribute("axes", List.of(0L, 2L, 3L)).stream()
                .map(axis -> (long) x.shape().axis(axis.intValue()))
                .toList();
        Value centred = m.sub(x, m.mean(x, axes));
        Value variance = m.mean(m.square(centred), axes);
        double floor = SMALLEST_DEVIATION * SMALLEST_DEVIATION;
        return List.of(m.div(centred, m.sqrt(m.plus(variance, floor))));
    }

    /**
     * The layer normalisation of word + position + segment embeddings of ids [batch, seq].
     * com.microsoft EmbedLayerNormalization-1, whose second output counts the mask's ones.
     */
    static List<Value> embedding(Node node, GraphBuilder g) {
        Value ids = node.input(0);
        long batch = ids.shape().dim(0);
        long length = ids.shape().dim(1);
        Value positions = node.hasInput(8)
                ? rows(g, node.input(3), node.input(8))
                : g.gather(
                        node.input(3),
                        g.constant(LongStream.range(0, length).boxed().toList()));
        Value sum = g.add(rows(g, node.input(2), ids), positions);
        if (node.hasInput(1)) {
            sum = g.add(sum, rows(g, node.input(4), node.input(1)));
        }
        Value y = g.node(
                Op.LAYER_NORMALIZATION,
                List.of(sum, node.input(5), node.input(6)),
                Map.of(
                        "axis",
                        new Attribute.Int(-1),
                        "epsilon",
                        new Attribute.Float(node.floatAttribute("epsilon", DEFAULT_EMBEDDING_EPSILON))),
                sum.dtype(),
                sum.shape());
        Value counts = g.constant(Tensor.zeros(DType.INT32, Shape.of(batch)));
        return List.of(y, counts, sum).subList(0, node.outputs().size());
    }

    private static Value rows(GraphBuilder g, Value table, Value ids) {
        return g.gather(table, ids.dtype() == DType.INT64 ? ids : g.cast(ids, DType.INT64));
    }
}
