package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = X ∘ D^-β with D = bias + α/size · W·X², where W adds up a window of {@code size} channels around each.
 * dX = dY ∘ D^-β - 2αβ/size · X ∘ Wᵀ·(dY ∘ Y / D). ONNX LRN-13; Krizhevsky et al. 2012, section 3.3.
 *
 * <p>W is a band of ones, [channels, channels], applied by MatMul.
 */
final class LrnRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> {
            Arithmetic m = Arithmetic.of(g, x);
            double beta = node.floatAttribute("beta", 0.75f);
            double size = node.intAttribute("size", 1);
            double share = node.floatAttribute("alpha", 1e-4f) / size;
            Value squares = windows(g, node, m.square(x), false);
            Value d = m.plus(m.times(squares, share), node.floatAttribute("bias", 1));
            Value dY = scope.gradientOf(node.output());
            Value back = windows(g, node, m.div(m.mul(dY, node.output()), d), true);
            Value direct = m.mul(dY, m.pow(d, m.number(-beta)));
            return m.sub(direct, m.mul(m.times(x, 2 * share * beta), back));
        });
    }

    /** W·value over the channels; Wᵀ if {@code transposed}. */
    private static Value windows(GraphBuilder g, Node node, Value value, boolean transposed) {
        long channels = value.shape().dim(1);
        Shape flat = Shape.of(
                value.shape().dim(0),
                channels,
                value.shape().elements() / value.shape().dim(0) / channels);
        Value band = g.constant(band(Math.toIntExact(channels), node.intAttribute("size", 1), transposed));
        Value typed = band.dtype() == value.dtype() ? band : g.cast(band, value.dtype());
        Value sums = g.node(Op.MAT_MUL, List.of(typed, g.reshape(value, flat)), Map.of(), value.dtype(), flat);
        return g.reshape(sums, value.shape());
    }

    private static Tensor band(int channels, long size, boolean transposed) {
        float[] band = new float[channels * channels];
        for (int centre = 0; centre < channels; centre++) {
            long first = Math.max(0, centre - (size - 1) / 2);
            long last = Math.min(channels - 1, centre + size / 2);
            for (long channel = first; channel <= last; channel++) {
                band[(int) (transposed ? channel * channels + centre : centre * channels + channel)] = 1;
            }
        }
        return Tensor.ofFloats(Shape.of(channels, channels), band);
    }
}
