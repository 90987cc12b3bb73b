package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

class GradientRulesTest {
    private static final double TOLERANCE = 1e-3;

    static List<GradientRow> rows() {
        return Stream.of(
                        CoreRows.rows(),
                        ElementwiseRows.rows(),
                        ReductionRows.rows(),
                        LayoutRows.rows(),
                        SpatialRows.rows(),
                        ProductRows.rows(),
                        ShortcutRows.rows())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void derivedGradientsEqualCentralDifferences(GradientRow row) {
        Map<String, Double> errors =
                GradientCheck.errors(StandardGradientRules.table(), row.shapes(), row.low(), row.high(), row.build());
        errors.forEach((input, error) -> assertTrue(
                error < TOLERANCE,
                () -> row + ": gradient of " + input + " is off by " + error + " (seed " + GradientCheck.SEED + ")"));
    }

    @Test
    void everyOperatorHasAnAnswerAndEveryRuleARow() {
        GradientRules rules = StandardGradientRules.table();
        Set<Op> checked = EnumSet.noneOf(Op.class);
        rows().forEach(row -> checked.add(row.op()));
        assertAll(Stream.of(Op.values()).map(op -> () -> {
            assertTrue(rules.covers(op), () -> op + " has no answer");
            assertEquals(
                    rules.isDifferentiable(op),
                    checked.contains(op),
                    () -> op + ": a rule needs a row, and only a rule");
        }));
    }

    @Test
    void aPlantedWrongSignIsSeen() {
        for (Op op : List.of(Op.GEMM, Op.SOFTMAX, Op.SIMPLIFIED_LAYER_NORMALIZATION, Op.MUL)) {
            GradientRule right = StandardGradientRules.table().rule(op);
            GradientRules planted = StandardGradientRules.table().rule(op, (node, scope) -> {
                GradientScope negating = new NegatingScope(scope);
                right.apply(node, negating);
            });
            GradientRow row = rows().stream()
                    .filter(candidate -> candidate.op() == op)
                    .findFirst()
                    .orElseThrow();
            Map<String, Double> errors =
                    GradientCheck.errors(planted, row.shapes(), row.low(), row.high(), row.build());
            assertFalse(
                    errors.values().stream().allMatch(error -> error < TOLERANCE),
                    () -> op + ": a wrong sign went unseen");
        }
    }

    @Test
    void operatorsWithoutARuleAreRefusedAllAtOnceByNodeName() {
        GraphBuilder g = new GraphBuilder("refused");
        Value x = g.input("x", DType.FLOAT, Shape.of(2));
        Value first = g.in("first", () -> g.max(x, x));
        Value second = g.in("second", () -> g.cast(first, DType.FLOAT));
        Value seed = g.constant(Tensor.ofFloats(Shape.of(2), 1, 1));
        UnsupportedOpException refusal = assertThrows(
                UnsupportedOpException.class,
                () -> Backward.gradients(g, new GradientRules(), Map.of(second, seed), List.of(x)));
        assertTrue(refusal.getMessage().contains("first/Max (Max)"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("second/Cast (Cast)"), refusal.getMessage());
    }

    @Test
    void nodesWhoseAttributesAreImpossibleAreRefusedWithTheOthersBeforeTheSweep() {
        GradientRules rules = StandardGradientRules.table()
                .refuseWhere(
                        Op.SOFTMAX,
                        (node, g) -> node.intAttribute("axis", -1) == 0
                                ? Optional.of("its axis is the first")
                                : Optional.empty());
        GraphBuilder g = new GraphBuilder("refused");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, 3));
        Value fine = g.in("fine", () -> g.softmax(x, 1));
        Value bad = g.in("bad", () -> g.softmax(fine, 0));
        Value worse = g.in("worse", () -> g.softmax(bad, 0));
        int nodes = g.nodes().size();
        Value seed = g.constant(Tensor.zeros(DType.FLOAT, x.shape()));
        UnsupportedOpException refusal = assertThrows(
                UnsupportedOpException.class, () -> Backward.gradients(g, rules, Map.of(worse, seed), List.of(x)));
        assertTrue(
                refusal.getMessage()
                        .startsWith("No gradient can be derived through worse/Softmax (Softmax), bad/Softmax (Softmax):"
                                + " its axis is the first; "),
                refusal.getMessage());
        assertEquals(nodes, g.nodes().size(), "nothing was added");
        Backward.gradients(g, rules, Map.of(fine, seed), List.of(x));
    }

