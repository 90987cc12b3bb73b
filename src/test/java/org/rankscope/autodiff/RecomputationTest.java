package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;
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

class RecomputationTest {
    private static final int SIZE = 3;
    private static final int LAYERS = 6;

    @Test
    void gradientsAreTheSameToTheBit() {
        float[] x = {0.5f, -1, 2, 0.25f, 1, -0.75f};
        assertArrayEquals(run(chain(false), x), run(chain(true), x));
    }

    @Test
    void updatedWeightsGetTheirWholeGradient() {
        float[] x = {0.5f, -1, 2, 0.25f, 1, -0.75f};
        float[] kept = run(updated(false), x);
        assertArrayEquals(kept, run(updated(true), x));
        for (float gradient : kept) {
            assertTrue(gradient != 0);
        }
        assertTrue(count(updated(true), Op.WHERE) >= 2);
    }

    /** Layers y = exp(sigmoid(x·(w + w·w)ᵀ)), one behind the other: the sum of weights is made ahead of its product. */
    private static Graph updated(boolean recompute) {
        GraphBuilder g = new GraphBuilder("updated");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, SIZE));
        List<Value> weights = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            Value weight = g.parameter("w" + layer, Shape.of(SIZE, SIZE));
            Value sum = g.gemm(weight, weight, weight, false, false, 1);
            weights.add(weight);
            x = g.exp(g.sigmoid(g.gemm(x, sum, false, true, 1)));
        }
        return gradients(g, x, weights, recompute);
    }

    @Test
    void whatIsNotANumberStaysSo() {
        float[] x = {Float.NaN, -1, 2, Float.POSITIVE_INFINITY, 1, -0.75f};
        assertArrayEquals(run(chain(false), x), run(chain(true), x));
    }

    @Test
    void blocksAreComputedAgainBehindTheGradientThatArrives() {
        Graph kept = chain(false);
        Graph again = chain(true);
        assertEquals(0, count(kept, Op.WHERE));
        assertTrue(count(again, Op.WHERE) >= 2, "blocks: " + count(again, Op.WHERE));
        assertTrue(count(again, Op.EXP) > count(kept, Op.EXP));
    }

    /** Layers y = x + exp(sigmoid(x·w)), all with one weight each; gradients of all weights. */
    private static Graph chain(boolean recompute) {
        GraphBuilder g = new GraphBuilder("chain");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, SIZE));
        List<Value> weights = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            weights.add(g.parameter("w" + layer, Shape.of(SIZE, SIZE)));
            x = g.sum(x, g.exp(g.sigmoid(g.gemm(x, weights.get(layer), false, true, 1))));
        }
        return gradients(g, x, weights, recompute);
    }

    private static Graph gradients(GraphBuilder g, Value y, List<Value> weights, boolean recompute) {
        Map<Value, Value> seeds = Map.of(y, g.sigmoid(y));
        GradientRules rules = StandardGradientRules.table();
        Map<Value, Value> gradients = recompute
                ? Recomputation.gradients(g, rules, seeds, weights)
                : Backward.gradients(g, rules, seeds, weights);
        return g.build(List.copyOf(gradients.values())).withoutUnused();
    }

    private static float[] run(Graph graph, float[] x) {
        float[] weight = new float[SIZE * SIZE];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = 0.1f * i - 0.4f;
        }
        Tensor shared = Tensor.ofFloats(Shape.of(SIZE, SIZE), weight);
        float[] all = new float[LAYERS * SIZE * SIZE];
        try (Session session = Session.open(graph, name -> shared, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of("x", Tensor.ofFloats(Shape.of(2, SIZE), x)))) {
            for (int layer = 0; layer < LAYERS; layer++) {
                float[] gradient =
                        results.tensor(graph.outputs().get(layer).name()).floats();
                System.arraycopy(gradient, 0, all, layer * gradient.length, gradient.length);
            }
        }
        return all;
    }

    private static long count(Graph graph, Op op) {
        return graph.nodes().stream().filter(node -> node.op() == op).count();
    }
}
