package org.rankscope.metrics;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Of pixels: for each class, over the pixels of all images together, intersection over union (Jaccard 1912) hits / (labelled +
 * predicted - hits) and Dice (1945) 2·hits / (labelled + predicted). Means are over the classes that occur among labels or
 * predictions, as in scikit-learn's {@code jaccard_score}; once over all of them, once without class 0, which masks use for
 * the background. Pixels without a label count for nothing.
 */
final class OverlapScores implements TaskScores {
    private static final String ABSENT = "the class is neither in the masks nor in the predictions";
    private static final String ONLY_BACKGROUND = "no class but 0 is in the masks or in the predictions";

    private final ClassCounts counts;
    private final List<String> names;

    OverlapScores(int classes, List<String> names) {
        this.counts = new ClassCounts(classes);
        this.names = names;
    }

    @Override
    public void add(EvaluatedBatch batch) {
        counts.add(batch);
    }

    @Override
    public Scores scores(double loss) {
        Scores.Builder scores = new Scores.Builder()
                .put(Metric.MEAN_IOU, mean(this::iou, 0), Hits.NOTHING)
                .put(Metric.MEAN_DICE, mean(this::dice, 0), Hits.NOTHING)
                .put(Metric.FOREGROUND_IOU, mean(this::iou, 1), ONLY_BACKGROUND)
                .put(Metric.FOREGROUND_DICE, mean(this::dice, 1), ONLY_BACKGROUND)
                .put(Metric.PIXEL_ACCURACY, counts.accuracy(), Hits.NOTHING);
        for (int k = 0; k < counts.classes(); k++) {
            String name = k < names.size() ? names.get(k) : String.valueOf(k);
            scores.put(Metric.iou(name), iou(k), ABSENT).put(Metric.dice(name), dice(k), ABSENT);
        }
        return scores.build();
    }

    private double mean(IntToDoubleFunction measure, int firstClass) {
        return IntStream.range(firstClass, counts.classes())
                .filter(k -> counts.either(k) > 0)
                .mapToDouble(measure)
                .average()
                .orElse(Double.NaN);
    }

    private double iou(int k) {
        return (double) counts.hits(k) / counts.either(k);
    }

    private double dice(int k) {
        return 2.0 * counts.hits(k) / (counts.wanted(k) + counts.predicted(k));
    }
}
