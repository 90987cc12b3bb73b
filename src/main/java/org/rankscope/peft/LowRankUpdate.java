package org.rankscope.peft;

import java.nio.FloatBuffer;
import org.ejml.data.DMatrixRMaj;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * What a LoRA adapter adds to one weight, by its factors: ΔW = scaling · B·A. A kernel counts with the inputs, so that a
 * convolution's ΔW is [out, in · kernel]; which way the base model holds its weight is of no account, since a matrix and its
 * transpose have the same singular values.
 *
 * @param module its full name
 * @param loraA FLOAT [rank, in, kernel...]
 * @param loraB FLOAT [out, rank / groups, 1...]: of a grouped convolution each group of outputs reads its own rows of
 *     {@code loraA}
 */
public record LowRankUpdate(String module, double scaling, Tensor loraA, Tensor loraB) {
    public LowRankUpdate {
        boolean fits = fit(loraA.shape(), loraB.shape());
        if (!fits) {
            throw new IllegalArgumentException("lora_A " + loraA.shape() + " and lora_B " + loraB.shape() + " of "
                    + module + " don't fit; expected [rank, in] and [out, rank].");
        }
    }

    /** Only convolutions come in groups, and their second factor has a window of one place. */
    private static boolean fit(Shape a, Shape b) {
        if (a.rank() != b.rank() || a.rank() < 2 || a.elements() == 0 || b.elements() != b.dim(0) * b.dim(1)) {
            return false;
        }
        boolean whole = a.dim(0) == b.dim(1);
        boolean grouped =
                b.dim(1) > 0 && a.rank() > 2 && a.dim(0) % b.dim(1) == 0 && b.dim(0) % (a.dim(0) / b.dim(1)) == 0;
        return whole || grouped;
    }

    public int rank() {
        return (int) loraA.shape().dim(0);
    }

    /** Groups of a convolution, else 1. */
    public int groups() {
        return (int) (loraA.shape().dim(0) / loraB.shape().dim(1));
    }

    /** Inputs of ΔW, the kernel's places counted. */
    int inputs() {
        return Math.toIntExact(loraA.shape().inner().elements());
    }

    int outputs() {
        return (int) loraB.shape().dim(0);
    }

    /** Trained numbers that one more rank costs; in + out of a plain layer. */
    public long parametersPerRank() {
        return (loraA.shape().elements() + loraB.shape().elements()) / rank();
    }

    /** A [rank, in · kernel]. */
    DMatrixRMaj matrixA() {
        return matrix(loraA, rank(), inputs());
    }

    /** B [out, rank]; of a grouped convolution with zeros where a group doesn't read. */
    DMatrixRMaj matrixB() {
        int perGroup = rank() / groups();
        int outputsOfGroup = outputs() / groups();
        DMatrixRMaj stored = matrix(loraB, outputs(), perGroup);
        DMatrixRMaj whole = new DMatrixRMaj(outputs(), rank());
        for (int row = 0; row < outputs(); row++) {
            int first = row / outputsOfGroup * perGroup;
            for (int column = 0; column < perGroup; column++) {
                whole.set(row, first + column, stored.get(row, column));
            }
        }
        return whole;
    }

    private static DMatrixRMaj matrix(Tensor tensor, int rows, int columns) {
        FloatBuffer values = tensor.data().asFloatBuffer();
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            matrix.set(i, values.get(i));
        }
        return matrix;
    }
}
