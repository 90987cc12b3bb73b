package org.rankscope.autodiff;

import static org.rankscope.autodiff.UnaryRows.cycled;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Rows of normalisations. Values that are normalised are spread to a deviation around 1, so that the curvature is mild.
 */
final class NormalizationRows {
    private static final float[] SPREAD = {1, -1.5f, 0.5f, 2, -0.7f};

    private final List<GradientRow> rows = new ArrayList<>();

    private NormalizationRows() {}

    static List<GradientRow> rows() {
        NormalizationRows all = new NormalizationRows();
        all.layer();
        all.rootMeanSquare();
        all.skip();
        all.embedding();
        all.channels();
        all.others();
        return all.rows;
    }

    /** The operator on inputs the first of which is spread. */
    private void row(Op op, Map<String, Attribute> attributes, int outputs, Shape... shapes) {
        rows.add(new GradientRow(op, attributes + " outputs " + outputs, List.of(shapes), 0.5, 1.5, (g, x) -> {
            List<Value> operands = new ArrayList<>(x);
            operands.set(0, cycled(g, x.get(0), SPREAD));
            return GradientCheck.apply(g, op, operands, attributes, outputs);
        }));
    }

    private static Map<String, Attribute> axis(long axis) {
        return Map.of("axis", new Attribute.Int(axis));
    }

    private void layer() {
        for (int outputs : new int[] {1, 2, 3}) {
            row(Op.LAYER_NORMALIZATION, Map.of(), outputs, Shape.of(2, 5), Shape.of(5), Shape.of(5));
            row(Op.LAYER_NORMALIZATION, axis(1), outputs, Shape.of(2, 3, 4), Shape.of(3, 4), Shape.of(3, 4));
        }
        row(Op.LAYER_NORMALIZATION, axis(-1), 1, Shape.of(2, 2, 4), Shape.of(4));
        row(Op.LAYER_NORMALIZATION, axis(0), 1, Shape.of(2, 3), Shape.of(2, 3));
        row(
                Op.LAYER_NORMALIZATION,
                Map.of("axis", new Attribute.Int(-2), "epsilon", new Attribute.Float(0.1f)),
                3,
                Shape.of(2, 3, 2),
                Shape.of(3, 2),
                Shape.of(3, 2));
        rows.add(new GradientRow(
                Op.LAYER_NORMALIZATION, "its statistics alone", List.of(Shape.of(2, 5)), 0.5, 1.5, (g, x) -> {
                    Value ones = g.constant(Tensor.ofFloats(Shape.of(5), 1, 1, 1, 1, 1));
                    return GradientCheck.apply(
                                    g, Op.LAYER_NORMALIZATION, List.of(cycled(g, x.get(0), SPREAD), ones), Map.of(), 3)
                            .subList(1, 3);
                }));
    }

    private void rootMeanSquare() {
        for (Op op : List.of(Op.RMS_NORMALIZATION, Op.SIMPLIFIED_LAYER_NORMALIZATION)) {
            row(op, Map.of(), 1, Shape.of(2, 5), Shape.of(5));
            row(op, axis(-1), 1, Shape.of(2, 2, 4), Shape.of(4));
            row(op, axis(1), 1, Shape.of(2, 3, 4), Shape.of(3, 4));
            row(
                    op,
                    Map.of("axis", new Attribute.Int(-2), "epsilon", new Attribute.Float(0.1f)),
                    1,
                    Shape.of(2, 3, 2),
                    Shape.of(3, 2));
        }
        row(Op.SIMPLIFIED_LAYER_NORMALIZATION, Map.of(), 2, Shape.of(2, 5), Shape.of(5));
        row(Op.SIMPLIFIED_LAYER_NORMALIZATION, axis(1), 2, Shape.of(2, 3, 4), Shape.of(3, 4));
    }

