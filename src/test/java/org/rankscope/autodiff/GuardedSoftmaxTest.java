package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class GuardedSoftmaxTest {
    private static final float BLIND = Float.NEGATIVE_INFINITY;

    /** The first query sees no key, the second one key, the third all. */
    private static final float[] MASK = {BLIND, BLIND, BLIND, 0, BLIND, BLIND, 0, 0, 0};

    private static final Shape SQUARE = Shape.of(3, 3);

    /** Tells rows that see nothing. */
    @FunctionalInterface
    private interface Guard {
        Value guarded(GraphBuilder g, Value scores, Value weights);
    }

    @Test
    void aRowThatIsBlindGivesNoGradientWhereItsNansAreReplaced() {
        check((g, scores, weights) -> {
            Value isNan = g.node(Op.IS_NAN, List.of(weights), Map.of(), DType.BOOL, SQUARE);
            return g.where(isNan, g.constant(0f), weights);
        });
    }

    @Test
    void aRowThatIsBlindGivesNoGradientWhereRowsWithoutAScoreAreReplaced() {
        check((g, scores, weights) -> {
            Value best = g.node(
                    Op.REDUCE_MAX, List.of(scores, g.constant(List.of(-1L))), Map.of(), DType.FLOAT, Shape.of(3, 1));
            Value zeros = g.node(
                    Op.EXPAND, List.of(g.constant(0f), g.constant(SQUARE.dims())), Map.of(), DType.FLOAT, SQUARE);
            return g.where(g.equal(best, g.constant(BLIND)), zeros, weights);
        });
    }

    @Test
    void aReplacementThatIsNotZeroIsNoGuard() {
        GraphBuilder g = new GraphBuilder("guard");
        Value weights = g.softmax(g.input("x", DType.FLOAT, SQUARE), -1);
        Value isNan = g.node(Op.IS_NAN, List.of(weights), Map.of(), DType.BOOL, SQUARE);
        g.where(isNan, g.constant(1f), weights);
        assertEquals(g.nodes(), GuardedSoftmax.merged(g, g.nodes()));
    }

    @Test
    void aConditionByElementIsNoGuard() {
        GraphBuilder g = new GraphBuilder("guard");
        Value x = g.input("x", DType.FLOAT, SQUARE);
        Value byElement = g.equal(x, g.constant(0f));
        g.where(byElement, g.constant(0f), g.softmax(x, -1));
        assertEquals(g.nodes(), GuardedSoftmax.merged(g, g.nodes()));
    }

    @Test
    void aConditionByRowOfAnotherAxisIsNoGuard() {
        GraphBuilder g = new GraphBuilder("guard");
        Value x = g.input("x", DType.FLOAT, SQUARE);
        Value byRow = g.equal(g.reduceSum(x, List.of(1L), true), g.constant(0f));
        g.where(byRow, g.constant(0f), g.softmax(x, 0));
        assertEquals(g.nodes(), GuardedSoftmax.merged(g, g.nodes()));
    }

    /** Gradients of queries and keys against those of a softmax over the rows that see something alone. */
    private static void check(Guard guard) {
        Tensor queries = Tensor.ofFloats(Shape.of(3, 2), .3f, -.7f, .9f, .2f, -.4f, .6f);
        Tensor keys = Tensor.ofFloats(Shape.of(3, 2), .5f, .1f, -.8f, .4f, .7f, -.3f);
        Tensor weighting = Tensor.ofFloats(SQUARE, 1, -2, 3, .5f, .7f, -.1f, .4f, -.9f, .8f);

        Map<String, float[]> found = gradients(queries, keys, weighting, (g, q, k) -> {
            Value scores = g.add(g.gemm(q, k, false, true, 1), g.constant(Tensor.ofFloats(SQUARE, MASK)));
            return guard.guarded(g, scores, g.softmax(scores, -1));
        });
        Map<String, float[]> expected = gradients(queries, keys, weighting, (g, q, k) -> {
            Value last =
                    g.split(g.gemm(q, k, false, true, 1), 0, List.of(2L, 1L)).get(1);
            Value constant = g.constant(Tensor.zeros(DType.FLOAT, Shape.of(2, 3)));
            return g.concat(List.of(constant, g.softmax(last, -1)), 0);
        });
        for (String name : expected.keySet()) {
            assertArrayEquals(expected.get(name), found.get(name), 1e-6f, name);
        }
        assertTrue(found.get("q")[4] != 0, "the query that sees all keys has a gradient");
    }

    @FunctionalInterface
    private interface Weights {
        Value of(GraphBuilder g, Value queries, Value keys);
    }

    private static Map<String, float[]> gradients(Tensor queries, Tensor keys, Tensor weighting, Weights weights) {
        GraphBuilder g = new GraphBuilder("guard");
        Value q = g.input("q", DType.FLOAT, queries.shape());
        Value k = g.input("k", DType.FLOAT, keys.shape());
        Value y = weights.of(g, q, k);
        Map<Value, Value> gradients =
                Backward.gradients(g, StandardGradientRules.table(), Map.of(y, g.constant(weighting)), List.of(q, k));
        Map<String, float[]> numbers = new LinkedHashMap<>();
        try (Session session = Session.open(
                        g.build(List.copyOf(gradients.values())), name -> null, SessionConfig.on(Device.CPU));
                Session.Results run = session.run(Map.of("q", queries, "k", keys))) {
            gradients.forEach((value, gradient) ->
                    numbers.put(value.name(), run.tensor(gradient.name()).floats()));
        }
        return numbers;
    }
}
