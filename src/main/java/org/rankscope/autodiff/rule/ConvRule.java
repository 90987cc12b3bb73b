package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = X ∗ W + B over {@link Windows}, or its transposed form, in which Y is the wide tensor. dX = dY widened by W (Conv) or
 * narrowed by it (ConvTranspose), dW from the pair of X and dY, dB = the sum of dY over all but channels. ONNX Conv-11,
 * ConvTranspose-11.
 */
final class ConvRule implements GradientRule {
    private static final int BIAS = 2;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value filter = node.input(1);
        Value dY = scope.gradientOf(node.output());
        long groups = node.intAttribute("group", 1);
        List<Long> sizes = filter.shape().dims().subList(2, filter.shape().rank());
        if (node.op() == Op.CONV) {
            Windows windows = Windows.of(node, sizes, x.shape(), dY.shape());
            scope.give(x, () -> windows.widen(g, dY, filter, groups, x.shape()));
            scope.give(filter, () -> windows.filter(g, x, dY, groups, filter.shape()));
        } else {
            Windows windows = Windows.ofTransposed(node, sizes, dY.shape(), x.shape());
            scope.give(x, () -> windows.narrow(g, dY, filter, groups, x.shape()));
            scope.give(filter, () -> windows.filter(g, dY, x, groups, filter.shape()));
        }
        if (node.hasInput(BIAS)) {
            List<Long> allButChannels = LongStream.range(0, dY.shape().rank())
                    .filter(axis -> axis != 1)
                    .boxed()
                    .toList();
            scope.give(node.input(BIAS), () -> g.reduceSum(dY, allButChannels, false));
        }
    }
}
