package org.rankscope.peft;

import java.util.Arrays;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;

/**
 * scaling · B·A of one layer, row by row and in double precision: rows are outputs, columns the numbers that an output
 * reads (inputs, and places of the kernel).
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

    /** @throws RequestException of a convolution in groups: its outputs read their group alone, the update reads all inputs */
    static DeltaWeight of(AdaptedModule target, Tensor loraA, Tensor loraB) {
        if (target.module().groups() > 1) {
            throw new RequestException("Merging " + target.module().name() + ": it is a convolution in "
                    + target.module().groups() + " groups, and its update reads across them, so that its weight has no"
                    + " place for it; keep the adapter apart, or leave this layer out of target_modules.");
        }
        return new DeltaWeight(target, loraA.floats(), loraB.floats());
    }

    /** {@code weight} of the layer, in its own layout, with this added. */
    Tensor addedTo(Tensor weight) {
        double[] scale = new double[target.module().outFeatures()];
        Arrays.fill(scale, 1);
        return addedTo(weight, scale);
    }

    /** The same with each row of the sum, which makes one output, multiplied by its {@code scale}. */
    Tensor addedTo(Tensor weight, double[] scale) {
        float[] sum = weight.floats();
        WeightPlaces places = new WeightPlaces(target.module());
        eachRow(weight, (out, row) -> {
            for (int in = 0; in < row.length; in++) {
                sum[places.of(out, in)] = (float) (scale[out] * row[in]);
            }
        });
        return Tensor.ofFloats(weight.shape(), sum);
    }

    /** Lengths of the rows of {@code weight} with this added. */
    double[] rowNorms(Tensor weight) {
        double[] norms = new double[target.module().outFeatures()];
        eachRow(weight, (out, row) -> {
            double squares = 0;
            for (double number : row) {
                squares += number * number;
            }
            norms[out] = Math.sqrt(squares);
        });
        return norms;
    }

    private interface RowVisitor {
        void visit(int out, double[] row);
    }

    private void eachRow(Tensor weight, RowVisitor visitor) {
        float[] numbers = weight.floats();
        WeightPlaces places = new WeightPlaces(target.module());
        double[] row = new double[places.reads()];
        for (int out = 0; out < target.module().outFeatures(); out++) {
            row(out, row);
            for (int in = 0; in < row.length; in++) {
                row[in] += numbers[places.of(out, in)];
            }
            visitor.visit(out, row);
        }
    }

    /** What is added to one row of the weight as [out, ...]. */
    private void row(int out, double[] row) {
        Arrays.fill(row, 0);
        for (int k = 0; k < target.rank(); k++) {
            double factor = target.scaling() * loraB[out * target.rank() + k];
            for (int in = 0; in < row.length; in++) {
                row[in] += factor * loraA[k * row.length + in];
            }
        }
    }
}