    private void skip() {
        Shape x = Shape.of(2, 3, 4);
        Shape gain = Shape.of(4);
        for (Shape skip : List.of(x, Shape.of(1, 3, 4), Shape.of(3, 4))) {
            row(Op.SKIP_LAYER_NORMALIZATION, Map.of(), 1, x, skip, gain);
            row(Op.SKIP_LAYER_NORMALIZATION, Map.of(), 1, x, skip, gain, gain);
            row(Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION, Map.of(), 1, x, skip, gain);
        }
        Map<String, Attribute> epsilon = Map.of("epsilon", new Attribute.Float(0.1f));
        row(Op.SKIP_LAYER_NORMALIZATION, epsilon, 1, x, x, gain, gain, gain);
        row(Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION, epsilon, 1, x, x, gain, gain);
        row(Op.SKIP_LAYER_NORMALIZATION, Map.of(), 1, Shape.of(3, 4), Shape.of(3, 4), gain, gain);
        withSum(Op.SKIP_LAYER_NORMALIZATION, x, x, gain, gain, gain);
        withSum(Op.SKIP_LAYER_NORMALIZATION, x, Shape.of(1, 3, 4), gain);
        withSum(Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION, x, x, gain, gain);
        rows.add(new GradientRow(
                Op.SKIP_LAYER_NORMALIZATION,
                "bias without beta",
                List.of(x, x, gain, gain),
                0.5,
                1.5,
                (g, v) -> GradientCheck.apply(
                        g,
                        Op.SKIP_LAYER_NORMALIZATION,
                        List.of(cycled(g, v.get(0), SPREAD), v.get(1), v.get(2), Value.ABSENT, v.get(3)),
                        Map.of(),
                        1)));
    }

    private void withSum(Op op, Shape... shapes) {
        rows.add(new GradientRow(op, "with the sum", List.of(shapes), 0.5, 1.5, (g, x) -> {
            List<Value> operands = new ArrayList<>(x);
            operands.set(0, cycled(g, x.get(0), SPREAD));
            List<Value> outputs = List.of(
                    new Value("Normalized", DType.FLOAT, shapes[0]),
                    Value.ABSENT,
                    Value.ABSENT,
                    new Value("Sum", DType.FLOAT, shapes[0]));
            List<Value> results = g.add(op, operands, Map.of(), outputs).outputs();
            return List.of(results.get(0), results.get(3));
        }));
    }

    private void embedding() {
        Shape words = Shape.of(5, 4);
        Shape positions = Shape.of(3, 4);
        Shape segments = Shape.of(2, 4);
        Shape gain = Shape.of(4);
        rows.add(new GradientRow(
                Op.EMBED_LAYER_NORMALIZATION,
                "all embeddings",
                List.of(words, positions, segments, gain, gain),
                0.5,
                1.5,
                (g, x) -> embedded(g, x.get(0), x.get(1), x.get(2), x.get(3), x.get(4), false)));
        rows.add(new GradientRow(
                Op.EMBED_LAYER_NORMALIZATION,
                "no segments, positions given",
                List.of(words, positions, gain, gain),
                0.5,
                1.5,
                (g, x) -> embedded(g, x.get(0), x.get(1), Value.ABSENT, x.get(2), x.get(3), true)));
    }

    private static List<Value> embedded(
            GraphBuilder g, Value words, Value positions, Value segments, Value gain, Value bias, boolean placed) {
        Value ids = int32(g, Shape.of(2, 3), 0, 3, 3, 1, 4, 0);
        Value segmentIds = segments.isAbsent() ? Value.ABSENT : int32(g, Shape.of(2, 3), 0, 0, 1, 0, 1, 1);
        List<Value> operands =
                new ArrayList<>(List.of(ids, segmentIds, cycled(g, words, SPREAD), positions, segments, gain, bias));
        if (placed) {
            operands.add(Value.ABSENT);
            operands.add(int32(g, Shape.of(2, 3), 2, 1, 0, 0, 1, 2));
        }
        Shape shape = Shape.of(2, 3, 4);
        List<Value> outputs = List.of(
                new Value("Normalized", DType.FLOAT, shape),
                new Value("Counts", DType.INT32, Shape.of(2)),
                new Value("Sum", DType.FLOAT, shape));
        Map<String, Attribute> attributes = Map.of("epsilon", new Attribute.Float(1e-5f));
        List<Value> results = g.add(Op.EMBED_LAYER_NORMALIZATION, operands, attributes, outputs)
                .outputs();
        return List.of(results.get(0), results.get(2));
    }

