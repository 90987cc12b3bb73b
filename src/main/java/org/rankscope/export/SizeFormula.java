package org.rankscope.export;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A whole number that follows from the size of a batch: one + batches · b + lengths · s + both · b·s + squares · s², for
 * b rows of s tokens.
 */
record SizeFormula(long one, long batches, long lengths, long both, long squares) {
    /** Numbers in {@link #terms}. */
    static final int TERMS = 5;

    /** A batch of {@code batch} rows of {@code length} tokens. */
    record Size(long batch, long length) {}

    static SizeFormula constant(long number) {
        return new SizeFormula(number, 0, 0, 0, 0);
    }

    /** The formula that gives {@code values} at {@code sizes}; empty where there is none with whole factors. */
    static Optional<SizeFormula> through(List<Size> sizes, long[] values) {
        // Lengths counted from the first one: small numbers, so that what is solved for can be rounded safely.
        long from = sizes.get(0).length();
        DMatrixRMaj terms = new DMatrixRMaj(sizes.size(), TERMS);
        DMatrixRMaj results = new DMatrixRMaj(sizes.size(), 1);
        for (int i = 0; i < sizes.size(); i++) {
            double batch = sizes.get(i).batch();
            double length = sizes.get(i).length() - from;
            double[] row = {1, batch, length, batch * length, length * length};
            for (int term = 0; term < TERMS; term++) {
                terms.set(i, term, row[term]);
            }
            results.set(i, 0, values[i]);
        }
        DMatrixRMaj factors = new DMatrixRMaj(TERMS, 1);
        if (!CommonOps_DDRM.solve(terms, results, factors)) {
            return Optional.empty();
        }
        long[] whole = new long[TERMS];
        for (int term = 0; term < TERMS; term++) {
            whole[term] = Math.round(factors.get(term));
        }
        SizeFormula formula = new SizeFormula(
                whole[0] - from * whole[2] + from * from * whole[4],
                whole[1] - from * whole[3],
                whole[2] - 2 * from * whole[4],
                whole[3],
                whole[4]);
        for (int i = 0; i < values.length; i++) {
            if (formula.at(sizes.get(i)) != values[i]) {
                return Optional.empty();
            }
        }
        return Optional.of(formula);
    }

    long at(Size size) {
        return one
                + batches * size.batch()
                + lengths * size.length()
                + both * size.batch() * size.length()
                + squares * size.length() * size.length();
    }

    boolean isConstant() {
        return batches == 0 && lengths == 0 && both == 0 && squares == 0;
    }

    /** The factors of 1, b, s, b·s and s². */
    long[] terms() {
        return new long[] {one, batches, lengths, both, squares};
    }
}
