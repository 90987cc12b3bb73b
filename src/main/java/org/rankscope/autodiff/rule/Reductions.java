package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;

/** What the rules of reductions share. */
final class Reductions {
    private Reductions() {}

    /** The shape of a reduction's result with the reduced axes kept at size 1. */
    static Shape keptShape(Node node) {
        Shape kept = node.input(0).shape();
        for (long axis : node.intsAttribute("axes")) {
            kept = kept.with((int) axis, 1);
        }
        return kept;
    }
}