    private static Value int32(GraphBuilder g, Shape shape, long... values) {
        return g.cast(GradientCheck.indices(g, shape, values), DType.INT32);
    }

    private void channels() {
        for (Shape shape : List.of(Shape.of(2, 4, 3), Shape.of(1, 4, 2, 3), Shape.of(2, 2, 5))) {
            Shape perChannel = Shape.of(shape.dim(1));
            row(Op.INSTANCE_NORMALIZATION, Map.of(), 1, shape, perChannel, perChannel);
            row(
                    Op.INSTANCE_NORMALIZATION,
                    Map.of("epsilon", new Attribute.Float(0.1f)),
                    1,
                    shape,
                    perChannel,
                    perChannel);
            for (long groups : new long[] {1, 2}) {
                Map<String, Attribute> attributes = new HashMap<>();
                attributes.put("num_groups", new Attribute.Int(groups));
                row(Op.GROUP_NORMALIZATION, attributes, 1, shape, perChannel, perChannel);
                attributes.put("epsilon", new Attribute.Float(0.1f));
                row(Op.GROUP_NORMALIZATION, attributes, 1, shape, perChannel, perChannel);
            }
        }
        for (Shape shape : List.of(Shape.of(3, 2), Shape.of(2, 3, 2), Shape.of(2, 2, 2, 3))) {
            Shape perChannel = Shape.of(shape.dim(1));
            for (Map<String, Attribute> attributes : List.of(
                    Map.<String, Attribute>of(), Map.<String, Attribute>of("epsilon", new Attribute.Float(0.2f)))) {
                row(Op.BATCH_NORMALIZATION, attributes, 1, shape, perChannel, perChannel, perChannel, perChannel);
            }
            rows.add(new GradientRow(
                    Op.BATCH_NORMALIZATION,
                    "in training mode",
                    List.of(shape, perChannel, perChannel),
                    0.5,
                    1.5,
                    (g, x) -> {
                        Value spread = cycled(g, x.get(0), SPREAD);
                        Value zeros = g.constant(Tensor.ofFloats(perChannel, new float[(int) perChannel.elements()]));
                        return GradientCheck.apply(
                                        g,
                                        Op.BATCH_NORMALIZATION,
                                        List.of(spread, x.get(1), x.get(2), zeros, zeros),
                                        Map.of("training_mode", new Attribute.Int(1)),
                                        3)
                                .subList(0, 1);
                    }));
        }
    }

    private void others() {
        for (long p : new long[] {1, 2}) {
            for (long axis : new long[] {-1, 0, 1}) {
                row(
                        Op.LP_NORMALIZATION,
                        Map.of("p", new Attribute.Int(p), "axis", new Attribute.Int(axis)),
                        1,
                        Shape.of(3, 4));
            }
        }
        row(Op.LP_NORMALIZATION, Map.of(), 1, Shape.of(2, 2, 3));
        for (long size : new long[] {1, 3, 5}) {
            row(
                    Op.LRN,
                    Map.of("size", new Attribute.Int(size), "alpha", new Attribute.Float(0.5f)),
                    1,
                    Shape.of(2, 4, 2, 1));
        }
        row(
                Op.LRN,
                Map.of(
                        "size",
                        new Attribute.Int(3),
                        "alpha",
                        new Attribute.Float(0.4f),
                        "beta",
                        new Attribute.Float(0.5f),
                        "bias",
                        new Attribute.Float(2)),
                1,
                Shape.of(1, 5, 2, 2));
        row(Op.LRN, Map.of("size", new Attribute.Int(3)), 1, Shape.of(1, 3, 2, 2));
        row(Op.MEAN_VARIANCE_NORMALIZATION, Map.of(), 1, Shape.of(2, 2, 3, 2));
        for (List<Long> axes : List.of(List.of(0L), List.of(1L, 2L), List.of(0L, -1L))) {
            row(Op.MEAN_VARIANCE_NORMALIZATION, Map.of("axes", new Attribute.Ints(axes)), 1, Shape.of(3, 2, 4));
        }
    }
}
