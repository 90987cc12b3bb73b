package org.rankscope.autodiff;

import java.util.Optional;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;

/** Tells nodes that gradients can go through from those, of the same operator, that they can't. */
@FunctionalInterface
public interface NodeCheck {
    /**
     * Why gradients can't go through {@code node}, in words that end a sentence; empty where they can.
     *
     * @param g holds the node, and the numbers of its constant inputs; nothing is added to it
     */
    Optional<String> refusal(Node node, GraphBuilder g);
}
