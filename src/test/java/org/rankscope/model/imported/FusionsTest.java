package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class FusionsTest {
    private static final Shape SHAPE = Shape.of(2, 3, 4);

    private final GraphBuilder g = new GraphBuilder("exported");
    private final Value x = g.input("x", DType.FLOAT, SHAPE);
    private final Value gain = g.parameter("gain", Shape.of(4));

    @Test
    void aDecomposedNormalisationAndGateBecomeOneNodeEach() {
        Value normed = normalised(gain, x, -1);
        Value gated = g.mul(normed, g.sigmoid(normed));
        Graph exported = g.build(List.of(g.named(g.neg(gated), "y")));
        Graph fused = fused(exported);
        assertEquals(
                List.of(Op.SIMPLIFIED_LAYER_NORMALIZATION, Op.QUICK_GELU, Op.NEG),
                fused.nodes().stream().map(node -> node.op()).toList());
        assertEquals("y", fused.outputs().get(0).name());
        assertArrayEquals(run(exported), run(fused), 1e-6f);
    }

    /** As PyTorch wrote it before opset 17. */
    @Test
    void aDecomposedLayerNormalisationBecomesOneNode() {
        Value mean = g.node(
                Op.REDUCE_MEAN,
                List.of(x, g.constant(List.of(-1L))),
                Map.of("keepdims", new Attribute.Int(1)),
                DType.FLOAT,
                SHAPE.with(-1, 1));
        Value normed = normalised(gain, g.sub(x, mean), -1);
        Graph exported = g.build(List.of(g.named(g.neg(g.add(normed, gain)), "y")));
        Graph fused = fused(exported);
        assertEquals(
                List.of(Op.LAYER_NORMALIZATION, Op.NEG),
                fused.nodes().stream().map(node -> node.op()).toList());
        assertArrayEquals(run(exported), run(fused), 1e-6f);
    }

    @Test
    void whatOnlyLooksLikeThemStays() {
        Value overRows = normalised(gain, x, 1);
        Value byOther = g.mul(overRows, g.sigmoid(x));
        Graph exported = g.build(List.of(g.named(g.neg(byOther), "y")));
        Graph fused = fused(exported);
        assertEquals(exported.nodes().size(), fused.nodes().size());
        assertArrayEquals(run(exported), run(fused), 0);
    }

    private Value normalised(Value gain, Value x, long axis) {
        Value square = g.node(Op.POW, List.of(x, g.constant(2)), Map.of(), DType.FLOAT, SHAPE);
        Shape kept = SHAPE.with((int) axis, 1);
        Value mean = g.node(
                Op.REDUCE_MEAN,
                List.of(square, g.constant(List.of(axis))),
                Map.of("keepdims", new Attribute.Int(1)),
                DType.FLOAT,
                kept);
        Value inverse = g.div(g.constant(1), g.sqrt(g.add(mean, g.constant(1e-5f))));
        return g.mul(gain, g.mul(x, inverse));
    }

    private static Graph fused(Graph exported) {
        GraphBuilder g = new GraphBuilder("fused");
        Fusions fusions = new Fusions(g);
        Map<String, Value> outputs = g.inline(exported, Map.of("x", g.input("x", DType.FLOAT, SHAPE)), node -> {
            fusions.made(node);
            return switch (node.op()) {
                case MUL -> fusions.product(node.inputs(), node.name()).orElse(node.output());
                case ADD -> fusions.sum(node.inputs(), node.name()).orElse(node.output());
                default -> node.output();
            };
        });
        return g.build(List.copyOf(outputs.values()));
    }

    private static float[] run(Graph graph) {
        Map<String, Tensor> values = Map.of("x", random(SHAPE), "gain", random(Shape.of(4)));
        try (Session session = Session.open(
                        graph, values::get, SessionConfig.on(Device.CPU).asWritten());
                Session.Results results = session.run(Map.of("x", values.get("x")))) {
            return results.tensor("y").floats();
        }
    }

    private static Tensor random(Shape shape) {
        SplittableRandom random = new SplittableRandom(5);
        float[] numbers = new float[(int) shape.elements()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-2, 2);
        }
        return Tensor.ofFloats(shape, numbers);
    }
}
