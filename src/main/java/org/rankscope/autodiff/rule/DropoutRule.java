package org.rankscope.autodiff.rule;

import java.util.Optional;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = X, or in training mode X / (1 - ratio) where the mask holds. dX = dY, or dY / (1 - ratio) there. ONNX Dropout-13.
 *
 * <p>ONNX Runtime's inference build drops a Dropout whose mask nobody reads, in training mode too; so does this rule.
 */
final class DropoutRule implements GradientRule {
    private static final float DEFAULT_RATIO = 0.5f;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        boolean isIdentity = !node.hasOutput(1) || !node.hasInput(2) || isFalse(g, node.input(2));
        scope.give(x, () -> isIdentity ? dY : masked(g, node, dY));
    }

    private static boolean isFalse(GraphBuilder g, Value trainingMode) {
        Optional<Tensor> known = g.constantIfAny(trainingMode);
        return known.isPresent() && known.get().data().get(0) == 0;
    }

    private static Value masked(GraphBuilder g, Node node, Value dY) {
        Arithmetic m = Arithmetic.of(g, dY);
        Value ratio = node.hasInput(1) ? g.cast(node.input(1), dY.dtype()) : m.number(DEFAULT_RATIO);
        Value scale = g.where(node.input(2), m.of(Op.RECIPROCAL, m.minus(1, ratio)), m.number(1));
        return m.where(node.output(1), m.mul(dY, scale));
    }
}