    @Test
    void whatAGradientIsStoppedAtCountsAsAConstant() {
        GraphBuilder g = new GraphBuilder("stopped");
        Value x = g.parameter("x", Shape.of(2, 3));
        Value seed = g.parameter("seed", x.shape());
        Value held = g.stopGradient(g.exp(x));
        Value y = g.mul(x, held);
        Value gradient = Backward.gradients(g, StandardGradientRules.table(), Map.of(y, seed), List.of(x))
                .get(x);
        Node made = g.producerOf(gradient).orElseThrow();
        assertEquals(Op.MUL, made.op());
        assertEquals(Set.of(seed, held), Set.copyOf(made.inputs()));
    }

    @Test
    void nothingIsComputedForFrozenValuesNorBelowTheFirstTrainedOne() {
        GraphBuilder g = new GraphBuilder("frozen");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, 3));
        Value below = g.parameter("below", Shape.of(3, 3));
        Value trained = g.parameter("trained", Shape.of(3, 3));
        Value above = g.parameter("above", Shape.of(3, 3));
        Value h = g.in("below", () -> g.gemm(x, below, false, false, 1));
        Value y = g.in("trained", () -> g.gemm(h, trained, false, false, 1));
        Value z = g.in("above", () -> g.gemm(y, above, false, false, 1));
        int forward = g.nodes().size();
        Backward.gradients(
                g, StandardGradientRules.table(), Map.of(z, g.parameter("seed", Shape.of(2, 3))), List.of(trained));
        assertEquals(
                forward + 2,
                g.nodes().size(),
                "one product back through 'above' and one for the gradient of 'trained'");
    }

    @Test
    void noGradientOfAFrozenMatrixWithALowRankUpdateIsMade() {
        GraphBuilder g = new GraphBuilder("update");
        Value x = g.parameter("x", Shape.of(9, 6));
        Value tall = g.parameter("tall", Shape.of(7, 2));
        Value wide = g.parameter("wide", Shape.of(2, 6));
        Value updated = g.gemm(tall, wide, g.parameter("frozen", Shape.of(7, 6)), false, false, 1);
        Value y = g.gemm(x, updated, false, true, 1);
        Map<Value, Value> seeds = Map.of(y, g.parameter("seed", y.shape()));
        int forward = g.nodes().size();
        Backward.gradients(g, StandardGradientRules.table(), seeds, List.of(x, tall, wide));
        List<Shape> made = g.nodes().subList(forward, g.nodes().size()).stream()
                .map(node -> node.output().shape())
                .toList();
        assertEquals(5, made.size(), "two thin products each way and one back through the matrix: " + made);
        assertFalse(made.contains(updated.shape()), made.toString());
    }

    @Test
    void softmaxInAttentionSumsOverFeaturesInsteadOfKeys() {
        GraphBuilder g = new GraphBuilder("attention");
        Value scores = g.parameter("scores", Shape.of(2, 3, 6));
        Value mixed = g.fusedMatMul(g.softmax(scores, -1), g.parameter("values", Shape.of(2, 6, 2)), false, false, 1);
        Backward.gradients(
                g, StandardGradientRules.table(), Map.of(mixed, g.parameter("seed", mixed.shape())), List.of(scores));
        List<Shape> summed = g.nodes().stream()
                .filter(node -> node.op() == Op.REDUCE_SUM)
                .map(node -> node.input(0).shape())
                .toList();
        assertEquals(List.of(mixed.shape()), summed);
    }

    /** Hands contributions on with the opposite sign. */
    private static final class NegatingScope extends GradientScope {
        private final GradientScope inner;

        NegatingScope(GradientScope inner) {
            super(inner.builder());
            this.inner = inner;
        }

        @Override
        public Optional<Value> gradientIfAny(Value output) {
            return inner.gradientIfAny(output);
        }

        @Override
        public boolean needs(Value input) {
            return inner.needs(input);
        }

        @Override
        public void give(Value input, Supplier<Value> contribution) {
            inner.give(input, () -> builder().neg(contribution.get()));
        }
    }
}
