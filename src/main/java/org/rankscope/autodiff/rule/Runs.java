package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y[p] = X[table[p]] along one axis, with a table that is known and steady over long runs: slices, padding, mirrors.
 * dX is the sum over runs of each one's stretch of dY, turned and spaced as the run is, put within zeros; no scattering.
 */
final class Runs {
    /** Stands in a table where Y holds nothing of X. */
    static final long NOTHING = -1;

    private record Run(int from, int length, long source, long step) {}

    private final List<Run> runs = new ArrayList<>();

    /** @param table for each place of Y along the axis, the place in X that it is taken from, or {@link #NOTHING} */
    Runs(long[] table) {
        int from = 0;
        while (from < table.length) {
            int length = 1;
            long step = 1;
            if (table[from] != NOTHING && from + 1 < table.length && table[from + 1] != NOTHING) {
                step = table[from + 1] - table[from];
                while (from + length < table.length && table[from + length] == table[from] + step * length) {
                    length++;
                }
            }
            if (table[from] != NOTHING) {
                runs.add(new Run(from, length, table[from], step));
            }
            from += length;
        }
    }

    /** How many passes over parts of dY {@link #gradient} takes. */
    int count() {
        return runs.size();
    }

    /** dX, whose size along {@code axis} is {@code size}. */
    Value gradient(GraphBuilder g, Value dY, int axis, long size) {
        return runs.stream()
                .map(run -> gradient(g, dY, axis, size, run))
                .reduce(g::add)
                .orElseGet(() -> Layouts.place(g, dY, axis, size, size));
    }

    private static Value gradient(GraphBuilder g, Value dY, int axis, long size, Run run) {
        if (run.step == 0) {
            Value stretch = Layouts.slice(g, dY, axis, run.from, run.length, 1);
            return Layouts.place(g, g.reduceSum(stretch, List.of((long) axis), true), axis, run.source, size);
        }
        if (run.step > 0) {
            Value stretch = Layouts.slice(g, dY, axis, run.from, run.length, 1);
            return Layouts.place(g, spaced(g, stretch, axis, run.step), axis, run.source, size);
        }
        long last = run.length - 1;
        Value turned = Layouts.slice(g, dY, axis, run.from + last, run.length, -1);
        return Layouts.place(g, spaced(g, turned, axis, -run.step), axis, run.source + run.step * last, size);
    }

    /** Each element along {@code axis} followed by {@code step} - 1 zeros. */
    private static Value spaced(GraphBuilder g, Value x, int axis, long step) {
        if (step == 1 || x.shape().dim(axis) == 1) {
            return x;
        }
        List<Long> apart = new ArrayList<>(x.shape().dims());
        apart.add(axis + 1, 1L);
        Value wide = Layouts.place(g, g.reshape(x, new Shape(apart)), axis + 1, 0, step);
        return g.reshape(wide, x.shape().with(axis, x.shape().dim(axis) * step));
    }
}
