package org.rankscope.metrics;

/**
 * The correlation of labels and predictions over any number of classes, R_K of Gorodkin 2004 ("Comparing two K-category
 * assignments by a K-category correlation coefficient", equation 8): with c hits of s items, t_k items of class k and p_k taken
 * for it, (c·s - Σ t_k p_k) / √((s² - Σ p_k²)(s² - Σ t_k²)). As in scikit-learn's {@code matthews_corrcoef} it is 0 where
 * all labels, or all predictions, are one class.
 */
final class MatthewsCorrelation {
    private MatthewsCorrelation() {}

    /** From -1 to 1; not a number without items. */
    static double of(ClassCounts counts) {
        double total = counts.total();
        double both = 0;
        double wantedSquares = 0;
        double predictedSquares = 0;
        for (int k = 0; k < counts.classes(); k++) {
            double wanted = counts.wanted(k);
            double predicted = counts.predicted(k);
            both += wanted * predicted;
            wantedSquares += wanted * wanted;
            predictedSquares += predicted * predicted;
        }
        double spread = (total * total - predictedSquares) * (total * total - wantedSquares);
        if (total == 0) {
            return Double.NaN;
        }
        return spread == 0 ? 0 : (counts.hits() * total - both) / Math.sqrt(spread);
    }
}
