package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y holds the elements of X under another shape. dX = dY under that of X. ONNX Reshape-14, Flatten-13, Squeeze-13,
 * Unsqueeze-13; com.microsoft ExpandDims-1.
 */
final class ReshapeRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        scope.give(x, () -> scope.builder().reshape(scope.gradientOf(node.output()), x.shape()));
    }
}
