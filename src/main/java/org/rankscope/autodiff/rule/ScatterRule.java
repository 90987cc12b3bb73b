package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = X with updates U written at indices, or added, multiplied, or compared in. With dY' = dY at the indices:
 * <ul>
 *   <li>none: dX = dY with zeros written at the indices; dU = dY'.
 *   <li>add: dX = dY; dU = dY'.
 *   <li>mul: dX = dY ∘ the product of the updates of each place; dU = (dY ∘ X)' ∘ the product of the place's other updates.
 *   <li>max, min: dY goes in equal parts to those of X and U that Y equals.
 * </ul>
 * ONNX ScatterElements-18, ScatterND-18.
 */
final class ScatterRule implements GradientRule {
    /** The operators between dense and scattered values at the indices of one node. */
    private record Places(GraphBuilder g, Node node) {
        Value scatter(Value data, Value updates, String reduction) {
            return g.node(
                    node.op(),
                    List.of(data, node.input(1), updates),
                    Layouts.with(node, "reduction", new Attribute.Text(reduction)),
                    data.dtype(),
                    data.shape());
        }

        Value gather(Value dense) {
            if (node.op() == Op.SCATTER_ELEMENTS) {
                return g.gatherElements(dense, node.input(1), (int) node.intAttribute("axis", 0));
            }
            return g.node(
                    Op.GATHER_ND,
                    List.of(dense, node.input(1)),
                    Map.of(),
                    dense.dtype(),
                    node.input(2).shape());
        }

        Value ones() {
            Value data = node.input(0);
            return g.expand(g.cast(g.constant(1), data.dtype()), data.shape());
        }

        /** 1 where {@code a} equals {@code b}, else 0. */
        Value same(Value a, Value b) {
            return g.cast(g.equal(a, b), a.dtype());
        }
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Places places = new Places(g, node);
        Value data = node.input(0);
        Value updates = node.input(2);
        Value dY = scope.gradientOf(node.output());
        switch (node.textAttribute("reduction", "none")) {
            case "none" -> {
                scope.give(data, () -> places.scatter(dY, Layouts.zeros(g, updates), "none"));
                scope.give(updates, () -> places.gather(dY));
            }
            case "add" -> {
                scope.give(data, () -> dY);
                scope.give(updates, () -> places.gather(dY));
            }
            case "mul" -> {
                scope.give(data, () -> g.mul(dY, places.scatter(places.ones(), updates, "mul")));
                scope.give(updates, () -> productOfOthers(places, data, updates, dY));
            }
            default -> {
                Value y = node.output();
                Value ofData = places.same(data, y);
                Value ofUpdates = places.same(updates, places.gather(y));
                Value share = g.div(dY, places.scatter(ofData, ofUpdates, "add"));
                scope.give(data, () -> g.mul(share, ofData));
                scope.give(updates, () -> g.mul(places.gather(share), ofUpdates));
            }
        }
    }

    /** The product over a place without one update, which may be zero: zeros are counted and left out of it. */
    private static Value productOfOthers(Places places, Value data, Value updates, Value dY) {
        GraphBuilder g = places.g();
        Value zero = Layouts.zeros(g, updates);
        Value isZero = g.equal(updates, zero);
        Value counted = g.cast(isZero, updates.dtype());
        Value nonZero = g.add(updates, counted);
        Value products = places.scatter(places.ones(), nonZero, "mul");
        Value zeros = places.scatter(Layouts.zeros(g, data), counted, "add");
        Value others = g.div(places.gather(g.mul(g.mul(dY, data), products)), nonZero);
        Value noOtherZero = g.equal(places.gather(zeros), counted);
        return g.mul(others, g.cast(noOtherZero, updates.dtype()));
    }
}
