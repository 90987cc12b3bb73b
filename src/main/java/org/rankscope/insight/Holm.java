package org.rankscope.insight;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values adjusted for how many comparisons are made at once, so that the chance of calling any equal pair different is
 * at most the level, whatever else is true.
 *
 * <p>Source: Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979):
 * of m p-values in ascending order, adjusted(i) = max over j ≤ i of min(1, (m - j + 1) · p(j)). Holds for dependent
 * tests too, which pairs of ranks are, and rejects whatever Bonferroni's rule rejects.
 */
final class Holm {
    private Holm() {}

    /** The adjusted p-values, in the order of {@code pValues}; NaN (not tested) stays NaN and doesn't count. */
    static double[] adjusted(double[] pValues) {
        int[] order = IntStream.range(0, pValues.length)
                .filter(i -> !Double.isNaN(pValues[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[pValues.length];
        Arrays.fill(adjusted, Double.NaN);
        double largest = 0;
        for (int j = 0; j < order.length; j++) {
            largest = Math.max(largest, Math.min(1, (order.length - j) * pValues[order[j]]));
            adjusted[order[j]] = largest;
        }
        return adjusted;
    }
}
