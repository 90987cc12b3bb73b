package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = slices of X along an axis, at indices. dX = zeros, with the slices of dY added at them: by padding where the indices are
 * known and steady (a single token, every second row), else by scattering. ONNX Gather-13.
 */
final class GatherRule implements GradientRule {
    /** Up to how many runs padding is the cheaper way. */
    private static final int FEW_RUNS = 3;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value data = node.input(0);
        Value indices = node.input(1);
        scope.give(data, () -> {
            int axis = data.shape().axis((int) node.intAttribute("axis", 0));
            long size = data.shape().dim(axis);
            List<Long> dims = new ArrayList<>(data.shape().dims());
            dims.set(axis, indices.shape().elements());
            Value slices = g.reshape(scope.gradientOf(node.output()), new Shape(dims));
            Optional<Runs> runs = Layouts.longs(g, indices)
                    .map(known -> new Runs(LongStream.of(known)
                            .map(index -> index < 0 ? index + size : index)
                            .toArray()))
                    .filter(found -> found.count() <= FEW_RUNS);
            return runs.map(found -> found.gradient(g, slices, axis, size))
                    .orElseGet(() -> Layouts.addSlicesAt(g, data, indices, slices, axis));
        });
    }
}
