package org.rankscope.peft;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * One weight's update, ready to be cut to any lower rank: the nearest matrix of rank k in the Frobenius norm, which keeps the k
 * largest singular values (Eckart and Young 1936), with the singular values shared evenly by the factors, √σ each.
 *
 * <p>Of a grouped convolution every group's rows are cut on their own, to the same rank, since no group can read
 * another's: the best there is in that form. Ranks go in steps of the groups there.
 */
public final class CutUpdate implements UpdateCut {
    private final LowRankUpdate update;
    private final List<ProductSvd> groups = new ArrayList<>();

    private CutUpdate(LowRankUpdate update) {
        this.update = update;
        int perGroup = update.rank() / update.groups();
        int outputs = update.outputs() / update.groups();
        DMatrixRMaj a = update.matrixA();
        DMatrixRMaj b = update.matrixB();
        for (int group = 0; group < update.groups(); group++) {
            int first = group * perGroup;
            DMatrixRMaj rowsOfA = CommonOps_DDRM.extract(a, first, first + perGroup, 0, a.numCols);
            DMatrixRMaj rowsOfB =
                    CommonOps_DDRM.extract(b, group * outputs, (group + 1) * outputs, first, first + perGroup);
            groups.add(ProductSvd.of(rowsOfB, rowsOfA, update.scaling()));
        }
    }

    public static CutUpdate of(LowRankUpdate update) {
        return new CutUpdate(update);
    }

    @Override
    public LowRankUpdate update() {
        return update;
    }

    /** Ranks come in multiples of this. */
    public int step() {
        return update.groups();
    }

    /** Whole steps, at least one. */
    @Override
    public int rankAt(int rank) {
        return rank == 0 ? 0 : Math.min(update.rank(), Math.max(step(), rank / step() * step()));
    }

    /** The energy Σσ² that each step of rank adds to what a cut keeps: from the largest, one for each step up to the rank. */
    public double[] gains() {
        double[] gains = new double[update.rank() / step()];
        for (ProductSvd group : groups) {
            for (int i = 0; i < group.singularValues().length; i++) {
                gains[i] += group.singularValues()[i] * group.singularValues()[i];
            }
        }
        return gains;
    }

    /** With the scaling of the whole. */
    @Override
    public LowRankUpdate at(int rank) {
        int kept = rankAt(rank);
        return factors(kept, kept);
    }

    @Override
    public LowRankUpdate padded(int rank) {
        return factors(rankAt(rank), update.rank());
    }

    private LowRankUpdate factors(int kept, int room) {
        int perGroup = room / step();
        int outputs = update.outputs() / step();
        int inputs = update.inputs();
        Shape shapeA = update.loraA().shape().with(0, room);
        Shape shapeB = update.loraB().shape().with(1, perGroup);
        Tensor loraA = Tensor.zeros(DType.FLOAT, shapeA);
        Tensor loraB = Tensor.zeros(DType.FLOAT, shapeB);
        for (int group = 0; group < groups.size(); group++) {
            ProductSvd svd = groups.get(group);
            int count = Math.min(kept / step(), svd.singularValues().length);
            for (int i = 0; i < count; i++) {
                double share = Math.sqrt(svd.singularValues()[i] / update.scaling());
                int row = group * perGroup + i;
                for (int in = 0; in < inputs; in++) {
                    put(loraA, row * inputs + in, share * svd.v().get(in, i));
                }
                for (int out = 0; out < outputs; out++) {
                    put(
                            loraB,
                            (group * outputs + out) * perGroup + i,
                            share * svd.u().get(out, i));
                }
            }
        }
        return new LowRankUpdate(update.module(), update.scaling(), loraA, loraB);
    }

    private static void put(Tensor tensor, int index, double value) {
        tensor.data().putFloat(index * Float.BYTES, (float) value);
    }
}
