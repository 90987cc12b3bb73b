package org.rankscope.insight;

import java.util.Arrays;
import java.util.List;

/**
 * Standard errors of the ranks' means where each has one run whose per-item losses are known, without what an item shifts
 * for all ranks alike: a hard item is hard at every rank, and its difficulty would drown the differences.
 *
 * <p>y'(r, i) = y(r, i) - ȳ(i) + ȳ, and the error is √(K / (K - 1)) times that of the mean of y' over the items, K being the
 * number of ranks. Source: Cousineau, Confidence intervals in within-subject designs, Tutorials in Quantitative Methods
 * for Psychology 1 (2005), with the correction of Morey, the same journal 4 (2008). For the eye: the rules don't use it, since
 * it says nothing of the noise of training.
 */
final class ItemErrors {
    private ItemErrors() {}

    /** One error for each of {@code ranks}; NaN where the items are not known or the ranks fewer than two. */
    static double[] of(List<RankSummary> ranks) {
        int k = ranks.size();
        double[] errors = new double[k];
        if (k < 2 || !RankEvidence.haveItems(ranks)) {
            Arrays.fill(errors, Double.NaN);
            return errors;
        }
        List<double[]> rows = RankEvidence.itemRows(ranks);
        int n = rows.get(0).length;
        for (int r = 0; r < k; r++) {
            double[] centred = new double[n];
            double mean = 0;
            for (int i = 0; i < n; i++) {
                int item = i;
                centred[i] = rows.get(r)[i]
                        - rows.stream().mapToDouble(row -> row[item]).sum() / k;
                mean += centred[i] / n;
            }
            double squares = 0;
            for (double value : centred) {
                squares += (value - mean) * (value - mean);
            }
            errors[r] = Math.sqrt(squares / (n - 1) / n * k / (k - 1));
        }
        return errors;
    }
}
