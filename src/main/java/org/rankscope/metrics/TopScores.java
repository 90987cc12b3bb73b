package org.rankscope.metrics;

import java.nio.LongBuffer;
import org.rankscope.model.Task;

/**
 * Of images: the share whose class has the largest logit, or one of the five largest. Of classes with equal logits the one
 * with the lower number comes first, so that a model which says nothing is not right about everything.
 */
public final class TopScores implements TaskScores {
    /** Classes that are looked at. */
    public static final int MOST = 5;

    private final int classes;
    private long items;
    private long first;
    private long among;

    TopScores(int classes) {
        this.classes = classes;
    }

    @Override
    public void add(EvaluatedBatch batch) {
        LongBuffer targets = batch.targets().data().asLongBuffer();
        LongBuffer predicted =
                batch.outcome().get(EvaluatedBatch.PREDICTED).data().asLongBuffer();
        int places = predicted.limit() / targets.limit();
        for (int i = 0; i < targets.limit(); i++) {
            long target = targets.get(i);
            if (target != Task.IGNORE) {
                items++;
                for (int place = 0; place < places; place++) {
                    boolean hit = predicted.get(i * places + place) == target;
                    among += hit ? 1 : 0;
                    first += hit && place == 0 ? 1 : 0;
                }
            }
        }
    }

    @Override
    public Scores scores(double loss) {
        Scores.Builder scores = new Scores.Builder().put(Metric.TOP1, (double) first / items, Hits.NOTHING);
        // One of five classes is always among five: that says nothing.
        return classes > MOST
                ? scores.put(Metric.TOP5, (double) among / items, Hits.NOTHING).build()
                : scores.build();
    }
}
