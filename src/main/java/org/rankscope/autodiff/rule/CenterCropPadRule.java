package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = X cut or padded with zeros about its middle. dX = dY likewise, back to X's shape. ONNX CenterCropPad-18. */
final class CenterCropPadRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> {
            List<Long> offsets = new ArrayList<>();
            for (int axis = 0; axis < x.shape().rank(); axis++) {
                offsets.add((x.shape().dim(axis) - dY.shape().dim(axis)) / 2);
            }
            return Layouts.place(scope.builder(), dY, offsets, x.shape());
        });
    }
}
