package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Places and times as sines and cosines whose wavelengths are a geometric series up to {@value #LONGEST} · 2π (Vaswani et al.
 * 2017, arXiv 1706.03762, section 3.5), in the order in which DiT has them.
 */
final class SinusoidalPositions {
    private static final double LONGEST = 10_000;

    /** Waves of a time: Peebles and Xie 2023, arXiv 2212.09748, section 4. */
    private static final int TIME_FEATURES = 256;

    private SinusoidalPositions() {}

    /**
     * Positions of patches [1, patches, features]: sines then cosines of the column, then of the row.
     *
     * @param features a multiple of 4
     */
    static Tensor of(PatchGrid grid, int features) {
        int quarter = features / 4;
        float[] values = new float[Math.toIntExact(grid.count() * features)];
        for (int patch = 0; patch < grid.count(); patch++) {
            long column = patch % grid.columns();
            long row = patch / grid.columns();
            int at = patch * features;
            for (int i = 0; i < quarter; i++) {
                double frequency = frequency(i, quarter);
                values[at + i] = (float) StrictMath.sin(column * frequency);
                values[at + quarter + i] = (float) StrictMath.cos(column * frequency);
                values[at + 2 * quarter + i] = (float) StrictMath.sin(row * frequency);
                values[at + 3 * quarter + i] = (float) StrictMath.cos(row * frequency);
            }
        }
        return Tensor.ofFloats(Shape.of(1, grid.count(), features), values);
    }

    /** Cosines, then sines, of {@code times} INT64 [batch]: [batch, {@value #TIME_FEATURES}]. */
    static Value ofTimes(GraphBuilder g, Value times) {
        int half = TIME_FEATURES / 2;
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = (float) frequency(i, half);
        }
        Value column =
                g.reshape(g.cast(times, DType.FLOAT), Shape.of(times.shape().elements(), 1));
        Value angles = g.mul(column, g.constant(Tensor.ofFloats(Shape.of(1, half), frequencies)));
        return g.concat(List.of(wave(g, Op.COS, angles), wave(g, Op.SIN, angles)), 1);
    }

    private static Value wave(GraphBuilder g, Op op, Value angles) {
        return g.node(op, List.of(angles), Map.of(), angles.dtype(), angles.shape());
    }

    private static double frequency(int i, int count) {
        return StrictMath.pow(LONGEST, -(double) i / count);
    }
}
