package org.rankscope.train;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rankscope.graph.Tensor;
import org.rankscope.peft.StepRule;

/** The evaluated step of the lowest loss: the one whose values a run keeps. The first of equal ones. */
final class BestSoFar {
    /**
     * An evaluated step.
     *
     * @param step optimiser steps done
     * @param loss evaluation loss
     * @param states θ [P] then, and what a {@link StepRule} keeps
     */
    record Best(int step, double loss, Map<String, Tensor> states) {}

    private Optional<Best> best;

    /** @param best what an earlier part of the run found */
    BestSoFar(Optional<Best> best) {
        this.best = best;
    }

    Optional<Best> get() {
        return best;
    }

    /** Whether {@code loss} would be kept. */
    boolean beatenBy(double loss) {
        return best.isEmpty() || loss < best.get().loss();
    }

    /** Takes note of an evaluation; {@code states} are asked for only where they are kept. */
    void offer(int step, double loss, Supplier<Map<String, Tensor>> states) {
        if (beatenBy(loss)) {
            best = Optional.of(new Best(step, loss, states.get()));
        }
    }
}
