package org.rankscope.metrics;

import java.util.stream.IntStream;

/**
 * F1 = 2·hits / (items of the class + items taken for it), the harmonic mean of precision and recall (van Rijsbergen 1979).
 * As scikit-learn's {@code f1_score}: a class counts if it occurs among labels or predictions; one that was never hit has 0.
 */
final class F1 {
    private F1() {}

    /** The mean over classes; not a number without any. */
    static double macro(ClassCounts counts) {
        return IntStream.range(0, counts.classes())
                .filter(k -> counts.either(k) > 0)
                .mapToDouble(k -> 2.0 * counts.hits(k) / (counts.wanted(k) + counts.predicted(k)))
                .average()
                .orElse(Double.NaN);
    }

    /** From the counts of all classes together. Where each item has one class and all classes count it is the accuracy. */
    static double micro(ClassCounts counts) {
        return 2.0 * counts.hits() / (counts.total() + counts.total());
    }
}
