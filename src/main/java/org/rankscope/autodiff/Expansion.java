package org.rankscope.autodiff;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * A composite operator in terms of simpler ones, for operators whose gradient is that of their definition. The simpler nodes
 * are computed in the backward pass alone (what the forward pass holds already is shared), and gradients go through them.
 */
@FunctionalInterface
public interface Expansion {
    /**
     * Adds nodes that compute from {@code node}'s inputs what {@code node} does.
     *
     * @return its outputs, in their order and shapes; those behind the last that has a gradient may be left out
     */
    List<Value> expand(Node node, GraphBuilder g);

    /** Likewise in the backward pass, where {@code arriving}, a gradient of the node's, is there: see {@link Gate}. */
    default List<Value> expandAfter(Value arriving, Node node, GraphBuilder g) {
        return expand(node, g);
    }
}
