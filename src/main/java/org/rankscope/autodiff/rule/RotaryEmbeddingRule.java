package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;

/**
 * Y = R(θ)·X, a rotation of each pair of elements. dX = R(-θ)·dY: the same rotation with the sine negated.
 * com.microsoft RotaryEmbedding-1; Su et al. 2021 (arXiv 2104.09864), equation 34.
 */
final class RotaryEmbeddingRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        scope.give(
                node.input(0),
                () -> g.rotaryEmbedding(
                        scope.gradientOf(node.output()), node.input(1), node.input(2), g.neg(node.input(3))));
    }
}
