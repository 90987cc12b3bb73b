package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = M·X with M = Mᵀ: dX = M·dY, by the same operator. ONNX Trilu-14 and com.microsoft Trilu-1, which keep a triangle;
 * ReverseSequence-10, which turns the first elements of each sequence about.
 */
final class SelfAdjointRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        scope.give(x, () -> scope.builder()
                .node(
                        node.op(),
                        Layouts.operands(node, scope.gradientOf(node.output())),
                        node.attributes(),
                        x.dtype(),
                        x.shape()));
    }
}
