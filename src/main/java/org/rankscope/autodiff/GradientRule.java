package org.rankscope.autodiff;

import org.rankscope.graph.Node;

/** How the gradient of one operator's inputs follows from that of its outputs. */
@FunctionalInterface
public interface GradientRule {
    /**
     * Gives each input of {@code node} that needs one its contribution to the gradient, through
     * {@link GradientScope#give}.
     */
    void apply(Node node, GradientScope scope);
}
