package org.rankscope.peft;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Thin SVD of a product of two thin factors, B·A = U·diag(σ)·Vᵀ, without ever forming it: B = Qb·Rb and Aᵀ = Qa·Ra by
 * thin QR, then the SVD of the small Rb·Raᵀ = U'·diag(σ)·V'ᵀ, and U = Qb·U', V = Qa·V' (Golub and Van Loan, Matrix
 * Computations, 4th edition, sections 5.2 and 8.6). In double.
 *
 * @param u [out, n] with orthonormal columns, where n is the smallest of out, rank and in
 * @param singularValues n of them, descending
 * @param v [in, n] with orthonormal columns
 */
public record ProductSvd(DMatrixRMaj u, double[] singularValues, DMatrixRMaj v) {

    /** Of {@code update}'s ΔW, scaling included. */
    public static ProductSvd of(LowRankUpdate update) {
        return of(update.matrixB(), update.matrixA(), update.scaling());
    }

    /**
     * Of {@code update}'s lora_A alone, as the LoRA paper compares subspaces; the left factor is then the identity.
     */
    public static ProductSvd ofLoraA(LowRankUpdate update) {
        return of(CommonOps_DDRM.identity(update.rank()), update.matrixA(), 1);
    }

    /** Of scaling · B·A, with B [out, rank] and A [rank, in]. */
    static ProductSvd of(DMatrixRMaj b, DMatrixRMaj a, double scaling) {
        Thin left = Thin.of(b);
        Thin right = Thin.of(CommonOps_DDRM.transpose(a, null));
        DMatrixRMaj core = new DMatrixRMaj(left.r().numRows, right.r().numRows);
        CommonOps_DDRM.multTransB(scaling, left.r(), right.r(), core);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(core.numRows, core.numCols, true, true, true);
        if (!svd.decompose(core)) {
            throw new IllegalStateException("The singular value decomposition of a " + core.numRows + " x "
                    + core.numCols + " matrix did not converge.");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        double[] values = svd.getSingularValues();
        int count = svd.numberOfSingularValues();
        SingularOps_DDRM.descendingOrder(u, false, values, count, v, false);
        double[] descending = new double[count];
        System.arraycopy(values, 0, descending, 0, count);
        return new ProductSvd(product(left.q(), u), descending, product(right.q(), v));
    }

    /** Σσ²: what ‖ΔW‖²_F is. */
    public double energy() {
        double sum = 0;
        for (double value : singularValues) {
            sum += value * value;
        }
        return sum;
    }

    private static DMatrixRMaj product(DMatrixRMaj q, DMatrixRMaj small) {
        DMatrixRMaj result = new DMatrixRMaj(q.numRows, small.numCols);
        CommonOps_DDRM.mult(q, small, result);
        return result;
    }

    /** A thin QR decomposition: Q [rows, n], R [n, columns]. */
    private record Thin(DMatrixRMaj q, DMatrixRMaj r) {
        static Thin of(DMatrixRMaj matrix) {
            QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
            // EJML answers false where a column is 0; its reflection is then the identity, and Q and R are right.
            qr.decompose(matrix.copy());
            return new Thin(qr.getQ(null, true), qr.getR(null, true));
        }
    }
}
