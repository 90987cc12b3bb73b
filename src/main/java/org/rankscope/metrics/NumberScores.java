package org.rankscope.metrics;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Of rows that have a number each. The mean squared error is their loss. */
final class NumberScores implements TaskScores {
    private final List<Double> wanted = new ArrayList<>();
    private final List<Double> predicted = new ArrayList<>();

    @Override
    public void add(EvaluatedBatch batch) {
        FloatBuffer targets = batch.targets().data().asFloatBuffer();
        FloatBuffer found = batch.outcome().get(EvaluatedBatch.PREDICTED).data().asFloatBuffer();
        for (int i = 0; i < targets.limit(); i++) {
            if (!Float.isNaN(targets.get(i))) {
                wanted.add((double) targets.get(i));
                predicted.add((double) found.get(i));
            }
        }
    }

    @Override
    public Scores scores(double loss) {
        return new Scores.Builder()
                .put(Metric.PEARSON, PearsonCorrelation.of(wanted, predicted), reason())
                .build();
    }

    private String reason() {
        if (wanted.size() < 2) {
            return "a correlation takes two rows or more, there " + (wanted.size() == 1 ? "is 1" : "are none");
        }
        boolean sameLabels = wanted.stream().distinct().count() == 1;
        return String.format(
                Locale.ROOT,
                "all %d %s are the same, %s",
                wanted.size(),
                sameLabels ? "labels" : "predictions",
                sameLabels ? wanted.get(0) : predicted.get(0));
    }
}
