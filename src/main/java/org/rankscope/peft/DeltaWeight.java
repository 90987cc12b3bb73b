package org.rankscope.peft;

import java.util.Arrays;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

/**
 * scaling · B·A of one layer, row by row and in double precision: rows are outputs, columns the numbers that an output
 * reads (inputs of its group, and places of the kernel).
 */
final class DeltaWeight {
    private final AdaptedModule target;
    private final float[] loraA;
    private final float[] loraB;

    private DeltaWeight(AdaptedModule target, float[] loraA, float[] loraB) {
        this.target = target;
        this.loraA = loraA;
        this.loraB = loraB;
    }

    static DeltaWeight of(AdaptedModule target, Tensor loraA, Tensor loraB) {
        return new DeltaWeight(target, loraA.floats(), loraB.floats());
    }

    /** {@code weight} of the layer, in its own layout, with this added. */
    Tensor addedTo(Tensor weight) {
        LinearModule module = target.module();
        float[] sum = weight.floats();
        int outs = module.outFeatures();
        int reads = sum.length / outs;
        boolean outFirst = module.layout() == WeightLayout.OUT_IN;
        double[] row = new double[reads];
        for (int out = 0; out < outs; out++) {
            row(out, row);
            for (int in = 0; in < reads; in++) {
                int place = outFirst ? out * reads + in : in * outs + out;
                sum[place] = (float) (sum[place] + row[in]);
            }
        }
        return Tensor.ofFloats(weight.shape(), sum);
    }

    /** What is added to one row of the weight as [out, ...]. */
    void row(int out, double[] row) {
        Shape a = target.loraA();
        int reads = Math.toIntExact(a.inner().elements());
        int rankOfGroup = target.rank() / target.module().groups();
        int group = out / (target.module().outFeatures() / target.module().groups());
        Arrays.fill(row, 0);
        for (int k = 0; k < rankOfGroup; k++) {
            double factor = target.scaling() * loraB[out * rankOfGroup + k];
            int from = (group * rankOfGroup + k) * reads;
            for (int in = 0; in < row.length; in++) {
                row[in] += factor * loraA[from + in];
            }
        }
    }
}
