package org.rankscope.train;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Tensor;

/** The evaluation of a run's present values on its held-out batches, in calls that can be cancelled in between. */
final class Validation {
    private final TrainingSession session;
    private final StepFeeds feeds;
    private final TokenBatches batches;
    private final Supplier<EvaluationSum> newSum;
    private final CallLength call = new CallLength();

    Validation(TrainingSession session, StepFeeds feeds, TokenBatches batches, Supplier<EvaluationSum> newSum) {
        this.session = session;
        this.feeds = feeds;
        this.batches = batches;
        this.newSum = newSum;
    }

    /** Something between calls that may end the evaluation by what it throws. */
    @FunctionalInterface
    interface Pause<E extends Exception> {
        void between() throws E;
    }

    boolean isEmpty() {
        return batches.count() == 0;
    }

    /** The loss on all batches; not a number where nothing is predicted in them. */
    <E extends Exception> AdapterEvaluation.Loss measure(Pause<E> pause) throws E {
        EvaluationSum sum = newSum.get();
        for (int from = 0; from < batches.count(); ) {
            pause.between();
            int to = from + call.of(batches.count() - from);
            long start = System.nanoTime();
            List<Map<String, Tensor>> outcomes = session.evaluate(feeds.evaluation(from, to));
            for (int i = from; i < to; i++) {
                sum.add(batches.at(i), outcomes.get(i - from));
            }
            call.took(start, to - from);
            from = to;
        }
        return sum.loss();
    }
}
