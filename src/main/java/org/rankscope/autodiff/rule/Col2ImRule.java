package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y [N, C, ...] = the columns of X [N, C · block, places] added where their windows lie in an image. dX = the windows of dY as
 * columns: a convolution with an identity matrix for its filters. ONNX Col2Im-18.
 */
final class Col2ImRule implements GradientRule {
    private static final int BLOCK_SHAPE = 2;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> {
            List<Long> block = LongStream.of(
                            Layouts.longs(g, node.input(BLOCK_SHAPE)).orElseThrow())
                    .boxed()
                    .toList();
            List<Long> ones = Collections.nCopies(block.size(), 1L);
            List<Long> pads = node.intsAttribute("pads", Collections.nCopies(2 * block.size(), 0L));
            Windows windows = new Windows(
                    block,
                    node.intsAttribute("strides", ones),
                    node.intsAttribute("dilations", ones),
                    pads.subList(0, block.size()));
            long images = dY.shape().dim(0) * dY.shape().dim(1);
            long perColumn = new Shape(block).elements();
            List<Long> narrow = new ArrayList<>(List.of(images, perColumn));
            for (int i = 0; i < block.size(); i++) {
                long wide = dY.shape().dim(i + 2) + pads.get(i) + pads.get(i + block.size());
                long extent = (block.get(i) - 1) * windows.dilations().get(i) + 1;
                narrow.add((wide - extent) / windows.strides().get(i) + 1);
            }
            Value single = g.reshape(dY, dY.shape().with(0, images).with(1, 1));
            Value filter =
                    g.constant(identity(perColumn, new Shape(block).prepend(1).prepend(perColumn)));
            return g.reshape(windows.narrow(g, single, filter, 1, new Shape(narrow)), x.shape());
        });
    }

    /** The block must be known while the graph is made. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        return Layouts.longs(g, node.input(BLOCK_SHAPE)).isPresent()
                ? Optional.empty()
                : Optional.of("its block_shape is known at run time only");
    }

    private static Tensor identity(long size, Shape shape) {
        float[] values = new float[Math.toIntExact(size * size)];
        for (int i = 0; i < size; i++) {
            values[(int) (i * size + i)] = 1;
        }
        return Tensor.ofFloats(shape, values);
    }
}
