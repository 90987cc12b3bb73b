package org.rankscope.peft;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/** Low-rank updates for tests, and the full matrices that they stand for. */
public final class Updates {
    private Updates() {}

    /** With normal numbers in both factors. */
    public static LowRankUpdate random(String module, int in, int out, int rank, double scaling, long seed) {
        Random random = new Random(seed);
        return new LowRankUpdate(
                module, scaling, normal(Shape.of(rank, in), random), normal(Shape.of(out, rank), random));
    }

    /** ΔW = U·diag(values)·Vᵀ with random orthonormal U and V; the scaling is 1. */
    public static LowRankUpdate withSingularValues(String module, int in, int out, double[] values, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj u = RandomMatrices_DDRM.orthogonal(out, values.length, random);
        DMatrixRMaj v = RandomMatrices_DDRM.orthogonal(in, values.length, random);
        for (int row = 0; row < out; row++) {
            for (int i = 0; i < values.length; i++) {
                u.set(row, i, u.get(row, i) * values[i]);
            }
        }
        return new LowRankUpdate(module, 1, tensor(CommonOps_DDRM.transpose(v, null)), tensor(u));
    }

    public static Tensor tensor(DMatrixRMaj matrix) {
        float[] values = new float[matrix.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.get(i);
        }
        return Tensor.ofFloats(Shape.of(matrix.numRows, matrix.numCols), values);
    }

    static Tensor normal(Shape shape, Random random) {
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.ofFloats(shape, values);
    }

    /** scaling · B·A, formed as the definition says; independent of the code under test but for the group's layout. */
    static DMatrixRMaj full(LowRankUpdate update) {
        int in = (int) update.loraA().shape().inner().elements();
        int out = (int) update.loraB().shape().dim(0);
        int rank = (int) update.loraA().shape().dim(0);
        int perGroup = (int) update.loraB().shape().dim(1);
        int outputsOfGroup = out * perGroup / rank;
        float[] a = update.loraA().floats();
        float[] b = update.loraB().floats();
        DMatrixRMaj full = new DMatrixRMaj(out, in);
        for (int o = 0; o < out; o++) {
            int group = o / outputsOfGroup;
            for (int i = 0; i < in; i++) {
                double sum = 0;
                for (int r = 0; r < perGroup; r++) {
                    sum += (double) b[o * perGroup + r] * a[(group * perGroup + r) * in + i];
                }
                full.set(o, i, update.scaling() * sum);
            }
        }
        return full;
    }
}
