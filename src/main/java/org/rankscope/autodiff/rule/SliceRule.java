package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = X from starts to ends in steps, along axes. dX = zeros, with dY at those places. ONNX Slice-13. */
final class SliceRule implements GradientRule {
    private static final int STARTS = 1;
    private static final int AXES = 3;
    private static final int STEPS = 4;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> {
            Optional<long[]> starts = Layouts.longs(g, node.input(STARTS));
            boolean known = starts.isPresent() && isKnown(g, node, AXES) && isKnown(g, node, STEPS);
            return known ? placed(g, node, dY, starts.get()) : Layouts.addAt(g, x, Layouts.origins(g, node), dY);
        });
    }

    private static boolean isKnown(GraphBuilder g, Node node, int input) {
        return !node.hasInput(input) || Layouts.longs(g, node.input(input)).isPresent();
    }

    private static Value placed(GraphBuilder g, Node node, Value dY, long[] starts) {
        Value x = node.input(0);
        Value spread = dY;
        List<Long> offsets = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0L));
        for (int i = 0; i < starts.length; i++) {
            int at = i;
            long step = node.hasInput(STEPS)
                    ? Layouts.longs(g, node.input(STEPS))
                            .map(steps -> steps[at])
                            .orElseThrow()
                    : 1;
            int axis = node.hasInput(AXES)
                    ? Layouts.longs(g, node.input(AXES))
                            .map(axes -> x.shape().axis((int) axes[at]))
                            .orElseThrow()
                    : i;
            long size = x.shape().dim(axis);
            long start = starts[i] < 0 ? starts[i] + size : starts[i];
            start = Math.max(0, Math.min(start, step > 0 ? size : size - 1));
            if (step == 1) {
                offsets.set(axis, start);
            } else {
                long[] table = new long[(int) dY.shape().dim(axis)];
                for (int p = 0; p < table.length; p++) {
                    table[p] = start + p * step;
                }
                spread = new Runs(table).gradient(g, spread, axis, size);
            }
        }
        return Layouts.place(g, spread, offsets, x.shape());
    }
}
