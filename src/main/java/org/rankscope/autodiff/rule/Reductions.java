package org.rankscope.autodiff.rule;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;

/** What the rules of reductions share. */
final class Reductions {
    private Reductions() {}

    /** The shape of a reduction's result with the reduced axes kept at size 1. */
    static Shape keptShape(Node node, GraphBuilder builder) {
        Shape kept = node.input(0).shape();
        for (long axis : builder.constantOf(node.input(1)).longs()) {
            kept = kept.with((int) axis, 1);
        }
        return kept;
    }
}
