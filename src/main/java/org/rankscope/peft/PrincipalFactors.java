package org.rankscope.peft;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.NormalNumbers;

/**
 * Two factors whose product, times the scaling of an update, is the part of a weight that a rank can hold: lora_B [out, rank]
 * and lora_A [rank, in].
 */
record PrincipalFactors(Tensor loraA, Tensor loraB) {
    /** Weights whose smaller side is at most this are decomposed whole. */
    private static final int WHOLE = 256;
    /** Directions that are looked for beside those of the rank, and passes over the weight: see {@link #svd}. */
    private static final int OVERSAMPLING = 10;

    private static final int PASSES = 4;
    private static final long SEED = 2011;

    /**
     * The largest singular values and their vectors: B = U·√(Σ / scaling), A = √(Σ / scaling)·Vᵀ. Meng et al. 2024,
     * arXiv 2404.02948, equations 2 and 3, with the scaling taken out as PEFT 0.21 does ({@code pissa_init}).
     */
    static PrincipalFactors ofSingularVectors(WeightMatrix weight, int rank, double scaling) {
        ProductSvd svd = svd(weight, rank);
        DMatrixRMaj a = new DMatrixRMaj(rank, weight.columns());
        DMatrixRMaj b = new DMatrixRMaj(weight.rows(), rank);
        for (int k = 0; k < rank; k++) {
            double root = Math.sqrt(svd.singularValues()[k] / scaling);
            for (int in = 0; in < weight.columns(); in++) {
                a.set(k, in, root * svd.v().get(in, k));
            }
            for (int out = 0; out < weight.rows(); out++) {
                b.set(out, k, root * svd.u().get(out, k));
            }
        }
        return new PrincipalFactors(tensor(a), tensor(b));
    }

    /**
     * Of the QR decomposition W = Q·R the first columns and rows: B = Q[:, :rank], A = R[:rank]. Büyükakyüz 2024,
     * arXiv 2406.01775, section 3, as PEFT 0.21 has it ({@code olora_init}), which leaves the scaling in. The first columns of Q
     * follow from those of W alone, and R[:rank] = Q[:, :rank]ᵀ·W.
     */
    static PrincipalFactors ofQr(WeightMatrix weight, int rank) {
        DMatrixRMaj q = orthonormal(weight.columns(rank));
        DMatrixRMaj r = CommonOps_DDRM.transpose(weight.transposedTimes(q), null);
        return new PrincipalFactors(tensor(r), tensor(q));
    }

    /**
     * The first singular values and vectors. Of large weights by random directions with power iterations (Halko, Martinsson and
     * Tropp 2011, arXiv 0909.4061, algorithms 4.4 and 5.1), as PEFT's {@code pissa_niter_4}: on weights whose singular
     * values fall slowly the vectors are not exactly the first, which only means that slightly less of the weight is in the
     * factors.
     */
    private static ProductSvd svd(WeightMatrix weight, int rank) {
        int count = rank + OVERSAMPLING;
        int smaller = Math.min(weight.rows(), weight.columns());
        if (smaller <= WHOLE || count >= smaller) {
            return ProductSvd.of(weight.dense(), CommonOps_DDRM.identity(weight.columns()), 1);
        }
        NormalNumbers numbers = new NormalNumbers(SEED);
        DMatrixRMaj directions = new DMatrixRMaj(weight.columns(), count);
        for (int i = 0; i < directions.data.length; i++) {
            directions.data[i] = numbers.next();
        }
        DMatrixRMaj q = orthonormal(weight.times(directions));
        for (int pass = 0; pass < PASSES; pass++) {
            q = orthonormal(weight.times(orthonormal(weight.transposedTimes(q))));
        }
        return ProductSvd.of(q, CommonOps_DDRM.transpose(weight.transposedTimes(q), null), 1);
    }

    private static DMatrixRMaj orthonormal(DMatrixRMaj columns) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(columns.numRows, columns.numCols);
        // EJML answers false where a column is 0; its reflection is then the identity, and Q and R are right.
        qr.decompose(columns);
        return qr.getQ(null, true);
    }

    private static Tensor tensor(DMatrixRMaj matrix) {
        float[] values = new float[matrix.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.data[i];
        }
        return Tensor.ofFloats(Shape.of(matrix.numRows, matrix.numCols), values);
    }
}
